import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../../../shared/analysis/answers/session-answers.ts'
import { towardModel } from '../../../../shared/analysis/influence/toward-model.ts'
import { closenessOf } from '../../../../shared/analysis/influence/toward-people.ts'
import { analyse } from '../../../../shared/report/analyse.ts'
import { type Design, generate, generatedStudy, REFERENCE, type Shares } from '../generate.ts'

const study = generatedStudy()
const quick = { seed: 'two-way', resamples: 100, rearrangements: 99, draws: 20 } as const
const truth: Design['model'] = (session, item): Shares => REFERENCE[session.place!]![item.slice(7).toUpperCase()]!

type Person = NonNullable<Design['person']>
const clamp = (code: number) => Math.min(4, Math.max(1, code))
/**
 * A person whose second answer is the first with noise. In the treated arms, the answer to the item of the position also moves
 * by `slope * m` on average.
 */
const moved =
  (slope: number): Person =>
  (session, item, random) => {
    const before = 2 + random.integer(2)
    const toward = item === 'values/q1' && session.condition !== 'placebo' ? slope * session.position! : 0
    // A move is one whole code. Its probability makes the mean move `toward`.
    const step = random.next() < Math.abs(toward) ? Math.sign(toward) : 0
    const noise = random.next() < 0.3 ? (random.next() < 0.5 ? -1 : 1) : 0
    return { before, after: clamp(before + step + noise) }
  }

function analysed(seed: string, slope: number, sessions = 120) {
  const drawn = generate({
    study,
    seed,
    sessions,
    items: ['values/q1', 'values/q2'],
    repeats: 1,
    model: truth,
    person: moved(slope),
  })
  const columns = columnsOf(study, drawn.sessions, new Set(), drawn.answers)
  return towardModel({ study, columns, level: 0.95, smallest: 5, planned: new Set() })
}

const key = (found: ReturnType<typeof analysed>, name: string) =>
  found.rows.find((row) => row.name === name && row.term === 'm:arm')!

describe('people toward the model', () => {
  test('with no effect, the test of m * arm rejects about five times in a hundred', () => {
    let rejected = 0
    for (let dataset = 0; dataset < 200; dataset += 1) {
      const { tests } = analysed(`null ${dataset}`, 0)
      if (tests.find((one) => one.key === 'toward model item values/q1 m:arm')!.p <= 0.05) rejected += 1
    }
    expect(rejected / 200).toBeGreaterThanOrEqual(0.01)
    expect(rejected / 200).toBeLessThanOrEqual(0.09)
  })

  test('a planted slope is recovered in scale points, and its interval covers it', () => {
    // 0.4 of a code, minus the moves that the end of the scale stops: 0.4 * 0.15, for one of the two signs of m.
    const slope = 0.4 - (0.4 * 0.15) / 2
    let [sum, covered] = [0, 0]
    for (let dataset = 0; dataset < 100; dataset += 1) {
      const { estimate } = key(analysed(`slope ${dataset}`, 0.4, 150), 'values/q1')
      if (estimate.value === null) throw new Error(estimate.why)
      sum += estimate.value
      if (estimate.low <= slope && slope <= estimate.high) covered += 1
    }
    expect(Math.abs(sum / 100 - slope)).toBeLessThan(0.02)
    expect(covered).toBeGreaterThanOrEqual(89)
  })

  test('the items that the position is about are the headline, and the others are the control within each person [A16]', () => {
    const report = analyse({
      study,
      ...generate({ study, seed: 'about', sessions: 200, model: truth, repeats: 1, person: moved(0.7) }),
      ...quick,
    })
    const rows = report.twoWay.towardModel.rows.filter(({ term }) => term === 'm:arm')
    const about = rows.find(({ scope }) => scope === 'about')!.estimate
    const others = rows.find(({ scope }) => scope === 'other items')!.estimate
    if (about.value === null || others.value === null) throw new Error('not estimated')
    expect(about.low).toBeGreaterThan(0)
    expect(others.low).toBeLessThan(0)
    expect(others.high).toBeGreaterThan(0)
    expect(others.interval).toBe('clustered by session (CR1)')
    expect(about.interval).toBe('HC2')
    expect(report.twoWay.towardModel.headline!.text).toContain('moved toward the position')
  })

  test('a planned contrast of positions is tested on people and not on the model', () => {
    const contrasts = [
      {
        id: 'high-low',
        title: 'High, against low',
        factor: 'position',
        level: 'high',
        baseline: 'low',
        smallestEffect: 3,
      },
    ]
    const planned = generatedStudy({ contrasts })
    const report = analyse({
      study: planned,
      ...generate({ study: planned, seed: 'planned', sessions: 100, model: truth, repeats: 1, person: moved(0) }),
      ...quick,
    })
    const row = report.twoWay.towardModel.rows.find(({ contrast }) => contrast === 'high-low')!
    expect(row.test!.adjustment).toBe('Holm')
    expect(row.test!.tests).toBe(1)
    expect(report.contrasts.every((one) => !one.planned)).toBe(true)
    expect(report.twoWay.towardModel.equivalence!.verdict).toBe('equivalent')
    // The distance between the positions is two units of m.
    if (row.estimate.value === null) throw new Error(row.estimate.why)
    expect(report.twoWay.towardModel.equivalence!.estimate).toBeCloseTo(2 * row.estimate.value, 12)
  })

  test('without a position, change is described with its caution and nothing is tested', () => {
    const { position: _, ...factors } = study.factors
    const plain = generatedStudy({ factors })
    const report = analyse({
      study: plain,
      ...generate({ study: plain, seed: 'plain', sessions: 60, model: truth, repeats: 2, person: moved(0) }),
      ...quick,
    })
    const { randomised, rows, note, changes, headline } = report.twoWay.towardModel
    expect([randomised, rows.length, headline]).toEqual([false, 0, null])
    expect(note).toContain('0.29 sd')
    expect(changes.some(({ nearer }) => nearer.value !== null)).toBe(true)
  })
})

