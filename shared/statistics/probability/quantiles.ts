import { fCdf, fUpper, normalDensity, normalUpper, tUpper } from './special.ts'

function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile is asked for a probability from 0 to 1; it was ${p}.`)
}

/**
 * The x > 0 at which the decreasing function `tail` falls to `target`, by bisection on ln x and then on x.
 * Halving is slow but cannot fail, and quantiles are asked for a few times a report.
 */
function invertTail(tail: (x: number) => number, target: number): number {
  let low = 1
  let high = 1
  while (tail(high) > target && high < 1e300) high *= 2
  while (tail(low) < target && low > 1e-300) low /= 2
  for (let step = 0; step < 200; step += 1) {
    const middle = high > 2 * low ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2
    if (middle <= low || middle >= high) break
    if (tail(middle) > target) low = middle
    else high = middle
  }
  return low + (high - low) / 2
}

/**
 * The z with P(Z <= z) = p for a standard normal. 0 and 1 give the infinities.
 * A first guess within 4.5e-4 (Abramowitz and Stegun 26.2.23), then three steps of Halley's method.
 */
export function normalQuantile(p: number): number {
  requireProbability(p)
  const tail = Math.min(p, 1 - p)
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (tail === 0.5) return 0
  const root = Math.sqrt(-2 * Math.log(tail))
  let z =
    root -
    (2.515517 + root * (0.802853 + root * 0.010328)) / (1 + root * (1.432788 + root * (0.189269 + root * 0.001308)))
  for (let step = 0; step < 3; step += 1) {
    const error = (tail - normalUpper(z)) / normalDensity(z)
    z -= error / (1 + (z * error) / 2)
  }
  return p < 0.5 ? -z : z
}

/** The t with P(T <= t) = p for Student's t with `df` degrees of freedom; infinite ones give the normal. */
export function tQuantile(p: number, df: number): number {
  requireProbability(p)
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p)
  const tail = Math.min(p, 1 - p)
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (tail === 0.5) return 0
  const t = invertTail((x) => tUpper(x, df), tail)
  return p < 0.5 ? -t : t
}

/** The f with P(F <= f) = p for Fisher's F. */
export function fQuantile(p: number, df1: number, df2: number): number {
  requireProbability(p)
  if (p === 0) return 0
  if (p === 1) return Number.POSITIVE_INFINITY
  // The smaller tail is used, since the larger one has no digits left to distinguish values.
  return p < 0.5 ? invertTail((f) => -fCdf(f, df1, df2), -p) : invertTail((f) => fUpper(f, df1, df2), 1 - p)
}
