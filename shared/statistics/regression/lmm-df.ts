import { positiveInverse } from '../algebra/eigen.ts'
import { at, column, type Matrix, zeros } from '../algebra/matrix.ts'
import type { Design } from './design.ts'
import type { Criterion, CriterionSlopes } from './lmm-criterion.ts'
import type { Grouping } from './lmm-groups.ts'

/** Steps of the differences, on parameters of order 1; two of them are combined so that errors of order h^4 remain. */
const STEP = 2e-3

/**
 * Satterthwaite's degrees of freedom of each coefficient: 2 v^2 / (g' A g), where v is the variance of the
 * coefficient, g its derivative by the covariance parameters and the residual standard deviation, and A the
 * inverse of half the second derivatives of the criterion. Null for a coefficient where they do not exist.
 * Directions in which the criterion is flat or bends down are left out, as lmerTest does.
 * Source: Satterthwaite 1946; Fai and Cornelius 1996; Kuznetsova, Brockhoff and Christensen 2017.
 */
export function satterthwaite(profile: Criterion, theta: Float64Array): (number | null)[] {
  const k = theta.length
  const { relative } = profile.estimates(theta)
  const here = profile.slopes(theta)
  if (!here) return Array.from({ length: relative.rows }, () => null)
  // In units of the fit: rss / (unit of sigma)^2 = degrees at the optimum, and sigma = 1.
  const scale = profile.degrees / here.parts.rss
  const hessian = zeros(k + 1, k + 1)
  const derivatives = Array.from({ length: relative.rows }, () => new Float64Array(k + 1))
  for (let t = 0; t < k; t++) {
    const size = STEP * Math.max(1, Math.abs(theta[t]!))
    const slope = (s: CriterionSlopes, u: number): number => s.logs[u]! + s.rss[u]! * scale
    const points = [-2, -1, 1, 2].map((multiple) => {
      const moved = Float64Array.from(theta)
      moved[t]! += multiple * size
      return { slopes: profile.slopes(moved), variances: variancesAt(profile, moved) }
    })
    const [down2, down, up, up2] = points
    if (!down2?.slopes || !down?.slopes || !up?.slopes || !up2?.slopes) return derivatives.map(() => null)
    const central = (a: number, b: number, c: number, d: number): number => (a - 8 * b + 8 * c - d) / (12 * size)
    for (let u = 0; u < k; u++) {
      const value = central(slope(down2.slopes, u), slope(down.slopes, u), slope(up.slopes, u), slope(up2.slopes, u))
      hessian.values[u + t * (k + 1)]! += value / 2
      hessian.values[t + u * (k + 1)]! += value / 2
    }
    hessian.values[k + t * (k + 1)] = -2 * here.rss[t]! * scale
    hessian.values[t + k * (k + 1)] = -2 * here.rss[t]! * scale
    derivatives.forEach((g, j) => {
      g[t] = central(down2.variances[j]!, down.variances[j]!, up.variances[j]!, up2.variances[j]!)
    })
  }
  hessian.values[k + k * (k + 1)] = 4 * profile.degrees
  const covariance = positiveInverse(hessian)
  return derivatives.map((g, j) => {
    const variance = at(relative, j, j)
    g[k] = 2 * variance
    let spread = 0
    for (let a = 0; a <= k; a++) for (let b = 0; b <= k; b++) spread += 2 * g[a]! * g[b]! * at(covariance, a, b)
    const df = (2 * variance * variance) / spread
    return Number.isFinite(df) && df > 0 ? df : null
  })
}

/**
 * Between-within degrees of freedom. A coefficient that is constant within the levels of a grouping factor has the
 * number of levels minus the number of coefficients that are also constant within them. Other coefficients have the
 * number of rows minus the levels of the finest factor minus the other coefficients. Never below 1. It is cheap, and
 * close enough if there are many levels. Source: Schluchter and Elashoff 1990.
 */
export function betweenWithin(design: Design, groups: readonly Grouping[]): number[] {
  const columns = design.names.map((_, j) => column(design.x, j))
  const constant = groups.map((group) => columns.map((values) => isConstantWithin(values, group)))
  const finest = Math.max(...groups.map((group) => group.count))
  const within = columns.filter((_, j) => constant.every((own) => !own[j])).length
  return columns.map((_, j) => {
    const candidates = groups.flatMap((group, g) =>
      constant[g]![j] ? [group.count - constant[g]!.filter(Boolean).length] : [],
    )
    return Math.max(1, candidates.length > 0 ? Math.min(...candidates) : design.x.rows - finest - within)
  })
}

function isConstantWithin(values: Float64Array, group: Grouping): boolean {
  const seen = new Float64Array(group.count).fill(Number.NaN)
  return values.every((value, i) => {
    const code = group.codes[i]!
    if (Number.isNaN(seen[code]!)) seen[code] = value
    return seen[code] === value
  })
}

function variancesAt(profile: Criterion, theta: Float64Array): Float64Array {
  const relative: Matrix = profile.estimates(theta).relative
  return Float64Array.from({ length: relative.rows }, (_, j) => at(relative, j, j))
}
