import { eachResample, resampledQuantile } from '../inference/resampling.ts'
import type { Interval } from '../inference/tests.ts'
import { tQuantile } from '../probability/quantiles.ts'
import { normalTwoSided } from '../probability/special.ts'
import { listed } from '../regression/model-problem.ts'
import { coefficient, type Decision, type Errors, errorsOf, type Term } from './generalisability.ts'
import {
  nameOf,
  requireDistinct,
  termsOf,
  type VarianceInput,
  VarianceProblem,
  type VarianceProblemCode,
  validFacets,
} from './variance-input.ts'
import { partitionOf, withinOf } from './variance-partitions.ts'
import { varianceSystem } from './variance-system.ts'

export type VarianceRow = {
  /** Its facets; the residual has none. */
  readonly facets: readonly string[]
  /** Facets in which each of its groups lies although they are not in its name. */
  readonly nestedIn: readonly string[]
  /** Its groups: combinations of levels that have answers. */
  readonly levels: number
  /** As estimated. It may be below 0 by chance if the true variance is small. */
  readonly variance: number
  readonly varianceInterval: Interval
  /** Its share of the sum of all variances. Variances below 0 count as 0. */
  readonly share: number
  readonly shareInterval: Interval
}

/** A coefficient from 0 to 1, or why there is none. */
export type Coefficient =
  | { readonly value: number; readonly interval: Interval }
  | { readonly value: null; readonly why: string }

export type Generalisability = {
  readonly decision: Decision
  /** Variances of the average that was asked for: universe score, relative error, absolute error. */
  readonly errors: Errors
  /** E rho^2: how well objects are put in order. */
  readonly relative: Coefficient
  /** phi: how well the standing of each is known. */
  readonly absolute: Coefficient
}

export type VarianceDecomposition = {
  readonly kind: 'decomposed'
  readonly n: number
  readonly mean: number
  readonly components: readonly VarianceRow[]
  readonly residual: VarianceRow
  readonly total: number
  readonly generalisability: readonly Generalisability[]
  readonly clusters: { readonly facet: string; readonly count: number }
  readonly resamples: number
  /** Resamples in which components could not be separated. They are left out of the intervals. */
  readonly undefinedResamples: number
  /**
   * To be shown beside the numbers: over what intervals generalise, what negative estimates mean, and on what shares
   * depend.
   */
  readonly notes: readonly string[]
}

/** Variance components, or why there are none. The message says what, where and the remedy. */
export type VarianceResult =
  | VarianceDecomposition
  | { readonly kind: 'refused'; readonly code: VarianceProblemCode; readonly message: string }

/**
 * Decomposes the variance of answers into components, `answer = mu + sum of the components' effects + residual`, all
 * effects random. The estimator is the analysis of variance for unbalanced data, Henderson's method I (Henderson 1953;
 * see `varianceSystem`): unbiased without normality, and equal to REML in balanced designs as long as no estimate is
 * below 0. Cost: passes over integer codes in proportion to rows times the square of the number of components.
 *
 * Intervals resample whole clusters (a cluster drawn twice counts as two). So they generalise over clusters, and take
 * the levels of other facets as given. Answers of a resample vary about the observed answers, in which there is chance
 * already. So each variance is too large by about what chance adds. This bias is the mean of the resamples minus the
 * estimate. It is subtracted from every resample (after Wiley 2001 and Tong and Brennan 2007, Educ. Psychol. Meas.
 * 67:804). Percentiles are expanded for few clusters (Hesterberg 2015). Shares and coefficients are computed in every
 * resample.
 */
export function varianceComponents(input: VarianceInput): VarianceResult {
  try {
    return decomposed(input)
  } catch (problem) {
    if (problem instanceof VarianceProblem) return { kind: 'refused', code: problem.code, message: problem.message }
    throw problem
  }
}

