import { describe, expect, test } from 'vitest'
import type { SessionAnswerRow } from '../../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../../shared/analysis/answers/session-row.ts'
import type { SessionCell } from '../../../../shared/analysis/cells/session-cells.ts'
import { InputProblem } from '../../../../shared/input-problem.ts'
import { outcomeKinds } from '../../../../shared/instrument/outcome.ts'
import { analyse } from '../../../../shared/report/analyse.ts'
import { generate, generatedStudy, REFERENCE, type Shares } from '../generate.ts'

const study = generatedStudy()
const truth = (session: SessionRow, item: string): Shares =>
  REFERENCE[session.place ?? 'EGY']?.[item.slice(7).toUpperCase()] ?? [0.25, 0.25, 0.25, 0.25]
const quick = { seed: 'cells', resamples: 100, rearrangements: 99, draws: 60 } as const

function reportOf(change: Partial<Parameters<typeof generate>[0]> = {}) {
  const drawn = generate({ study, seed: 'cells', sessions: 60, model: truth, ...change })
  return analyse({ study, ...drawn, ...quick })
}

/** Sessions with one place, and the given answers of the model to one item. */
function byHand(place: string | null, item: string, codes: readonly (number | null)[]) {
  const { sessions } = generate({
    study,
    seed: 'hand',
    sessions: codes.length,
    places: [place],
    items: [],
    model: truth,
  })
  const answers = codes.map(
    (code, index): SessionAnswerRow => ({
      unit: { source: 'model', session: sessions[index]!.session, stage: 'talk', moment: 'end' },
      ...{ item, target: 'assistant', form: 'question', wording: 0, repeat: 0 },
      // The order on screen was sometimes reversed. Only the code counts.
      order: index % 2 === 0 ? 'reversed' : 'listed',
      outcome: code === null ? { kind: 'refused' } : { kind: 'classified', code },
    }),
  )
  const { pooledCells, cells } = analyse({ study, sessions, answers, ...quick })
  return { treated: pooledCells.find(({ pooled }) => pooled === 'treated')!, cells }
}