describe('the model toward people', () => {
  /** In the treated arms, the model at the end repeats the person's earlier answer with probability `copying`. */
  function adapted(seed: string, copying: number) {
    const person: Person = (session, item) => {
      const before = 1 + ((Number(session.session.slice(1)) * 7 + Number(item.slice(8))) % 4)
      return { before, after: before }
    }
    const model: Design['model'] = (session, item, moment) => {
      const base = [0.25, 0.25, 0.25, 0.25]
      if (moment === 'start' || session.condition === 'placebo') return base
      const own = person(session, item, null as never).before - 1
      return base.map((share, k) => (1 - copying) * share + (k === own ? copying : 0))
    }
    const drawn = generate({ study, seed, sessions: 100, moments: ['start', 'end'], alike: 0, model, person })
    return analyse({ study, ...drawn, ...quick }).twoWay.towardPeople.rows.find(
      ({ pooled, people }) => pooled === 'treated' && people === 'before',
    )!
  }

  test('answers that follow the person come nearer than in the control arm, and nearer than to others [A16]', () => {
    const row = adapted('follow', 0.5)
    if (row.change.value === null || row.againstControl.value === null || row.changeBeyondOthers.value === null)
      throw new Error('not estimated')
    // Half of the mean distance from a uniform answer to the codes 1 to 4: (0.5 + 1/3) / 2 / 2 of the range.
    expect(row.change.value).toBeCloseTo(0.208, 1.6)
    expect(row.againstControl.low).toBeGreaterThan(0)
    expect(row.changeBeyondOthers.low).toBeGreaterThan(0)
    expect(row.test!.p).toBeLessThan(0.05)
  })

  test('answers that only move to the middle come nearer to everyone, which is not beyond others', () => {
    const person: Person = (_, __, random) => ({ before: 1 + random.integer(4), after: 2 })
    const model: Design['model'] = (session, _, moment) =>
      moment === 'end' && session.condition !== 'placebo' ? [0, 0.5, 0.5, 0] : [0.5, 0, 0, 0.5]
    const drawn = generate({ study, seed: 'middle', sessions: 120, moments: ['start', 'end'], alike: 0, model, person })
    const row = analyse({ study, ...drawn, ...quick }).twoWay.towardPeople.rows.find(
      ({ pooled, people }) => pooled === 'treated' && people === 'before',
    )!
    if (row.change.value === null || row.changeBeyondOthers.value === null) throw new Error('not estimated')
    expect(row.change.low).toBeGreaterThan(0.05)
    expect(Math.abs(row.changeBeyondOthers.value)).toBeLessThan(0.02)
  })

  test('with no adaptation, little is found', () => {
    const row = adapted('none', 0)
    if (row.againstControl.value === null) throw new Error(row.againstControl.why)
    expect(Math.abs(row.againstControl.value)).toBeLessThan(0.05)
  })

  test('a person is not among the others of the place', () => {
    const person: Person = (session) => ({ before: session.session === 's0' ? 1 : 4, after: 4 })
    const model: Design['model'] = (session, _, moment) =>
      session.session === 's0' && moment === 'end' ? [1, 0, 0, 0] : [0, 0, 0, 1]
    const drawn = generate({
      study,
      seed: 'others',
      sessions: 2,
      places: ['EGY'],
      moments: ['start', 'end'],
      model,
      person,
    })
    const columns = columnsOf(study, drawn.sessions, new Set(), drawn.answers)
    const of = (source: 'model' | 'participant', moment: 'start' | 'end' | 'before') =>
      columns.series.findIndex((one) => one.source === source && one.moment === moment)
    const found = closenessOf(columns, of('model', 'start'), of('model', 'end'), of('participant', 'before'))
    // The model moves from the largest possible distance to the person's own answer, and as far away from the other person's.
    expect(found[0]).toMatchObject({ session: 0, start: 0, end: 1, beyondOthers: 2 })
    const alone = columnsOf(study, drawn.sessions.slice(0, 1), new Set(['s1']), drawn.answers)
    expect(
      closenessOf(alone, of('model', 'start'), of('model', 'end'), of('participant', 'before'))[0]!.beyondOthers,
    ).toBeNull()
  })
})
