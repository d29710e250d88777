import type { Pattern } from './lmm-pattern.ts'
import type { Products } from './lmm-products.ts'

/**
 * Levels of the first factor that have the same own block, so that all that depends on the parameters is the
 * same for them. `pairs` sums their products: for each pair (r, s) of coefficients, r >= s, at
 * r (r + 1) / 2 + s, a lower triangle of C_r C_s' (with C_s C_r' added where r > s). Null for a level by itself.
 */
export interface LevelClass {
  readonly level: number
  readonly count: number
  readonly pairs: readonly Float64Array[] | null
}

/** Numbers that pooled products may take together: about 0.2 GB. */
const MOST_NUMBERS = 25_000_000

/**
 * Pools the levels where that makes a step cheaper: in a balanced design with 2,000 participants there are a
 * handful of classes, and a step costs what the other factors do.
 */
export function levelClasses(pattern: Pattern, products: Products): LevelClass[] {
  const { first, start, width } = pattern
  const p = first.columns.length
  const size = width + products.denseCount
  const pairCount = (p * (p + 1)) / 2
  const byBlock = new Map<string, number[]>()
  for (let level = 0; level < first.count; level++) {
    const block = products.own.subarray(level * p * p, (level + 1) * p * p)
    const key = Array.from(block, (value) => value.toPrecision(13)).join(' ')
    const known = byBlock.get(key)
    if (known) known.push(level)
    else byBlock.set(key, [level])
  }
  const classes: LevelClass[] = []
  let numbers = 0
  for (const levels of byBlock.values()) {
    const apart = levels.reduce((sum, l) => sum + (start[l + 1]! - start[l]! + products.denseCount) ** 2 * p, 0)
    const together = size * size * pairCount
    if (apart > together && numbers + together < MOST_NUMBERS) {
      numbers += together
      classes.push({ level: levels[0]!, count: levels.length, pairs: pool(pattern, products, levels) })
    } else for (const level of levels) classes.push({ level, count: 1, pairs: null })
  }
  return classes
}

/** The columns of C for one level and their values, coefficient by coefficient (`values[a]` beside `columns`). */
export interface LevelColumns {
  readonly columns: Int32Array
  readonly values: readonly Float64Array[]
  count: number
}

/** Room for the columns of any level. */
export function levelColumns(pattern: Pattern, products: Products): LevelColumns {
  let widest = 0
  for (let level = 0; level < pattern.first.count; level++)
    widest = Math.max(widest, pattern.start[level + 1]! - pattern.start[level]!)
  const room = widest + products.denseCount
  return {
    columns: new Int32Array(room),
    values: pattern.first.columns.map(() => new Float64Array(room)),
    count: 0,
  }
}

/** Reads the columns of one level, in rising order: those of the other factors, then the dense ones. */
export function readLevel(pattern: Pattern, products: Products, level: number, into: LevelColumns): void {
  const { start, columnsOf, width, first } = pattern
  const p = first.columns.length
  const m = products.denseCount
  let count = 0
  for (let place = start[level]!; place < start[level + 1]!; place++) {
    into.columns[count] = columnsOf[place]!
    for (let a = 0; a < p; a++) into.values[a]![count] = products.crossed[place * p + a]!
    count += 1
  }
  for (let c = 0; c < m; c++) {
    into.columns[count] = width + c
    for (let a = 0; a < p; a++) into.values[a]![count] = products.dense[(level * m + c) * p + a]!
    count += 1
  }
  into.count = count
}

function pool(pattern: Pattern, products: Products, levels: readonly number[]): Float64Array[] {
  const p = pattern.first.columns.length
  const size = pattern.width + products.denseCount
  const c = levelColumns(pattern, products)
  const pairs: Float64Array[] = []
  for (let r = 0; r < p; r++) for (let s = 0; s <= r; s++) pairs.push(new Float64Array(size * size))
  for (const level of levels) {
    readLevel(pattern, products, level, c)
    for (let r = 0, place = 0; r < p; r++)
      for (let s = 0; s <= r; s++, place++) addProducts(pairs[place]!, size, c, c.values[r]!, c.values[s]!, r !== s)
  }
  return pairs
}

/** Adds x y' (and y x' if `both`) to a lower triangle, at the columns of a level. */
function addProducts(
  target: Float64Array,
  size: number,
  c: LevelColumns,
  x: Float64Array,
  y: Float64Array,
  both: boolean,
): void {
  for (let j = 0; j < c.count; j++) {
    const base = c.columns[j]! * size
    const xj = both ? x[j]! : 0
    const yj = y[j]!
    if (xj === 0 && yj === 0) continue
    for (let i = j; i < c.count; i++) target[base + c.columns[i]!]! += x[i]! * yj + xj * y[i]!
  }
}