function decomposed(input: VarianceInput): VarianceDecomposition {
  const { response, components, decisions = [], random, resamples = 500, level = 0.95 } = input
  const facets = validFacets(input)
  const partitions = components.map((names) =>
    partitionOf(
      names.map((name) => facets.get(name)!),
      response.length,
    ),
  )
  const alone = new Map([...facets].map(([name, facet]) => [name, partitionOf([facet], response.length)]))
  requireDistinct(components, partitions, response.length)
  const clusters = alone.get(input.clusters)!
  if (clusters.count < 2)
    throw new VarianceProblem(
      'clusters',
      `Intervals need two levels of "${input.clusters}" or more; there is ${clusters.count}.`,
    )
  const nestedIn = partitions.map((partition, c) =>
    [...alone].flatMap(([name, facet]) =>
      facet.count > 1 && !components[c]!.includes(name) && withinOf(partition, facet) ? [name] : [],
    ),
  )
  const perDecision = decisions.map((decision) => termsOf(decision, components, nestedIn, partitions, alone))

  const mean = response.reduce((sum, value) => sum + value, 0) / response.length
  const system = varianceSystem(
    response.map((value) => value - mean),
    partitions,
    clusters,
  )
  const solution = system.solve(new Int32Array(clusters.count).fill(1))
  if ('dependent' in solution)
    throw new VarianceProblem(
      'confounded',
      `The variances of ${listed(solution.dependent.map((place) => nameOf(components[place - 1])))} cannot be told from those of other components on these answers. Leave a component out, or add answers in which its facets vary apart.`,
    )
  const { variances } = solution
  const total = totalOf(variances)
  // The mean of equal answers has a rounding error. That is no variance either.
  if (!(total > 0) || response.every((value) => value === response[0]))
    throw new VarianceProblem(
      'no-variance',
      `All ${response.length} answers are ${response[0]}: there is no variance to decompose.`,
    )

  const drawn: Float64Array[] = []
  eachResample({ units: clusters.count, random, resamples }, (weights) => {
    const found = system.solve(weights)
    if ('variances' in found) drawn.push(found.variances)
  })
  if (drawn.length < resamples * 0.9)
    throw new VarianceProblem(
      'clusters',
      `In ${resamples - drawn.length} of ${resamples} resamples of ${clusters.count} levels of "${input.clusters}" the components cannot be told apart. There are too few for intervals; leave a component out.`,
    )
  const bias = variances.map((value, c) => drawn.reduce((sum, one) => sum + one[c]!, 0) / drawn.length - value)
  const replicates = drawn.map((one) => one.map((value, c) => value - bias[c]!))
  const intervalOf = intervals(clusters.count, level)

  const rows = Array.from(variances, (variance, c) => ({
    facets: components[c] ?? [],
    nestedIn: nestedIn[c] ?? [],
    levels: partitions[c]?.count ?? response.length,
    variance,
    varianceInterval: intervalOf(replicates.map((one) => one[c]!)),
    share: Math.max(0, variance) / total,
    shareInterval: intervalOf(replicates.flatMap((one) => shareOf(one, c))),
  }))
  const residual = rows.pop()!
  return {
    kind: 'decomposed',
    n: response.length,
    mean,
    components: rows,
    residual,
    total,
    generalisability: decisions.map((decision, place) =>
      generalised(decision, perDecision[place]!, variances, replicates, intervalOf),
    ),
    clusters: { facet: input.clusters, count: clusters.count },
    resamples,
    undefinedResamples: resamples - drawn.length,
    notes: notesOf(input, clusters.count, rows),
  }
}

function shareOf(variances: Float64Array, place: number): number[] {
  const total = totalOf(variances)
  return total > 0 ? [Math.max(0, variances[place]!) / total] : []
}

function totalOf(variances: Float64Array): number {
  return variances.reduce((sum, value) => sum + Math.max(0, value), 0)
}

/** Percentile intervals, expanded for few clusters: a resample of n clusters has (n - 1) / n of their variance. */
function intervals(clusters: number, level: number): (values: readonly number[]) => Interval {
  const df = clusters - 1
  const tail = normalTwoSided(tQuantile(1 - (1 - level) / 2, df) * Math.sqrt(clusters / df)) / 2
  return (values) => {
    const sorted = Float64Array.from(values).sort()
    return { low: resampledQuantile(sorted, tail), high: resampledQuantile(sorted, 1 - tail), level }
  }
}

function generalised(
  decision: Decision,
  terms: readonly Term[],
  variances: Float64Array,
  replicates: readonly Float64Array[],
  intervalOf: (values: readonly number[]) => Interval,
): Generalisability {
  const errors = errorsOf(decision, terms, variances)
  const resampled = replicates.map((one) => errorsOf(decision, terms, one))
  const withInterval = (kind: 'relative' | 'absolute'): Coefficient => {
    const value = coefficient(errors.universe, errors[kind])
    if (value === null)
      return { value: null, why: `neither "${decision.object}" nor what blurs it has any variance on these answers` }
    return { value, interval: intervalOf(resampled.flatMap((one) => coefficient(one.universe, one[kind]) ?? [])) }
  }
  return { decision, errors, relative: withInterval('relative'), absolute: withInterval('absolute') }
}

function notesOf({ clusters, facets }: VarianceInput, count: number, rows: readonly VarianceRow[]): string[] {
  const others = facets.map(({ name }) => name).filter((name) => name !== clusters)
  const below = rows.filter(({ variance }) => variance < 0).map(({ facets: named }) => named.join(' x '))
  return [
    `Intervals generalise over ${clusters} (${count} resampled as wholes).${others.length > 0 ? ` They take the levels of ${others.join(', ')} as they are, and say nothing of levels that were not asked.` : ''}`,
    'Shares depend on the levels chosen for each facet: other levels give other shares.',
    ...(below.length > 0
      ? [`Estimated below 0 by chance, and counted as 0 in shares and coefficients: ${below.join(', ')}.`]
      : []),
  ]
}
