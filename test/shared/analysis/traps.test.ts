import { describe, expect, test, vi } from 'vitest'
import { adjustedTests } from '../../../shared/analysis/adjusted-tests.ts'
import { fromShares } from '../../../shared/analysis/alignment/measures/distribution.ts'
import { runAnswer } from '../../../shared/analysis/answers/of-run.ts'
import { runTable } from '../../../shared/analysis/answers/run-answers.ts'
import { readAnswer } from '../../../shared/instrument/read-answer.ts'
import { createRandom } from '../../../shared/random.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import type { Report } from '../../../shared/report/report.ts'
import { holm } from '../../../shared/statistics/inference/multiplicity.ts'
import {
  categoricalColumn,
  numericColumn,
  type Table,
  tableOf,
} from '../../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../../shared/statistics/regression/fit-model.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { jobPrompt, probeJobs, runChoice } from '../../../shared/study/probe-jobs.ts'
import { jensenShannonDivergence, nominalSimilarity, ordinalSimilarity } from './alignment/two-distributions.ts'
import { type Answering, answered, code, each } from './answered.ts'
import { type Design, generate, generatedStudy, REFERENCE, type Shares, towardOption } from './generate.ts'
import { runStudy } from './models-alone/generate-run.ts'

// These tests make whole reports and many data sets, and the machine may be busy.
vi.setConfig({ testTimeout: 90_000 })

const study = generatedStudy()
const quick = { seed: 'traps', resamples: 100, rearrangements: 199, draws: 5 } as const
const truth = (place: string | null, item: string): Shares => REFERENCE[place!]![item.slice(7).toUpperCase()]!

const shiftOf = ({ shifts }: Report, measure: string, contrast = 'warm-plain') =>
  shifts.find((row) => row.contrast === contrast && row.measure === measure && row.scope === 'all items')!
const ofGroups = (groups: readonly Answering[]): Report => analyse({ study, ...answered(study, groups), ...quick })

describe('answers inverted twice when options are reversed', () => {
  test('a number means the same option in either order, from the prompt through the reply to the counts [A3]', () => {
    const asked = runStudy(2, { repeats: 1, slices: [{ place: 'EGY', locale: 'en' }] })
    const answers = Array.from(probeJobs(asked, runChoice(asked)), (job) => {
      const { messages, question, locale } = jobPrompt(asked, job)
      // It chooses an option by its text, and answers with the number before it.
      const line = messages
        .at(-1)!
        .content.split('\n')
        .find((one) => one.includes('Option 4'))!
      const outcome = readAnswer(/\d+/.exec(line)![0], question.item, locale)
      return runAnswer({ job, outcome })
    })
    expect(new Set(answers.map(({ order }) => order))).toEqual(new Set(['listed', 'reversed']))
    const { counts, rows, width } = runTable(asked, answers)
    const byOption = Array.from({ length: width }, (_, option) =>
      Array.from({ length: rows }, (_, row) => counts[row * width + option]!).reduce((sum, one) => sum + one, 0),
    )
    expect(byOption).toEqual([0, 0, 0, answers.length])
  })

  test('the flag that a list was shown reversed moves no figure of the report [A3]', () => {
    const drawn = generate({ study, seed: 'reversed', sessions: 60, model: ({ place }, item) => truth(place, item) })
    const answers = drawn.answers.map((one, index) => ({ ...one, reversed: index % 2 === 0 }))
    const [listed, reversed] = [
      analyse({ study, ...drawn, ...quick }),
      analyse({ study, sessions: drawn.sessions, answers, ...quick }),
    ]
    expect(reversed.cells).toEqual(listed.cells)
    expect(reversed.shifts).toEqual(listed.shifts)
  })
})

describe('an effect size weighted by group sizes', () => {
  test('the same answers in groups of other sizes give the same shift and effect size', () => {
    const sized = (warm: number, plain: number) =>
      ofGroups([
        { persona: 'warm', answers: each([2, 3, 4, 3], warm) },
        { persona: 'plain', answers: each([1, 2, 3, 2], plain) },
      ])
    const [even, lopsided] = [sized(10, 10), sized(25, 3)]
    expect(shiftOf(lopsided, 'location').estimate.value).toBeCloseTo(shiftOf(even, 'location').estimate.value!, 12)
    const effect = ({ contrasts }: Report) => contrasts.find(({ id }) => id === 'warm-plain')!.effect.value!
    expect(effect(lopsided) / effect(even)).toBeGreaterThan(0.95)
    expect(effect(lopsided) / effect(even)).toBeLessThan(1.05)
    expect(effect(even)).toBeGreaterThan(1)
  })
})

