import type { Random } from '../../../random.ts'
import { signFlipTest } from '../../../statistics/inference/permutation.ts'
import { tQuantile } from '../../../statistics/probability/quantiles.ts'
import { MEASURES } from '../../alignment/measures/list.ts'
import { whyNoInterval } from '../../alignment/measures/measure.ts'
import { hasInterval, readerOf } from '../../alignment/reader.ts'
import { emptySide, fillAnswers } from '../../alignment/side.ts'
import type { RunTable } from '../../answers/run-answers.ts'
import type { Estimate, IntervalMethod, Unit } from '../../estimate.ts'
import { FEWEST_ITEMS, mean, overItems } from '../../over-items.ts'
import type { RawFinding, ScopeKind } from '../finding.ts'
import { freshError, freshSpread } from './fresh-answers.ts'
import type { Paired } from './pairing.ts'
import { RUN_MEASURES } from './run-measures.ts'

const M = RUN_MEASURES.length

/** Strata that are averaged together. Strata have the same weight within an item, and items have the same weight. */
export type RunScope = {
  readonly kind: ScopeKind
  readonly name: string
  /** Strata by item. */
  readonly items: readonly (readonly number[])[]
}

export function runScopes(table: RunTable, { strata }: Paired): RunScope[] {
  const of = (kind: RunScope['kind'], name: string, keep: (stratum: number) => boolean): RunScope => {
    const byItem = new Map<number, number[]>()
    strata.forEach(({ item }, stratum) => {
      if (!keep(stratum)) return
      const known = byItem.get(item)
      if (known === undefined) byItem.set(item, [stratum])
      else known.push(stratum)
    })
    return { kind, name, items: [...byItem.values()] }
  }
  const itemAt = (stratum: number) => table.items[strata[stratum]!.item]!
  const topics = [...new Set(strata.map(({ item }) => table.items[item]!.item.topic))]
  const met = (key: 'slice' | 'model' | 'item') => [...new Set(strata.map((one) => one[key]))].sort((a, b) => a - b)
  const slices = met('slice')
  const models = met('model')
  return [
    of('all items', 'all items', () => true),
    ...topics.map((topic) => of('topic', topic, (stratum) => itemAt(stratum).item.topic === topic)),
    ...(slices.length < 2
      ? []
      : slices.map((slice) => {
          const { place, locale } = table.slices[slice]!
          return of('slice', `${place} ${locale}`, (stratum) => strata[stratum]!.slice === slice)
        })),
    ...(models.length < 2
      ? []
      : models.map((model) => of('model', table.models[model]!, (stratum) => strata[stratum]!.model === model))),
    ...met('item').map((item) => of('item', table.items[item]!.ref, (stratum) => strata[stratum]!.item === item)),
  ]
}

type ShiftOptions = {
  readonly random: Random
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  /** True where only the rows over all items are wanted. Rows of single items cost most. */
  readonly overall?: boolean
}

/**
 * Shifts between the two sides, level minus baseline, for every scope and measure. Strata have the same weight within
 * an item, and items have the same weight. With five items or more, the interval resamples items (percentile, widened
 * where they are few: Hesterberg 2015) and is about items like these. With fewer items it resamples answers within
 * strata and is about fresh answers to these same items. p comes from flipping the sign of each item's difference.
 */
