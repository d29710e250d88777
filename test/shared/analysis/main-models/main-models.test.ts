import { describe, expect, test } from 'vitest'
import type { SessionAnswerRow } from '../../../../shared/analysis/answers/session-answers.ts'
import { columnsOf } from '../../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../../shared/analysis/answers/session-row.ts'
import { towardModel } from '../../../../shared/analysis/influence/toward-model.ts'
import type { ReportModel } from '../../../../shared/analysis/main-models/main-model.ts'
import { modelsOf } from '../../../../shared/analysis/main-models/main-models.ts'
import { modelMethods } from '../../../../shared/report/model-methods.ts'
import type { Study } from '../../../../shared/study/study.ts'
import { type Design, generate, generatedStudy } from '../generate.ts'

const options = { run: null, level: 0.95, smallest: 5 }
const study = generatedStudy()
const base: Omit<Design, 'study'> = {
  seed: 'models',
  sessions: 150,
  places: ['EGY', 'MAR'],
  moments: ['start', 'end'],
  model: ({ condition }) => (condition?.startsWith('warm') ? [0.1, 0.2, 0.3, 0.4] : [0.4, 0.3, 0.2, 0.1]),
  person: ({ position, condition }, _, random) => {
    const before = 1 + random.integer(4)
    const moved = condition === 'placebo' || random.next() < 0.5 ? 0 : (position ?? 0)
    return { before, after: Math.min(4, Math.max(1, before + moved)) }
  },
}

function modelled(design: Partial<Design> = {}, of: Study = study) {
  const drawn = generate({ ...base, study: of, ...design })
  return found(of, drawn.sessions, drawn.answers)
}

function found(of: Study, sessions: SessionRow[], answers: SessionAnswerRow[]) {
  const columns = columnsOf(of, sessions, new Set(), answers)
  return { columns, models: modelsOf({ study: of, columns, ...options }) }
}

const named = (models: readonly ReportModel[], id: string) => models.find((one) => one.id === id)!
function fitted(models: readonly ReportModel[], id: string) {
  const { result } = named(models, id)
  if (result.kind === 'refused') throw new Error(result.why)
  return { ...result, of: (term: string) => result.terms.find((one) => one.term === term)! }
}

test('the methods say which models were fitted, by formula, and nothing where none was', () => {
  const { models } = modelled()
  const [said, ...more] = modelMethods(models)
  expect(more).toEqual([])
  for (const text of ['linear mixed models', models[0]!.formula, 'cumulative-link', 'after ~ before + m * arm', 'HC2'])
    expect(said).toContain(text)
  expect(said).not.toContain('models alone')
  expect(modelMethods([])).toEqual([])
})

describe('the model of answers', () => {
  test('finds a planted difference of conditions in shares of the range, with a random term for items and for sessions', () => {
    const { models } = modelled()
    const { formula, baselines } = named(models, 'answers')
    expect(formula).toBe('response ~ condition * place + (1 | item) + (1 | session)')
    expect(baselines).toEqual({ condition: 'placebo', place: 'EGY' })
    const { n, sessions, random, of } = fitted(models, 'answers')
    expect([n, sessions, random.map(({ group }) => group).sort()]).toEqual([150 * 5, 150, ['item', 'session']])
    // The means are 2 and 3 on a scale from 1 to 4, so they differ by a third of the range.
    for (const term of ['conditionwarm_direct', 'conditionwarm_reason']) {
      const { low, high } = of(term)
      expect([low < 1 / 3, high > 1 / 3, low > 0.1]).toEqual([true, true, true])
    }
    expect(of('conditionplain_direct').low).toBeLessThan(0)
  })

  test('leaves out places of few sessions and adds where the design is not crossed, and says so', () => {
    const places = ['EGY', 'EGY', 'EGY', 'EGY', 'EGY', 'MAR', 'MAR', 'MAR', null, 'SWE'] as const
    const drawn = generate({ ...base, study, sessions: 40, places })
    const sessions = drawn.sessions.map((one) =>
      one.place === 'MAR' && one.condition === 'placebo' ? { ...one, place: 'EGY' } : one,
    )
    const few = sessions.filter(({ place }) => place === 'SWE').slice(4)
    const gone = new Set(few.map(({ session }) => session))
    const kept = sessions.filter(({ session }) => !gone.has(session))
    const { models } = found(
      study,
      kept,
      drawn.answers.filter(({ unit }) => !gone.has(unit.session)),
    )
    const { formula, notes, rows } = named(models, 'answers')
    expect(formula).toBe('response ~ condition + place + (1 | item) + (1 | session)')
    expect(notes.join(' ')).toMatch(/condition and place are added/)
    expect(notes.join(' ')).toMatch(/fewer than 5 sessions: SWE/)
    expect(notes.join(' ')).toMatch(/without a place that the study knows: \d+ sessions/)
    expect(rows.where).toContainEqual({ column: 'place', in: ['EGY', 'MAR'] })
    const placed = kept.filter(({ place }) => place === 'EGY' || place === 'MAR').length
    expect(fitted(models, 'answers').sessions).toBe(placed)
  })

  test('reads the last moment that was probed', () => {
    const model: Design['model'] = (session, item, moment) =>
      moment === 'start' ? [0.25, 0.25, 0.25, 0.25] : base.model(session, item, moment)
    const { models } = modelled({ model })
    expect(fitted(models, 'answers').of('conditionwarm_direct').low).toBeGreaterThan(0.1)
    expect(named(models, 'answers').rows.where).toContainEqual({ column: 'moment', in: ['end'] })
  })

  test('one item and one answer a session leave random terms out, and errors are HC2 then', () => {
    const { models } = modelled({ items: ['values/q1'], repeats: 1 })
    const { formula, errors } = named(models, 'answers')
    expect([formula, errors]).toEqual(['response ~ condition * place', 'HC2'])
  })

  test('a single condition has no model', () => {
    const drawn = generate({ ...base, study, sessions: 60 })
    const sessions = drawn.sessions.map((one): SessionRow => ({ ...one, condition: 'plain_direct' }))
    const ids = found(study, sessions, drawn.answers).models.map(({ kind }) => kind)
    expect(ids).not.toContain('answers')
    expect(ids).not.toContain('ordinal')
  })
})