describe('a p-value set by a threshold on n', () => {
  const p = (warm: readonly number[], plain: readonly number[], times: number): number =>
    shiftOf(
      ofGroups([
        { persona: 'warm', answers: each(warm, times) },
        { persona: 'plain', answers: each(plain, times) },
      ]),
      'location',
    ).test!.p

  test('comes from the answers: at one n it is small with a difference and large without', () => {
    expect(p([3, 4, 4, 3], [1, 2, 2, 1], 3)).toBeLessThan(0.01)
    expect(p([3, 4, 2, 3], [3, 4, 2, 3], 3)).toBeGreaterThan(0.9)
  })

  test('many sessions that do not differ have a large p, and few that do a small one', () => {
    expect(p([1, 2, 3, 4], [4, 3, 2, 1], 100)).toBeGreaterThan(0.9)
    expect(p([4, 4], [1, 1], 5)).toBeLessThan(0.02)
  })

  test('is a count of rearrangements over their number', () => {
    const places = p([1, 2, 3, 3], [1, 2, 2, 3], 4) * 200
    expect(places).toBeCloseTo(Math.round(places), 9)
    expect(places).toBeGreaterThan(2)
  })
})

describe('unparsable answers set to "A" or 0.5', () => {
  const lost = { kind: 'unclassifiable' } as const
  const groups = (extra: number): Answering[] => [
    {
      persona: 'warm',
      answers: each([3, 4, 4, 3], 4).map((own) => [...own, ...Array.from({ length: extra }, () => lost)]),
    },
    { persona: 'plain', answers: each([1, 2, 2, 3], 4) },
  ]

  test('a reply that names no option is no option [A2]', () => {
    const item = itemOf(study, 'values/q1')
    for (const reply of ['A thoughtful matter.', 'I would rather talk of the weather.', '2 or 3, hard to say', '0.5'])
      expect(readAnswer(reply, item, 'en').kind).not.toBe('classified')
  })

  test('they move no shift and no n, and are counted and bounded beside [A2]', () => {
    const [without, beside] = [ofGroups(groups(0)), ofGroups(groups(3))]
    expect(beside.shifts.map(({ estimate, atLevel }) => [estimate.value, atLevel])).toEqual(
      without.shifts.map(({ estimate, atLevel }) => [estimate.value, atLevel]),
    )
    const cell = ({ cells }: Report) => cells.find(({ condition }) => condition === 'warm_direct')!
    const [clean, mixed] = [cell(without), cell(beside)]
    expect([mixed.n, mixed.counts, mixed.similarity]).toEqual([clean.n, clean.counts, clean.similarity])
    expect(mixed.asked).toBe(4 * clean.asked)
    expect(mixed.outcomes!.unclassifiable).toBe(3 * clean.asked)
    expect(clean.best! - clean.worst!).toBeCloseTo(0, 12)
    expect(mixed.best! - mixed.worst!).toBeGreaterThan(0.3)
  })
})

describe('a divergence divided by the number of options', () => {
  test('what has nothing in common has divergence 1 and similarity 0, with two options or eight', () => {
    for (const options of [2, 4, 8]) {
      const codes = Array.from({ length: options }, (_, k) => k + 1)
      const half = (first: boolean) =>
        fromShares(
          codes,
          codes.map((_, k) => (k < options / 2 === first ? 2 / options : 0)),
        )
      expect(jensenShannonDivergence(half(true), half(false))).toBeCloseTo(1, 12)
      expect(nominalSimilarity(half(true), half(false))).toBeCloseTo(0, 6)
    }
    const ends = [fromShares([1, 2, 3, 4, 5], [1, 0, 0, 0, 0]), fromShares([1, 2, 3, 4, 5], [0, 0, 0, 0, 1])] as const
    expect(ordinalSimilarity(...ends)).toBeCloseTo(0, 12)
  })

  test('options that nobody chose change no divergence, and the report shows the measure as it is', () => {
    const [few, many] = [
      [0.5, 0.5, 0, 0],
      [0.1, 0.9, 0, 0],
    ]
    const of = (shares: readonly number[], options: number) =>
      fromShares(
        Array.from({ length: options }, (_, k) => k + 1),
        shares.slice(0, options),
      )
    expect(nominalSimilarity(of(few, 4), of(many, 4))).toBeCloseTo(nominalSimilarity(of(few, 2), of(many, 2)), 12)
    const { cells } = analyse({
      study,
      ...answered(study, [{ persona: 'warm', answers: each([4], 12) }], 'values/kind'),
      ...quick,
    })
    const q = fromShares([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])
    expect(cells[0]!.similarity).toBeCloseTo(nominalSimilarity(fromShares([1, 2, 3, 4], [0, 0, 0, 1]), q), 12)
  })
})