export function pairedShifts(table: RunTable, paired: Paired, options: ShiftOptions): RawFinding[] {
  const { strata } = paired
  const values = readAll(paired)
  const scopes = runScopes(table, paired).filter(({ kind }) => !options.overall || kind === 'all items')
  const seen = scopes.map((scope) => RUN_MEASURES.map((_, k) => itemValues(scope, values, strata.length, k)))
  const isFew = ({ level }: ItemValues) => level.length > 0 && level.length < FEWEST_ITEMS
  const fresh = seen.flat().some(isFew)
    ? freshSpread(paired, { ...options, random: options.random.split('answers') })
    : null
  return scopes.flatMap((scope, index) => {
    const answers = seen[index]!.some(isFew) ? answersIn(scope, paired) : 0
    return RUN_MEASURES.flatMap((measure, k): RawFinding[] => {
      const { level, baseline, strata: own } = seen[index]![k]!
      const items = level.length
      if (items === 0 && scope.kind !== 'all items') return []
      const differences = level.map((one, item) => one - baseline[item]!)
      const random = options.random.split(`${scope.kind} ${scope.name} ${MEASURES[measure].chance}`)
      const { unit, whyNot } = MEASURES[measure]
      const without = (why: string): Estimate => ({ value: null, unit, n: items, of: 'items', why })
      const estimate =
        items === 0
          ? without(whyNot(strata.map(({ standard }) => standard)))
          : !hasInterval(measure)
            ? without(whyNoInterval(MEASURES[measure]))
            : items < FEWEST_ITEMS && fresh !== null
              ? overAnswers(differences, {
                  level: options.level,
                  se: freshError(own, strata.length, fresh, k),
                  df: answers,
                  unit,
                })
              : overItems(differences, { ...options, random, unit })
      const testable = items >= FEWEST_ITEMS && hasInterval(measure)
      const p = testable
        ? signFlipTest({
            differences: Float64Array.from(differences),
            random: random.split('flip'),
            rearrangements: options.rearrangements,
          }).p
        : null
      const at = (side: readonly number[]) => (items === 0 ? null : mean(side))
      const { kind, name } = scope
      return [{ measure, scope: kind, name, items, atLevel: at(level), atBaseline: at(baseline), estimate, p }]
    })
  })
}

/** Reads the measures of both sides of every stratum: `(side * strata + stratum) * M + measure`. */
function readAll({ strata, width, counts }: Paired): Float64Array {
  const values = new Float64Array(2 * strata.length * M)
  const one = new Float64Array(M)
  const [side, read] = [emptySide(), readerOf(RUN_MEASURES)]
  for (let which = 0; which < 2; which += 1)
    strata.forEach(({ standard }, stratum) => {
      const at = which * strata.length + stratum
      read(fillAnswers(side, counts, at * width, standard), standard, one)
      values.set(one, at * M)
    })
  return values
}

type ItemValues = {
  readonly level: number[]
  readonly baseline: number[]
  /** The strata behind each value. */
  readonly strata: number[][]
}

/** For each item, the mean over those of its strata in which both sides have the measure. */
function itemValues({ items }: RunScope, values: Float64Array, strata: number, measure: number): ItemValues {
  const found: ItemValues = { level: [], baseline: [], strata: [] }
  for (const own of items) {
    let [a, b] = [0, 0]
    const kept = own.filter((stratum) => {
      const one = values[stratum * M + measure]!
      const other = values[(strata + stratum) * M + measure]!
      if (Number.isNaN(one) || Number.isNaN(other)) return false
      a += one
      b += other
      return true
    })
    if (kept.length === 0) continue
    found.level.push(a / kept.length)
    found.baseline.push(b / kept.length)
    found.strata.push(kept)
  }
  return found
}

/**
 * The number of classified answers of a scope, minus one for each side of each stratum. The spread is estimated from
 * the rest.
 */
function answersIn({ items }: RunScope, { strata, width, counts }: Paired): number {
  let free = 0
  for (const stratum of items.flat())
    for (const side of [0, 1]) {
      const from = (side * strata.length + stratum) * width
      let n = 0
      for (let k = 0; k < width; k += 1) n += counts[from + k]!
      free += Math.max(0, n - 1)
    }
  return free
}

const OVER_ANSWERS: IntervalMethod = 'bootstrap error of fresh answers to these items'

function overAnswers(
  differences: readonly number[],
  { level, unit, se, df }: { level: number; unit: Unit; se: number | null; df: number },
): Estimate {
  const n = differences.length
  if (se === null || !(se > 0) || df < 2)
    return { value: null, unit, n, of: 'items', why: 'too few answers at one of the levels for an interval' }
  const value = mean(differences)
  const reach = tQuantile(1 - (1 - level) / 2, df) * se
  const common = { value, se, df, level, interval: OVER_ANSWERS, unit, n, of: 'items' as const }
  return { ...common, low: value - reach, high: value + reach }
}
