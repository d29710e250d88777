import { describe, expect, test } from 'vitest'
import { readerOf } from '../../../../../shared/analysis/alignment/reader.ts'
import { referencesOf } from '../../../../../shared/analysis/alignment/reference.ts'
import { type Columns, columnsOf } from '../../../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../../../shared/analysis/answers/session-row.ts'
import { exchangeOf, exchangeText } from '../../../../../shared/analysis/contrasts/in-sessions/exchange.ts'
import { shiftMeasures, shiftReader } from '../../../../../shared/analysis/contrasts/in-sessions/shift-measures.ts'
import { shiftTable, sumRows } from '../../../../../shared/analysis/contrasts/in-sessions/shift-table.ts'
import { type Sides, sidesOf } from '../../../../../shared/analysis/contrasts/in-sessions/sides.ts'
import { createRandom } from '../../../../../shared/random.ts'
import { analyse } from '../../../../../shared/report/analyse.ts'
import { permutationTest } from '../../../../../shared/statistics/inference/permutation.ts'
import type { Study } from '../../../../../shared/study/study.ts'
import { type Design, generate, generatedStudy, REFERENCE, type Shares, towardOption } from '../../generate.ts'

const full = generatedStudy()
const persona = { factor: 'persona', level: 'warm', baseline: 'plain' }

function exchanged(study: Study, sessions: readonly SessionRow[], comparison = persona) {
  const columns = columnsOf(study, sessions, new Set(), [])
  const sides = sidesOf(study, columns, comparison)
  return { columns, sides, exchange: exchangeOf(study, columns, sides, comparison) }
}

const made = (study: Study, sessions: number, places: readonly string[] = ['EGY', 'MAR']) =>
  generate({ study, seed: 'exchange', sessions, places, items: [], model: () => [1, 0, 0, 0] }).sessions

/** For each block, the distinct values that `of` gives for its sessions. */
function perBlock(
  { columns, sides, exchange }: { columns: Columns; sides: Sides; exchange: { blocks: Int32Array } },
  of: (session: SessionRow) => string,
): string[][] {
  const found = new Map<number, Set<string>>()
  exchange.blocks.forEach((block, unit) => {
    const own = found.get(block) ?? new Set()
    found.set(block, own.add(of(columns.sessions[sides.units[unit]!]!)))
  })
  return [...found.values()].map((values) => [...values])
}

describe('levels are exchanged', () => {
  test('within places and combinations of all other factors, those of the condition and those drawn beside it', () => {
    const found = exchanged(full, made(full, 160))
    const same = perBlock(found, ({ place, levels }) => `${place} ${levels.strategy} ${levels.position}`)
    expect(same).toHaveLength(8)
    expect(same.every((values) => values.length === 1)).toBe(true)
    expect(perBlock(found, ({ levels }) => levels.persona!).every((values) => values.length === 2)).toBe(true)
    expect(found.exchange.factors).toEqual(['Strategy', 'Position'])
    expect(found.exchange.sessions).toEqual({ inPlace: 128, overPlaces: 0, overCombinations: 0 })
    expect(exchangeText(found.exchange)).toBe(
      'permutation of levels between sessions within places and combinations of Strategy, Position, two-sided',
    )
  })

  test('over places by those who are alone of their combination in theirs', () => {
    const sessions = made(full, 80)
    const treated = sessions.filter(({ condition }) => condition !== 'placebo')
    const alone = ['SWE', 'DEU'].map((place, nth): SessionRow => {
      const { session, participant } = treated[nth]!
      return { ...treated[0]!, session, participant, place }
    })
    const found = exchanged(full, [...alone, ...treated.slice(2)])
    expect(found.exchange.sessions).toMatchObject({ overPlaces: 2, overCombinations: 0 })
    expect(found.exchange.blocks[0]).toBe(found.exchange.blocks[1])
    expect(exchangeText(found.exchange)).toContain('2 alone in theirs were exchanged over places')
  })

  test('over combinations only by those whose combination has nobody else, or one level by design', () => {
    const lopsided = generatedStudy({ conditions: full.conditions.filter(({ id }) => id !== 'warm_reason') })
    const sessions = made(lopsided, 80)
    const found = exchanged(lopsided, sessions)
    const reasoning = sessions.filter(({ condition }) => condition === 'plain_reason').length
    expect(found.exchange.sessions.overCombinations).toBe(reasoning)
    expect(exchangeText(found.exchange)).toContain(`${reasoning} without others of their combination`)
    const direct = perBlock(found, ({ levels }) => levels.strategy!).filter((values) => values.includes('direct'))
    expect(direct.every((values) => values.length === 1)).toBe(true)
  })

  test('by who has company and never by which levels were drawn', () => {
    const sessions = made(full, 60)
    const { exchange } = exchanged(full, sessions)
    // By chance, all sessions of one combination in one place have the same level.
    const lucky = sessions.map((session): SessionRow => {
      const { condition, levels, place } = session
      if (condition === 'placebo' || place !== 'EGY' || levels.strategy !== 'direct') return session
      return { ...session, condition: 'warm_direct', levels: { ...levels, persona: 'warm' } }
    })
    expect(lucky).not.toEqual(sessions)
    expect(exchanged(full, lucky).exchange).toEqual(exchange)
  })

  test('within languages where assignment was stratified by them', () => {
    const study = generatedStudy({ locales: ['en', 'ar'], assignment: { stratify: ['locale'] } })
    const sessions = made(study, 120).map(
      (session, index): SessionRow => ({ ...session, locale: index % 3 === 0 ? 'ar' : 'en' }),
    )
    const languages = perBlock(exchanged(study, sessions), ({ locale }) => locale)
    expect(languages.every((values) => values.length === 1)).toBe(true)
  })

  test('and the report says so with each test', () => {
    const drawn = generate({ study: full, seed: 'said', sessions: 60, model: () => [0.25, 0.25, 0.25, 0.25] })
    const report = analyse({ study: full, ...drawn, seed: 'said', resamples: 20, rearrangements: 19, draws: 5 })
    const tested = report.shifts.filter((row) => row.contrast === 'warm-plain' && row.test !== null)
    expect(tested.length).toBeGreaterThan(0)
    for (const row of tested) expect(row.test!.method).toContain('combinations of Strategy, Position')
  })
})

