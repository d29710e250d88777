import type { Line, Simulated } from './power.ts'

/** What the simulations of a line say. Shares are shares of all simulations; null where there is nothing to average. */
export type PowerRow = {
  readonly contrast: string
  readonly of: 'participants' | 'repeats'
  readonly size: number
  readonly simulations: number
  /**
   * Share with the adjusted p below alpha, in the direction that was planted; in either direction if no effect was
   * planted.
   */
  readonly power: number
  /** Monte-Carlo standard error of `power`. */
  readonly error: number
  /** The same share before the adjustment for the other planned tests. */
  readonly unadjusted: number
  readonly estimate: number | null
  readonly width: number | null
  /** The mean effect planted, as far as the limits of the scales allow it. */
  readonly truth: number | null
  /** Share of intervals that hold `truth`. */
  readonly coverage: number | null
  /** Share of intervals that hold the mean effect over the items and wordings of their own data set. */
  readonly coverageDrawn: number | null
  /** Simulations in which the report would have given no estimate; they count as not found. */
  readonly without: number
}

/** Sums up a line. `truth` is the mean over its strays. */
export function summaryOf(
  { contrast, size }: Line,
  all: readonly Simulated[],
  { alpha, effect, truth }: { alpha: number; effect: number; truth: number | null },
): PowerRow {
  const n = all.length
  const found = (which: 'p' | 'adjusted') =>
    all.filter((one) => {
      const p = one[which]
      if (p === null || one.estimate === null || !(p < alpha)) return false
      return effect === 0 || Math.sign(one.estimate.value) === Math.sign(effect)
    }).length / n
  const estimates = all.flatMap(({ estimate }) => estimate ?? [])
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
  const holding = (value: (one: Simulated) => number | null) =>
    mean(
      all.flatMap((one) => {
        const wanted = value(one)
        if (one.estimate === null || wanted === null) return []
        return [one.estimate.low <= wanted && wanted <= one.estimate.high ? 1 : 0]
      }),
    )
  const power = found('adjusted')
  return {
    contrast: contrast.id,
    of: size.of,
    size: size.count,
    simulations: n,
    power,
    error: Math.sqrt((power * (1 - power)) / n),
    unadjusted: found('p'),
    estimate: mean(estimates.map(({ value }) => value)),
    width: mean(estimates.map(({ low, high }) => high - low)),
    truth,
    coverage: holding(() => truth),
    coverageDrawn: holding(({ drawn }) => drawn),
    without: n - estimates.length,
  }
}