describe('cells', () => {
  test('every question of every cell has exactly one outcome, and the cells add up to what was asked [A1]', () => {
    const report = reportOf({
      unclassifiable: 0.2,
      places: ['EGY', 'SWE', null],
      person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
    })
    let asked = 0
    for (const cell of report.cells) {
      asked += cell.asked
      if (cell.outcomes === null) continue
      expect(outcomeKinds.reduce((sum, kind) => sum + cell.outcomes![kind], 0)).toBe(cell.asked)
      expect(cell.counts!.reduce((sum, count) => sum + count, 0)).toBe(cell.outcomes.classified)
      expect(cell.n).toBe(cell.outcomes.classified)
    }
    expect(asked).toBe(report.provenance.observations.used)
    const pooled = report.pooledCells.filter(({ against }) => against?.kind !== 'in-study')
    expect(pooled.reduce((sum, cell) => sum + cell.asked, 0)).toBe(asked)
  })

  test('a model that answers exactly like the reference scores at its ceiling, with no shift and the same spread', () => {
    const codes = [1, 2, 2, 3, 3, 3, 3, 4, 4, 4].flatMap((code) => Array.from({ length: 20 }, () => code))
    const { sessions } = generate({ study, seed: 'exact', sessions: 250, places: ['EGY'], items: [], model: truth })
    const treated = sessions.filter(({ condition }) => condition !== 'placebo').slice(0, 200)
    const answers = byHandAnswers(treated, codes)
    const cell = analyse({ study, sessions: treated, answers, ...quick }).pooledCells[0]!
    expect(cell.similarity).toBeCloseTo(1, 12)
    expect(cell.shift).toBeCloseTo(0, 12)
    expect(cell.spreadRatio).toBeCloseTo(1, 12)
    expect(cell.similarity!).toBeGreaterThanOrEqual(cell.ceilingNearest!)
    expect(cell.squaredDistance!).toBeLessThanOrEqual(0)
  })

  test('a score of a sample stands in its same-n null, whose mean falls short of 1 [A12]', () => {
    const { pooledCells } = reportOf({ sessions: 100, places: ['EGY'], repeats: 1, alike: 0 })
    const cells = pooledCells.filter(({ pooled }) => pooled === 'treated')
    expect(cells).toHaveLength(5)
    for (const cell of cells) {
      expect(cell.nullMean!).toBeLessThan(0.99)
      expect(cell.similarity!).toBeGreaterThan(cell.nullLow! - 0.02)
      expect(cell.floorUniform!).toBeLessThanOrEqual(1)
    }
  })

  test('answers without an option become no option: they widen the bounds and leave the score alone [A2]', () => {
    const sure = byHand('EGY', 'values/q1', [3, 3, 2, 4, 1, 3, 4, 2, 3, 4]).treated
    const unsure = byHand('EGY', 'values/q1', [3, 3, 2, 4, 1, 3, 4, 2, 3, 4, null, null, null]).treated
    expect(sure.worst).toBe(sure.best)
    expect(unsure.n).toBeLessThan(unsure.asked)
    expect(unsure.worst!).toBeLessThan(unsure.similarity!)
    expect(unsure.best!).toBeGreaterThanOrEqual(unsure.similarity!)
  })

  test('an order that was reversed on screen is not reversed again', () => {
    expect(byHand('EGY', 'values/q1', [4, 4, 4, 4, 4, 4]).treated.mean).toBe(4)
  })

  test('options without an order have a nominal similarity and no mean', () => {
    const { treated } = byHand('EGY', 'values/kind', [1, 1, 2, 3, 4, 2])
    expect(treated.measure).toBe('nominal-similarity')
    expect([treated.mean, treated.shift, treated.spreadRatio]).toEqual([null, null, null])
    expect(treated.why.shift).toContain('no order')
  })

  test('a reference with a mean only gives the means measure, labelled, with no null and no bounds', () => {
    const { treated } = byHand('SWE', 'values/q1', [1, 2, 3, 2, 2, 2])
    expect(treated.measure).toBe('means-similarity')
    expect(treated.similarity).toBeCloseTo(1 - Math.abs(treated.mean! - 2) / 3, 12)
    expect([treated.worst, treated.nullMean, treated.shiftSd]).toEqual([null, null, null])
    expect(treated.why['*']).toContain('mean only')
  })

  test('a mean of an item with two options is its exact shares', () => {
    const { treated } = byHand('EGY', 'values/yes', [1, 1, 1, 2, 1, 1])
    expect(treated.measure).toBe('ordinal-similarity')
    expect(treated.referenceShares).toEqual([0.75, 0.25])
  })

  test('a place that no reference has is compared with nothing, and says so [A10]', () => {
    const { treated } = byHand('DEU', 'values/q1', [1, 2, 3, 2, 2, 2])
    expect(treated.similarity).toBeNull()
    expect(treated.against).toBeNull()
    expect(treated.why['*']).toContain('DEU')
  })

  test('rows of fewer than five people are not shown, and those of a model are [A17]', () => {
    const report = reportOf({ sessions: 20, person: () => ({ before: 2, after: 3 }) })
    const people = report.cells.filter(({ source }) => source === 'participant')
    const few = people.filter(({ sessions }) => sessions < 5)
    expect(few.length).toBeGreaterThan(0)
    for (const cell of few) {
      const shown = [cell.counts, cell.outcomes, cell.mean, cell.sd, cell.similarity, cell.shift, cell.worst]
      expect(shown.every((value) => value === null)).toBe(true)
      expect(cell.why['*']).toContain('fewer than 5')
    }
    const model = report.cells.filter(({ source }) => source === 'model')
    expect(model.every(({ counts }) => counts !== null)).toBe(true)
  })

  test('people and model, moments and targets are never pooled with one another [A9]', () => {
    const report = reportOf({ moments: ['start', 'end'], person: () => ({ before: 1, after: 4 }) })
    const key = (cell: SessionCell) =>
      `${cell.source} ${cell.moment} ${cell.target} ${cell.condition} ${cell.item} ${cell.place}`
    expect(new Set(report.cells.map(key)).size).toBe(report.cells.length)
    expect(
      report.cells.filter(({ moment, mean }) => moment === 'before' && mean !== null).every(({ mean }) => mean === 1),
    ).toBe(true)
  })

  test('the model is read against the people of the study too, before the talk and in the same place', () => {
    const { pooledCells } = reportOf({ person: () => ({ before: 2, after: 4 }) })
    const own = pooledCells.filter(({ against }) => against?.kind === 'in-study')
    expect(own.length).toBeGreaterThan(0)
    expect(own.every(({ referenceShares, source }) => source === 'model' && referenceShares![1] === 1)).toBe(true)
  })

  test('a code that is no option stops the analysis instead of becoming one [A18]', () => {
    expect(() => byHand('EGY', 'values/q1', [1, 2, 9, 2, 1])).toThrow(InputProblem)
  })

  test('an item that this version of the study lacks is refused with a reason', () => {
    expect(() => byHand('EGY', 'values/gone', [1, 2, 1])).toThrow(/another version/)
  })
})

function byHandAnswers(sessions: readonly SessionRow[], codes: readonly number[]): SessionAnswerRow[] {
  return codes.map((code, index) => ({
    unit: { source: 'model', session: sessions[index]!.session, stage: 'talk', moment: 'end' },
    ...{ item: 'values/q1', target: 'assistant', form: 'question', wording: 0, order: 'listed', repeat: 0 },
    outcome: { kind: 'classified', code },
  }))
}
