import { InputProblem } from '../../input-problem.ts'
import { normalQuantile } from '../probability/quantiles.ts'
import { normalCdf } from '../probability/special.ts'
import { mean, sum, variance } from './descriptive.ts'
import type { Interval } from './tests.ts'

export type LeeInput = {
  /** One value for each unit of assignment; NaN if it was lost. */
  readonly outcome: Float64Array
  /** 1 for the treated, 0 for those compared with them. */
  readonly arm: Int32Array
  readonly level?: number
}

export type Bound = { readonly estimate: number; readonly se: number }

export type Retention = { readonly assigned: number; readonly observed: number; readonly share: number }

/** Bounds of treated minus control among those who would have stayed in either arm. In the unit of the outcome. */
export type LeeBounds = {
  readonly lower: Bound
  readonly upper: Bound
  /**
   * Covers the effect itself, not the whole range between the bounds, with the level asked for (Imbens and Manski
   * 2004).
   */
  readonly interval: Interval
  /** The difference of means of those observed, as if leaving had nothing to do with the arm. */
  readonly untrimmed: number
  /** The arm that kept more units, and the share of its observed values that is cut off at one end. */
  readonly trimmed: { readonly arm: 'treated' | 'control' | 'neither'; readonly share: number }
  readonly treated: Retention
  readonly control: Retention
  readonly assumption: string
}

const ASSUMPTION =
  'The arm can only make people stay or only make people leave, not one for some and the other for others (monotone selection); the bounds are of those who stay in either arm.'

/**
 * Lee's trimming bounds (Lee 2009, Review of Economic Studies 76:1071). q is the share observed in each arm. The arm
 * that kept more has a share p = (q_more - q_less) / q_more of additional units. For one bound this share is cut off at
 * the top, for the other at the bottom. If a value lies on the cut, as scale points do, the part of its weight beyond
 * the cut is removed, so that exactly p is removed. Standard errors are those of Lee's proposition 3, of which one part
 * is the error of p. Units are independent. Throws an InputProblem for an arm with fewer than two values, or with
 * hardly any left after the cut.
 */
export function leeBounds({ outcome, arm, level = 0.95 }: LeeInput): LeeBounds {
  if (!(level > 0 && level < 1)) throw new InputProblem(`A level lies between 0 and 1, like 0.95; it was ${level}.`)
  if (arm.length !== outcome.length)
    throw new InputProblem(`There are ${outcome.length} outcomes and ${arm.length} arms; give each unit both.`)
  const other = arm.find((value) => value !== 0 && value !== 1)
  if (other !== undefined)
    throw new InputProblem(`Lee's bounds compare two arms, 1 and 0; a unit has ${other}. Leave other arms out.`)
  const [control, treated] = [sideOf(outcome, arm, 0), sideOf(outcome, arm, 1)]
  const flipped = treated.share < control.share
  const [more, less] = flipped ? [control, treated] : [treated, control]
  const share = (more.share - less.share) / more.share
  const error = ratioError(more) + ratioError(less)
  const top = trimmedMean(more.values, share, error)
  const bottom = trimmedMean(more.values.map((value) => -value).reverse(), share, error)
  const kept = mean(less.values)
  const keptError = variance(less.values) / less.observed
  // Without its top the mean is low, without its bottom high. Under a minus sign the two change places.
  const [low, high] = [top, { mean: -bottom.mean, variance: bottom.variance }]
  const lower = boundOf(flipped ? kept - high.mean : low.mean - kept, (flipped ? high : low).variance + keptError)
  const upper = boundOf(flipped ? kept - low.mean : high.mean - kept, (flipped ? low : high).variance + keptError)
  return {
    lower,
    upper,
    interval: imbensManski(lower, upper, level),
    untrimmed: mean(treated.values) - mean(control.values),
    trimmed: { arm: share === 0 ? 'neither' : flipped ? 'control' : 'treated', share },
    treated: retentionOf(treated),
    control: retentionOf(control),
    assumption: ASSUMPTION,
  }
}

type Side = Retention & { readonly values: Float64Array }

function sideOf(outcome: Float64Array, arm: Int32Array, wanted: number): Side {
  const own = outcome.filter((_, unit) => arm[unit] === wanted)
  const values = own.filter((value) => !Number.isNaN(value)).sort()
  if (values.length < 2)
    throw new InputProblem(
      `Lee's bounds need two values or more in each arm; arm ${wanted} has ${values.length} of ${own.length} units. Collect more.`,
    )
  return { assigned: own.length, observed: values.length, share: values.length / own.length, values }
}

function retentionOf({ assigned, observed, share }: Side): Retention {
  return { assigned, observed, share }
}

/** The squared relative error of a share. The trimmed share gets it from both arms. */
function ratioError({ assigned, share }: Retention): number {
  return (1 - share) / (assigned * share)
}

/** The mean of the lowest 1 - `share` of sorted values, with its sampling variance where `share` has the relative error given. */
function trimmedMean(sorted: Float64Array, share: number, error: number): { mean: number; variance: number } {
  const kept = sorted.length * (1 - share)
  // Rounding must not drop a value whose whole weight is kept.
  const whole = Math.min(sorted.length, Math.floor(kept + 1e-9))
  const part = Math.max(0, kept - whole)
  if (kept < 2)
    throw new InputProblem(
      `Cutting off ${(100 * share).toFixed(0)} % of ${sorted.length} values leaves fewer than two; the shares that the arms lost differ too much to bound the effect.`,
    )
  const weights = sorted.map((_, place) => (place < whole ? 1 : place === whole ? part : 0))
  const centre = sum(sorted.map((value, place) => weights[place]! * value)) / kept
  const squares = sum(sorted.map((value, place) => weights[place]! * (value - centre) ** 2))
  const cut = sorted[part > 1e-9 ? whole : whole - 1]!
  const beyond = (cut - centre) ** 2
  return { mean: centre, variance: squares / (kept - 1) / kept + (beyond * share) / kept + beyond * error }
}

function boundOf(estimate: number, squaredError: number): Bound {
  return { estimate, se: Math.sqrt(squaredError) }
}

/** The interval of Imbens and Manski 2004 (Econometrica 72:1845): c with Phi(c + width / larger se) - Phi(-c) = level. */
function imbensManski(lower: Bound, upper: Bound, level: number): Interval {
  const larger = Math.max(lower.se, upper.se)
  const width = larger > 0 ? (upper.estimate - lower.estimate) / larger : 0
  let [low, high] = [normalQuantile(level), normalQuantile((1 + level) / 2)]
  for (let halving = 0; halving < 60; halving += 1) {
    const c = (low + high) / 2
    if (normalCdf(c + width) - normalCdf(-c) < level) low = c
    else high = c
  }
  const c = (low + high) / 2
  return { low: lower.estimate - c * lower.se, high: upper.estimate + c * upper.se, level }
}