describe('bootstrap replicates used as answers', () => {
  test('ten times the resamples give the same n, degrees of freedom and error, and not a third of it [A6]', () => {
    const drawn = generate({ study, seed: 'replicates', sessions: 60, model: ({ place }, item) => truth(place, item) })
    const [few, many] = [100, 1000].map((resamples) => analyse({ study, ...drawn, ...quick, resamples }))
    for (const measure of ['location', 'closeness']) {
      const [one, ten] = [shiftOf(few!, measure).estimate, shiftOf(many!, measure).estimate]
      if (one.value === null || ten.value === null) throw new Error('not estimated')
      expect([ten.value, ten.n, ten.df]).toEqual([one.value, one.n, one.df])
      expect(one.n).toBeLessThanOrEqual(60)
      expect(ten.se / one.se).toBeGreaterThan(0.75)
      expect(ten.se / one.se).toBeLessThan(1.35)
      expect((ten.high - ten.low) / (one.high - one.low)).toBeGreaterThan(0.7)
    }
  })
})

describe('clustered errors asked of a function that ignores the argument', () => {
  /** Twenty participants of two arms. Each gives the same answer `copies` times. */
  function copied(copies: number): Table {
    const random = createRandom('clusters')
    const people = Array.from({ length: 20 }, (_, person) => ({
      person: `p${person}`,
      arm: person % 2,
      answer: random.normal() + (person % 2),
      yes: random.integer(2),
    }))
    const rows = people.flatMap((one) => Array.from({ length: copies }, () => one))
    return tableOf([
      categoricalColumn(
        'person',
        rows.map(({ person }) => person),
      ),
      numericColumn(
        'arm',
        rows.map(({ arm }) => arm),
      ),
      numericColumn(
        'answer',
        rows.map(({ answer }) => answer),
      ),
      numericColumn(
        'yes',
        rows.map(({ yes }) => yes),
      ),
    ])
  }

  test.each([
    ['gaussian', 'answer ~ arm'],
    ['binomial', 'yes ~ arm'],
  ] as const)(
    'the same answers four times over leave the clustered error of a %s model as it was',
    (family, formula) => {
      const se = (copies: number, clustered: boolean): number => {
        const errors = clustered ? ({ kind: 'cluster', column: 'person' } as const) : ({ kind: 'classical' } as const)
        const result = fitModel(copied(copies), { formula, family, errors })
        if (result.kind === 'refused') throw new Error(result.message)
        return result.fit.terms[1]!.se
      }
      expect(se(4, true) / se(1, true)).toBeGreaterThan(0.95)
      expect(se(4, true) / se(1, true)).toBeLessThan(1.05)
      expect(se(4, false) / se(1, false)).toBeLessThan(0.55)
    },
  )

  test('where they cannot be had they are refused and not left out', () => {
    const result = fitModel(copied(4), {
      formula: 'answer ~ arm + (1 | person)',
      errors: { kind: 'cluster', column: 'person' },
    })
    expect(result).toMatchObject({ kind: 'refused', code: 'option' })
  })

  test('a report over several items of each person says that its errors are clustered, and they are wider [A6]', () => {
    const person: NonNullable<Design['person']> = (session, _, random) => {
      // A person changes by the same amount on every item.
      const own = createRandom(session.session).integer(3) - 1
      const before = 2 + random.integer(2)
      return { before, after: before + own }
    }
    const drawn = generate({ study, seed: 'people', sessions: 80, repeats: 1, model: () => [1, 0, 0, 0], person })
    const { rows } = analyse({ study, ...drawn, ...quick }).twoWay.towardModel
    const of = (scope: string) => rows.find((row) => row.scope === scope && row.term === 'm:arm')!.estimate
    const [several, one] = [of('other items'), of('about')]
    if (several.value === null || one.value === null) throw new Error('not estimated')
    expect(several.interval).toBe('clustered by session (CR1)')
    // Four items of one person that move in the same way contain no more information than one item.
    expect(several.se / one.se).toBeGreaterThan(0.8)
  })
})

