import { normalCdf } from './special.ts'

/** Panels of Simpson's rule, even: the least, the most, and how many for each unit that t s runs through. */
const LEAST = 400
const MOST = 20_000
const PER_UNIT = 8

/**
 * P(T <= t) for the non-central t, T = (Z + delta) / S with S = sqrt(chi-squared_df / df).
 * It integrates Phi(t s - delta) over the density of S, s^(df - 1) exp(-df s^2 / 2) up to a factor, which is found by
 * integrating the density beside it: at large df that is more exact than a ratio of gamma functions.
 */
export function nonCentralT(t: number, df: number, delta: number): number {
  if (!(df > 0)) throw new RangeError(`Degrees of freedom must be above 0; they were ${df}.`)
  const reach = 10 / Math.sqrt(2 * df)
  const start = Math.max(0, 1 - reach)
  // At a large t the normal part turns from 0 to 1 within 1/t, and the panels have to be finer than that.
  const wanted = Math.ceil(Math.abs(t) * (1 + reach - start) * PER_UNIT)
  const panels = 2 * Math.ceil(Math.min(MOST, Math.max(LEAST, wanted)) / 2)
  const step = (1 + reach - start) / panels
  // The density's highest point is near 1; taking its logarithm there as 0 keeps exp in range.
  const logAtOne = -df / 2
  let area = 0
  let below = 0
  for (let panel = 0; panel <= panels; panel += 1) {
    const s = start + panel * step
    const weight = panel === 0 || panel === panels ? 1 : panel % 2 === 1 ? 4 : 2
    const log =
      s === 0 ? (df === 1 ? -logAtOne : Number.NEGATIVE_INFINITY) : (df - 1) * Math.log(s) - (df * s * s) / 2 - logAtOne
    const density = weight * Math.exp(log)
    area += density
    below += density * normalCdf(t * s - delta)
  }
  return below / area
}
