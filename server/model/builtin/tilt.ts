/** Mean of the codes under shares that sum to 1. */
export function meanOf(codes: readonly number[], shares: readonly number[]): number {
  return codes.reduce((sum, code, k) => sum + code * shares[k]!, 0)
}

/** Shares in proportion to weights. */
export function proportions(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/**
 * Exponential tilting: shares p_k * exp(t * code_k), normalised, with t such that the mean is `target` (within 1e-12 of
 * the range). Of all distributions with that mean it is the one of least relative entropy to `shares` (Csiszar 1975,
 * I-divergence geometry, Annals of Probability 3). Options that nobody chose stay unchosen.
 * Throws a RangeError for a target outside the chosen options.
 */
export function tiltedTo(codes: readonly number[], shares: readonly number[], target: number): number[] {
  const chosen = codes.filter((_, k) => shares[k]! > 0)
  const [lowest, highest] = [Math.min(...chosen), Math.max(...chosen)]
  if (target < lowest || target > highest)
    throw new RangeError(`No tilt gives the mean ${target}: the options chosen run from ${lowest} to ${highest}.`)
  if (target === lowest || target === highest) return codes.map((code) => (code === target ? 1 : 0))
  const range = highest - lowest
  const at = (t: number): number[] => {
    const exponents = codes.map((code) => (t * (code - target)) / range)
    const largest = Math.max(...exponents.filter((_, k) => shares[k]! > 0))
    return proportions(shares.map((share, k) => (share === 0 ? 0 : share * Math.exp(exponents[k]! - largest))))
  }
  // The mean grows with t; its derivative is the variance divided by the range. Newton's steps stay inside a bracket,
  // which is halved if a step would leave it.
  let [low, high] = [-1, 1]
  while (meanOf(codes, at(low)) > target) low *= 2
  while (meanOf(codes, at(high)) < target) high *= 2
  let t = (low + high) / 2
  for (;;) {
    const tilted = at(t)
    const mean = meanOf(codes, tilted)
    if (Math.abs(mean - target) <= 1e-13 * range) return tilted
    if (mean < target) low = t
    else high = t
    const variance = codes.reduce((sum, code, k) => sum + tilted[k]! * (code - mean) ** 2, 0)
    const next = t + ((target - mean) * range) / variance
    t = next > low && next < high ? next : (low + high) / 2
    if (t <= low || t >= high) return tilted
  }
}

/** How near to the outermost chosen options a moved mean may come, as a fraction of the scale's range. */
const MARGIN = 0.01

/**
 * Shares whose mean is moved by `by` of the scale's range. A move ends at 1 % of the range before the outermost chosen
 * options. If the mean is already nearer than that, it does not move outward at all.
 */
export function moved(codes: readonly number[], shares: readonly number[], by: number): number[] {
  if (by === 0) return [...shares]
  const mean = meanOf(codes, shares)
  const range = Math.max(...codes) - Math.min(...codes)
  const chosen = codes.filter((_, k) => shares[k]! > 0)
  const lowest = Math.min(mean, Math.min(...chosen) + MARGIN * range)
  const highest = Math.max(mean, Math.max(...chosen) - MARGIN * range)
  return tiltedTo(codes, shares, Math.min(highest, Math.max(lowest, mean + by * range)))
}