describe('the best of three prompts kept per group, then compared without correction', () => {
  test('wordings of a level are averaged as they were drawn, and the best of them is not picked [A14]', () => {
    const drawn = generate({ study, seed: 'wordings', sessions: 90, model: ({ place }, item) => truth(place, item) })
    const sessions = drawn.sessions.map((session, index) => ({ ...session, wordings: { persona: index % 3 } }))
    const wordingOf = new Map(sessions.map(({ session, wordings }) => [session, wordings.persona]))
    const warm = new Set(sessions.flatMap(({ session, levels }) => (levels.persona === 'warm' ? [session] : [])))
    // Only one wording of three has an effect.
    const answers = drawn.answers.map((one) =>
      warm.has(one.unit.session)
        ? { ...one, outcome: code(wordingOf.get(one.unit.session) === 0 ? 4 : 1) }
        : { ...one, outcome: code(1) },
    )
    const row = analyse({ study, sessions, answers, ...quick }).shifts.find(
      ({ contrast, measure, scope, name }) =>
        contrast === 'warm-plain' && measure === 'points' && scope === 'item' && name === 'values/q1',
    )!
    expect(row.estimate.value).toBeGreaterThan(0.6)
    expect(row.estimate.value).toBeLessThan(1.4)
  })

  const three = ['warm', 'stern', 'brief']
  const several = generatedStudy({
    factors: {
      persona: {
        aspect: 'persona',
        label: 'Persona',
        levels: Object.fromEntries(['plain', ...three].map((id) => [id, { label: id }])),
      },
    },
    conditions: ['plain', ...three].map((persona) => ({ id: persona, levels: { persona } })),
    control: 'plain',
    contrasts: three.map((level) => ({
      id: `${level}-plain`,
      title: `${level}, against plain`,
      factor: 'persona',
      level,
      baseline: 'plain',
    })),
  })

  test('every level compared is in the family that its p is adjusted for [A14]', () => {
    const model: Design['model'] = ({ place, levels }, item) =>
      towardOption(truth(place, item), 0, levels.persona === 'warm' ? 0.35 : levels.persona === 'stern' ? 0.15 : 0)
    const report = analyse({
      study: several,
      ...generate({ study: several, seed: 'three', sessions: 96, model }),
      ...quick,
    })
    const tests = three.flatMap((level) =>
      ['location', 'closeness'].map((measure) => shiftOf(report, measure, `${level}-plain`).test!),
    )
    expect(tests.map((one) => one.tests)).toEqual(tests.map(() => 6))
    expect(tests.map(({ adjusted }) => adjusted)).toEqual([...holm(tests.map(({ p }) => p))])
    expect(tests.every(({ p, adjusted }) => adjusted >= p)).toBe(true)
    expect(tests.some(({ p, adjusted }) => adjusted > 2 * p)).toBe(true)
  })

  test('the best of three levels that do nothing is found in five of a hundred studies and not in fourteen', () => {
    const random = createRandom('best of three')
    let [best, adjusted] = [0, 0]
    for (let set = 0; set < 4000; set += 1) {
      const raw = three.map((key) => ({
        key,
        p: random.next(),
        planned: true,
        method: 'drawn',
        of: 'sessions' as const,
      }))
      const tests = [...adjustedTests(raw).values()]
      if (tests.some(({ p }) => p <= 0.05)) best += 1 / 4000
      if (tests.some((one) => one.adjusted <= 0.05)) adjusted += 1 / 4000
    }
    expect(best).toBeGreaterThan(0.12)
    expect(adjusted).toBeLessThan(0.06)
  })
})
