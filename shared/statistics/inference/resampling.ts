import { InputProblem } from '../../input-problem.ts'
import type { Random } from '../../random.ts'
import { normalQuantile } from '../probability/quantiles.ts'
import { normalCdf } from '../probability/special.ts'
import type { Interval } from './tests.ts'

/**
 * A statistic of weighted units: `weights[u]` says how often unit u is in the resample. It returns a number that is not
 * finite if it is not defined. `without` is the statistic with one unit left out, if that can be computed more cheaply
 * than by weights.
 */
export type UnitStatistic = {
  readonly of: (weights: Int32Array) => number
  readonly without?: (unit: number) => number
}

/**
 * A statistic of sums over units. `rows` holds `width` numbers for each unit, one after the other (counts, sums, sums
 * of squares: whatever the statistic needs). `of` gets their totals. This makes 10,000 resamples cheap, because the
 * observations are read only once.
 */
export function statisticOfSums(rows: Float64Array, width: number, of: (sums: Float64Array) => number): UnitStatistic {
  if (!(width >= 1) || rows.length % width !== 0)
    throw new InputProblem(`Rows of ${width} numbers do not fit into ${rows.length}; give every unit a full row.`)
  const units = rows.length / width
  const sums = new Float64Array(width)
  const totals = new Float64Array(width)
  for (let at = 0; at < rows.length; at += 1) totals[at % width]! += rows[at]!
  return {
    of: (weights) => {
      sums.fill(0)
      for (let unit = 0; unit < units; unit += 1) {
        const weight = weights[unit]!
        if (weight === 0) continue
        const start = unit * width
        for (let column = 0; column < width; column += 1) sums[column]! += weight * rows[start + column]!
      }
      return of(sums)
    },
    without: (unit) => {
      for (let column = 0; column < width; column += 1) sums[column] = totals[column]! - rows[unit * width + column]!
      return of(sums)
    },
  }
}

export type BootstrapOptions = {
  /** The number of units of assignment, such as participants: never turns. */
  readonly units: number
  readonly statistic: UnitStatistic
  readonly random: Random
  readonly resamples?: number
  readonly level?: number
  /** Units are drawn within these, so that arms keep their sizes. One whole number from 0 for each unit. */
  readonly strata?: Int32Array
  /**
   * The larger unit to which each unit belongs (repeats to items, for example). First larger units are drawn, and then
   * within each as many units as it has. One whole number from 0 for each unit.
   */
  readonly within?: Int32Array
}

export type Bootstrap = {
  readonly estimate: number
  readonly se: number
  readonly percentile: Interval
  /** Bias-corrected and accelerated; null if the jackknife has no spread or every resample lies on one side. */
  readonly bca: Interval | null
  readonly resamples: number
  /** Resamples in which the statistic was not defined; they are left out of the intervals. */
  readonly undefinedResamples: number
}

/** The members of each value of `of`, or one group of all. */
function members(units: number, of: Int32Array | undefined, what: string): Int32Array[] {
  if (of === undefined) return [Int32Array.from({ length: units }, (_, unit) => unit)]
  if (of.length !== units) throw new InputProblem(`There are ${units} units and ${of.length} ${what}; give one each.`)
  const groups: number[][] = []
  of.forEach((group, unit) => {
    if (group < 0) throw new InputProblem(`Unit ${unit + 1} has ${group} among the ${what}; they count from 0.`)
    while (groups.length <= group) groups.push([])
    groups[group]!.push(unit)
  })
  return groups.filter((group) => group.length > 0).map((group) => Int32Array.from(group))
}

/** What is drawn as a whole: each block is a list of units, and blocks are drawn within their stratum. */
function blocksByStratum({
  units,
  strata,
  within,
}: Pick<BootstrapOptions, 'units' | 'strata' | 'within'>): Int32Array[][] {
  if (within === undefined)
    return members(units, strata, 'strata').map((group) => Array.from(group, (unit) => Int32Array.of(unit)))
  const blocks = members(units, within, 'larger units')
  if (strata === undefined) return [blocks]
  const found = new Map<number, Int32Array[]>()
  for (const block of blocks) {
    const stratum = strata[block[0]!]!
    if (block.some((unit) => strata[unit] !== stratum))
      throw new InputProblem('A larger unit lies in two strata; draw within strata that do not cut it.')
    const others = found.get(stratum)
    if (others === undefined) found.set(stratum, [block])
    else others.push(block)
  }
  return [...found.values()]
}

function drawInto(weights: Int32Array, strata: readonly Int32Array[][], random: Random): void {
  weights.fill(0)
  for (const blocks of strata)
    for (let draw = 0; draw < blocks.length; draw += 1) {
      const block = blocks[random.integer(blocks.length)]!
      if (block.length === 1) weights[block[0]!]! += 1
      else for (let again = 0; again < block.length; again += 1) weights[block[random.integer(block.length)]!]! += 1
    }
}