/** Shares of tests that reject at 0.05, within combinations and within places only, when the strategy has a large effect. */
function rejecting(seed: string, datasets: number, warm: number): { combinations: number; places: number } {
  const model: Design['model'] = (session, item): Shares => {
    const q = REFERENCE[session.place!]![item.slice(7).toUpperCase()]!
    const moved = session.levels.strategy === 'reason' ? towardOption(q, 3, 0.7) : towardOption(q, 0, 0.7)
    return session.levels.persona === 'warm' ? towardOption(moved, 0, warm) : moved
  }
  const location = shiftMeasures.indexOf('location')
  let [combinations, places] = [0, 0]
  for (let dataset = 0; dataset < datasets; dataset += 1) {
    const drawn = generate({
      study: full,
      seed: `${seed} ${dataset}`,
      sessions: 50,
      items: ['values/q1', 'values/q3'],
      repeats: 2,
      model,
    })
    const columns = columnsOf(full, drawn.sessions, new Set(), drawn.answers)
    const sides = sidesOf(full, columns, persona)
    const table = shiftTable(columns, referencesOf(full), 0, sides.units)
    const reader = shiftReader(
      table,
      [{ kind: 'all items', name: 'all items', items: [0, 1] }],
      readerOf(shiftMeasures),
    )
    const sums = new Float64Array(2 * table.cells.length * table.width)
    const p = (blocks: Int32Array): number =>
      permutationTest({
        arms: sides.side,
        blocks,
        rearrangements: 99,
        random: createRandom(`${seed} ${dataset}`),
        statistic: (arms) => {
          sumRows(table, arms, null, sums)
          const { level, baseline } = reader.read(sums)
          return level[location]! - baseline[location]!
        },
      }).p
    if (p(exchangeOf(full, columns, sides, persona).blocks) <= 0.05) combinations += 1 / datasets
    if (p(sides.units.map((row) => columns.placeOf[row]!)) <= 0.05) places += 1 / datasets
  }
  return { combinations, places }
}

describe('beside another factor that does much, on 300 data sets', () => {
  test('with no effect about five tests in a hundred reject, where permutation within places hardly ever does', () => {
    const { combinations, places } = rejecting('null', 300, 0)
    expect(combinations).toBeGreaterThan(0.025)
    expect(combinations).toBeLessThan(0.085)
    expect(places).toBeLessThan(0.02)
  })

  test('a planted effect is found far more often than within places', () => {
    const { combinations, places } = rejecting('power', 100, 0.2)
    expect(combinations).toBeGreaterThan(places + 0.2)
  })
})