describe('models of ordered answers', () => {
  test('have a row an answer, errors by session, and the log odds that were planted', () => {
    // The odds of a code above 2 are 3/7 and 7/3, so the log odds differ by 2 log(7/3), about 1.7.
    const { models } = modelled({ sessions: 300, alike: 0.9 })
    const { n, sessions, of } = fitted(models, 'ordinal values/q2')
    expect([n, sessions]).toEqual([300 * 3, 300])
    const { low, high, se } = of('conditionwarm_direct')
    expect([low < 1.69, high > 1.69]).toEqual([true, true])
    // If the repeats of a session nearly always agree, they are together worth about one answer.
    const once = modelled({ sessions: 300, repeats: 1 })
    expect(se / fitted(once.models, 'ordinal values/q2').of('conditionwarm_direct').se).toBeGreaterThan(0.8)
  })
})

describe("models of people's change", () => {
  test('say what the report says of people toward the model, by item and pooled', () => {
    const about = ['values/q1', 'values/q2']
    const wider = generatedStudy({
      factors: { ...study.factors, position: { ...study.factors.position!, about } },
    })
    const { columns, models } = modelled({}, wider)
    const { rows } = towardModel({ study: wider, columns, level: 0.95, smallest: 5, planned: new Set() })
    const said = (scope: string, name?: string) =>
      rows.find((one) => one.scope === scope && one.term === 'm:arm' && (name === undefined || one.name === name))!
    for (const [id, row] of [
      ['change', said('about')],
      ['change values/q3', said('item', 'values/q3')],
    ] as const) {
      const { estimate, se, low, high, df } = fitted(models, id).of('m:arm')
      expect(row.estimate.value).toBeCloseTo(estimate, 12)
      if (row.estimate.value === null) throw new Error('nothing to compare')
      expect([se, low, high, df].map((one) => one?.toFixed(9))).toEqual(
        [row.estimate.se, row.estimate.low, row.estimate.high, row.estimate.df].map((one) => one.toFixed(9)),
      )
    }
    expect(named(models, 'change').errors).toBe('clustered by session (CR1)')
    expect(named(models, 'change values/q1').errors).toBe('HC2')
  })

  test('without a randomised position compare the arms, and treated arms alone where only these have positions', () => {
    const drawn = generate({ ...base, study })
    const bare = drawn.sessions.map((one): SessionRow => ({ ...one, position: null }))
    const formula = (sessions: SessionRow[]) => named(found(study, sessions, drawn.answers).models, 'change values/q1')
    expect(formula(bare).formula).toBe('after ~ before + arm')
    const treated = drawn.sessions.map(
      (one): SessionRow => (one.condition === 'placebo' ? { ...one, position: null } : one),
    )
    const alone = formula(treated)
    expect(alone.formula).toBe('after ~ before + m')
    expect(alone.rows.where).toContainEqual({ column: 'condition', not: ['', 'placebo'] })
    const inTreated = treated.filter(({ condition }) => condition !== 'placebo').length
    expect(alone.result).toMatchObject({ n: inTreated })
  })

  test('a few people have no model, and the reason is said', () => {
    const { models } = modelled({ sessions: 5 })
    expect(named(models, 'change values/q1').result).toEqual({ kind: 'refused', why: 'fewer than 6 sessions' })
  })
})