/**
 * Efron's acceleration: one block is left out at a time, and the terms are summed over strata as for several samples
 * (Davison and Hinkley 1997, section 5.3.2). Undefined if nothing varies or a part is not defined.
 */
function acceleration(strata: readonly Int32Array[][], statistic: UnitStatistic, units: number): number | undefined {
  let squares = 0
  let cubes = 0
  const weights = new Int32Array(units).fill(1)
  for (const blocks of strata) {
    const n = blocks.length
    if (n < 2) continue
    const left = Float64Array.from(blocks, (block) => {
      if (block.length === 1 && statistic.without !== undefined) return statistic.without(block[0]!)
      for (const unit of block) weights[unit] = 0
      const value = statistic.of(weights)
      for (const unit of block) weights[unit] = 1
      return value
    })
    const centre = left.reduce((total, value) => total + value, 0) / n
    for (const value of left) {
      const influence = ((n - 1) * (centre - value)) / n
      squares += influence ** 2
      cubes += influence ** 3
    }
  }
  const result = cubes / (6 * squares ** 1.5)
  return Number.isFinite(result) ? result : undefined
}

/**
 * Visits the resamples of the cluster bootstrap one by one, for callers that compute many statistics from each.
 * `weights` is one array that is overwritten for every visit: read it, and do not keep it. Throws an InputProblem as
 * `bootstrap` does.
 */
export function eachResample(
  options: Omit<BootstrapOptions, 'statistic' | 'level'>,
  visit: (weights: Int32Array, resample: number) => void,
): void {
  const { units, random, resamples = 2000 } = options
  requireResamples(units, resamples)
  const strata = blocksByStratum(options)
  const weights = new Int32Array(units)
  for (let resample = 0; resample < resamples; resample += 1) {
    drawInto(weights, strata, random)
    visit(weights, resample)
  }
}

function requireResamples(units: number, resamples: number): void {
  if (!(units >= 2)) throw new InputProblem(`A bootstrap needs two units or more; there were ${units}.`)
  if (!Number.isSafeInteger(resamples) || resamples < 20)
    throw new InputProblem(`A bootstrap needs 20 resamples or more; ${resamples} were asked for.`)
}

/** The value below which a share `p` of the sorted resamples lies, at place (R + 1) p. */
export function resampledQuantile(sorted: Float64Array, p: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, (sorted.length + 1) * p - 1))
  const below = sorted[Math.floor(place)]!
  return below + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - below)
}

/**
 * The cluster bootstrap: whole units are drawn with replacement, with everything that belongs to them. Percentile and
 * BCa intervals (Efron 1987). Replicates describe uncertainty. They are no observations and must never be used as data
 * for a model. Throws an InputProblem if the statistic is not defined on the data, or is defined on hardly any
 * resample.
 */
export function bootstrap(options: BootstrapOptions): Bootstrap {
  const { units, statistic, random, resamples = 2000, level = 0.95 } = options
  requireResamples(units, resamples)
  if (!(level > 0 && level < 1)) throw new InputProblem(`A level lies between 0 and 1, like 0.95; it was ${level}.`)
  const strata = blocksByStratum(options)
  const weights = new Int32Array(units).fill(1)
  const estimate = statistic.of(weights)
  if (!Number.isFinite(estimate))
    throw new InputProblem(
      'The statistic is not defined on these data, so it has no interval; look at the cells that are empty.',
    )
  const all = new Float64Array(resamples)
  let defined = 0
  for (let resample = 0; resample < resamples; resample += 1) {
    drawInto(weights, strata, random)
    const value = statistic.of(weights)
    if (Number.isFinite(value)) all[defined++] = value
  }
  if (defined < resamples / 2)
    throw new InputProblem(
      `The statistic was defined in ${defined} of ${resamples} resamples only; there are too few units for an interval.`,
    )
  const values = all.subarray(0, defined).sort()
  const centre = values.reduce((total, value) => total + value, 0) / defined
  const se = Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (defined - 1))
  const tail = (1 - level) / 2
  return {
    estimate,
    se,
    percentile: { low: resampledQuantile(values, tail), high: resampledQuantile(values, 1 - tail), level },
    bca: bcaInterval(values, estimate, acceleration(strata, statistic, units), level),
    resamples,
    undefinedResamples: resamples - defined,
  }
}

function bcaInterval(values: Float64Array, estimate: number, a: number | undefined, level: number): Interval | null {
  let below = 0
  for (const value of values) below += value < estimate ? 1 : value === estimate ? 0.5 : 0
  if (a === undefined || below === 0 || below === values.length) return null
  const bias = normalQuantile(below / values.length)
  const at = (p: number): number => {
    const z = bias + normalQuantile(p)
    return resampledQuantile(values, normalCdf(bias + z / (1 - a * z)))
  }
  return { low: at((1 - level) / 2), high: at((1 + level) / 2), level }
}
