import type { Random } from '../../random.ts'
import type { RunCell } from '../cells/run-cells.ts'
import type { Estimate, Unit } from '../estimate.ts'
import { FEWEST_ITEMS, overItems } from '../over-items.ts'

/**
 * How near one model came to the people of one place under one condition. There are means over the items that have a
 * reference distribution, and separate means over the items that have only a mean. The rows of items are in the cells.
 */
export type AlignmentRow = {
  readonly model: string
  readonly condition: string
  readonly levels: Readonly<Record<string, string>>
  readonly place: string
  readonly locale: string
  readonly target: string
  readonly asked: number
  readonly classified: number
  /** Items with a reference distribution and an answer. */
  readonly items: number
  /**
   * 1 - W1 where an item's options have an order, 1 - sqrt(JSD) otherwise. `nullSimilarity` is what samples of the same
   * n would get.
   */
  readonly similarity: number | null
  readonly nullSimilarity: number | null
  readonly closeness: Estimate
  /** Signed: mean of the model minus mean of the people. */
  readonly shift: Estimate
  /** The sd of the model's answers divided by the sd of the people's. Below 1, the model's answers vary less. */
  readonly spreadRatio: number | null
  /** The number of items with only a mean. They are never mixed with the others. */
  readonly meansItems: number
  readonly meansSimilarity: number | null
  readonly meansShift: Estimate
}

export function alignmentRows(
  cells: readonly RunCell[],
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): AlignmentRow[] {
  const groups = new Map<string, RunCell[]>()
  for (const cell of cells) {
    const key = [cell.model, cell.condition, JSON.stringify(cell.levels), cell.place, cell.locale, cell.target].join(
      '|',
    )
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [cell])
    else known.push(cell)
  }
  return [...groups].map(([key, own]) => {
    const { model, condition, levels, place, locale, target } = own[0]!
    const whole = own.filter(
      ({ measure, n }) => n > 0 && (measure === 'ordinal-similarity' || measure === 'nominal-similarity'),
    )
    const means = own.filter(({ measure, n }) => n > 0 && measure === 'means-similarity')
    const interval = (values: readonly number[], unit: Unit, what: string, why: string): Estimate =>
      values.length < FEWEST_ITEMS
        ? {
            value: null,
            unit,
            n: values.length,
            of: 'items',
            why: values.length === 0 ? why : `fewer than ${FEWEST_ITEMS} items, so no interval over items`,
          }
        : overItems(values, { ...options, unit, random: options.random.split(`${key} ${what}`) })
    const noDistribution = 'no item has a reference distribution here'
    return {
      model,
      condition,
      levels,
      place,
      locale,
      target,
      asked: own.reduce((sum, { asked }) => sum + asked, 0),
      classified: own.reduce((sum, { n }) => sum + n, 0),
      items: whole.length,
      similarity: average(whole, ({ similarity }) => similarity),
      nullSimilarity: average(whole, ({ nullMean }) => nullMean),
      closeness: interval(
        whole.flatMap(({ squaredDistance }) => (squaredDistance === null ? [] : [1 - squaredDistance])),
        'squared distance, 0 to 1',
        'closeness',
        noDistribution,
      ),
      shift: interval(
        whole.flatMap(({ shiftSd }) => shiftSd ?? []),
        'sd of Q',
        'shift',
        noDistribution,
      ),
      spreadRatio: average(whole, ({ spreadRatio }) => spreadRatio),
      meansItems: means.length,
      meansSimilarity: average(means, ({ similarity }) => similarity),
      meansShift: interval(
        means.flatMap(({ shift, codes }) => (shift === null ? [] : [shift / (codes[codes.length - 1]! - codes[0]!)])),
        'share of the range',
        'means shift',
        'no item is read against a mean only here',
      ),
    }
  })
}

function average(cells: readonly RunCell[], of: (cell: RunCell) => number | null): number | null {
  const values = cells.flatMap((cell) => of(cell) ?? [])
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
