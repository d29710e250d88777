import { meansSimilarity } from '../../alignment/measures/means.ts'
import { divergenceTerm } from '../../alignment/measures/nominal.ts'
import { pairSquaredDistance } from '../../alignment/pair-distance.ts'
import type { ShiftCell, ShiftTable } from './shift-table.ts'

/** What a context shift measures. */
export type ShiftMeasure = 'location' | 'points' | 'closeness' | 'similarity' | 'means-similarity'

/** In the order in which vectors hold them. */
export const shiftMeasures: readonly ShiftMeasure[] = [
  'location',
  'points',
  'closeness',
  'similarity',
  'means-similarity',
]
const M = shiftMeasures.length

/** Sets of items that a shift is averaged over: all, each topic, each item. */
export type Scope = {
  readonly kind: 'all items' | 'topic' | 'item'
  readonly name: string
  readonly items: readonly number[]
}

/** The scopes of a table. */
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

/** Measures of every scope, `values[scope * M + measure]`; NaN inside this folder where one is not defined. */
export type ShiftVector = { readonly level: Float64Array; readonly baseline: Float64Array; readonly items: Int32Array }

/**
 * A reader of sums. Within an item, places are averaged with the weight n_level * n_baseline / (n_level + n_baseline), n being
 * answers: a place that one side lacks has no say, and a place by itself never counts as a difference between levels.
 * Items are averaged alike. The shift is `level - baseline`.
 */
export function shiftReader(table: ShiftTable, scopes: readonly Scope[]): { read(sums: Float64Array): ShiftVector } {
  const { cells, items, width } = table
  const level = new Float64Array(items.length * M)
  const baseline = new Float64Array(items.length * M)
  const weight = new Float64Array(items.length * M)
  const one = new Float64Array(M)
  const other = new Float64Array(M)
  const out: ShiftVector = {
    level: new Float64Array(scopes.length * M),
    baseline: new Float64Array(scopes.length * M),
    items: new Int32Array(scopes.length * M),
  }
  const read = (sums: Float64Array): ShiftVector => {
    level.fill(0)
    baseline.fill(0)
    weight.fill(0)
    cells.forEach((cell, index) => {
      const first = index * width
      const second = (cells.length + index) * width
      const n = total(sums, first, cell)
      const m = total(sums, second, cell)
      if (n === 0 || m === 0) return
      measureSide(sums, first, n, cell, width, one)
      measureSide(sums, second, m, cell, width, other)
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

function total(sums: Float64Array, from: number, { codes }: ShiftCell): number {
  let n = 0
  for (let k = 0; k < codes.length; k += 1) n += sums[from + k]!
  return n
}

function measureSide(
  sums: Float64Array,
  from: number,
  n: number,
  cell: ShiftCell,
  width: number,
  into: Float64Array,
): void {
  const { codes, ordered, reference, features, range } = cell
  into.fill(Number.NaN)
  let mean = 0
  for (let k = 0; k < codes.length; k += 1) mean += (sums[from + k]! / n) * codes[k]!
  if (ordered) into[1] = mean
  if (reference.kind === 'none') return
  if (reference.kind === 'mean') {
    into[4] = meansSimilarity(mean, reference.mean, { min: codes[0]!, max: codes[0]! + range })
    return
  }
  if (ordered && reference.sd > 0) into[0] = (mean - reference.mean) / reference.sd
  const squares = sums[from + width - 2]!
  const own = sums[from + width - 1]!
  // Less distance is more closeness, so that a positive shift is always one toward the reference.
  into[2] = 1 - pairSquaredDistance(sums, from, n, reference.targets, features, own, squares)
  let distance = 0
  let feature = 0
  for (let k = 0; k < features.width; k += 1) {
    feature = features.cumulated ? feature + sums[from + k]! / n : sums[from + k]! / n
    distance += features.cumulated
      ? features.gaps[k]! * Math.abs(feature - reference.targets[k]!)
      : divergenceTerm(feature, reference.shares[k]!)
  }
  into[3] = 1 - (features.cumulated ? distance : Math.sqrt(Math.min(1, Math.max(0, distance))))
}
