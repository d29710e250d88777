import { measuresOf } from '../../alignment/measures/list.ts'
import type { Reader } from '../../alignment/reader.ts'
import { emptySide, fillUnits, type Side } from '../../alignment/side.ts'
import type { ScopeKind } from '../finding.ts'
import type { ShiftCell, ShiftTable } from './shift-table.ts'

/** The measures, in the order in which vectors hold them. */
export const shiftMeasures = measuresOf('sessions')
const M = shiftMeasures.length

/** A set of items that a shift is averaged over: all items, the items of a topic, or one item. */
export type Scope = {
  readonly kind: Extract<ScopeKind, 'all items' | 'topic' | 'item'>
  readonly name: string
  readonly items: readonly number[]
}

export function scopesOf({ items }: ShiftTable): Scope[] {
  const topics = [...new Set(items.map(({ item }) => item.topic))]
  const all = items.map((_, index) => index)
  return [
    { kind: 'all items', name: 'all items', items: all },
    ...topics.map(
      (topic): Scope => ({
        kind: 'topic',
        name: topic,
        items: all.filter((index) => items[index]!.item.topic === topic),
      }),
    ),
    ...items.map(({ ref }, index): Scope => ({ kind: 'item', name: ref, items: [index] })),
  ]
}

/**
 * The measures of every scope, `values[scope * M + measure]`. A measure that is not defined is NaN; no NaN leaves this
 * folder.
 */
export type ShiftVector = { readonly level: Float64Array; readonly baseline: Float64Array; readonly items: Int32Array }

/**
 * Makes a reader of sums for the measures that `reader` reads. Within an item, places are averaged with the weight
 * n_level * n_baseline / (n_level + n_baseline), where n counts answers. A place that one side lacks therefore has no
 * weight, and a difference between places never counts as a difference between levels. All items have the same weight.
 * The shift is `level - baseline`.
 */
export function shiftReader(
  table: ShiftTable,
  scopes: readonly Scope[],
  reader: Reader,
): { read(sums: Float64Array): ShiftVector } {
  const { cells, items, width } = table
  const level = new Float64Array(items.length * M)
  const baseline = new Float64Array(items.length * M)
  const weight = new Float64Array(items.length * M)
  const one = new Float64Array(M)
  const other = new Float64Array(M)
  const [first, second] = [emptySide(), emptySide()]
  const out: ShiftVector = {
    level: new Float64Array(scopes.length * M),
    baseline: new Float64Array(scopes.length * M),
    items: new Int32Array(scopes.length * M),
  }
  // The last two numbers of a row belong to its units: squares, then own squares.
  const filled = (side: Side, sums: Float64Array, from: number, cell: ShiftCell) =>
    fillUnits(side, sums, from, cell, { squares: sums[from + width - 2]!, own: sums[from + width - 1]! })
  const read = (sums: Float64Array): ShiftVector => {
    level.fill(0)
    baseline.fill(0)
    weight.fill(0)
    cells.forEach((cell, index) => {
      const n = filled(first, sums, index * width, cell).n
      const m = filled(second, sums, (cells.length + index) * width, cell).n
      if (n === 0 || m === 0) return
      reader(first, cell, one)
      reader(second, cell, other)
      const share = (n * m) / (n + m)
      const at = cell.item * M
      for (let k = 0; k < M; k += 1) {
        if (Number.isNaN(one[k]!) || Number.isNaN(other[k]!)) continue
        level[at + k]! += share * one[k]!
        baseline[at + k]! += share * other[k]!
        weight[at + k]! += share
      }
    })
    scopes.forEach((scope, index) => {
      for (let k = 0; k < M; k += 1) {
        let [a, b, count] = [0, 0, 0]
        for (const item of scope.items) {
          const by = weight[item * M + k]!
          if (by === 0) continue
          a += level[item * M + k]! / by
          b += baseline[item * M + k]! / by
          count += 1
        }
        out.level[index * M + k] = a / count
        out.baseline[index * M + k] = b / count
        out.items[index * M + k] = count
      }
    })
    return out
  }
  return { read }
}
