import { InputProblem } from '../../input-problem.ts'

/** Throws an InputProblem unless there are `least` values or more and all of them are finite. `what` names them. */
export function requireValues(values: ArrayLike<number>, least: number, what: string): void {
  if (values.length < least)
    throw new InputProblem(
      `${what} needs ${least} value${least === 1 ? '' : 's'} or more; there were ${values.length}.`,
    )
  for (let index = 0; index < values.length; index += 1)
    if (!Number.isFinite(values[index]!))
      throw new InputProblem(`${what} has ${values[index]} at place ${index + 1}; leave missing values out.`)
}

/** Sum with the rounding errors carried along (Neumaier 1974). */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

/** Arithmetic mean. Throws an InputProblem where there are no values. */
export function mean(values: ArrayLike<number>): number {
  requireValues(values, 1, 'A mean')
  return sum(values) / values.length
}

/**
 * Variance over n - 1 in two passes. The mean is computed without loss of digits, so the result is right even if the
 * values are a million times their spread (Chan, Golub and LeVeque 1983). Throws an InputProblem for fewer than two
 * values.
 */
export function variance(values: ArrayLike<number>): number {
  requireValues(values, 2, 'A variance')
  const centre = mean(values)
  let squares = 0
  for (let index = 0; index < values.length; index += 1) squares += (values[index]! - centre) ** 2
  return squares / (values.length - 1)
}

/** Standard deviation over n - 1. */
export function sd(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values))
}

/** Mean with weights of 0 or more. Throws an InputProblem where they sum to 0 or one is missing. */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  const total = totalWeight(values, weights)
  let weighted = 0
  for (let index = 0; index < values.length; index += 1) weighted += (weights[index]! / total) * values[index]!
  return weighted
}

/**
 * Kish's effective number of answers, (sum w)^2 / sum w^2: the number of unweighted answers with the same precision.
 */
export function effectiveN(weights: ArrayLike<number>): number {
  requireValues(weights, 1, 'An effective n')
  let squares = 0
  for (let index = 0; index < weights.length; index += 1) squares += weights[index]! ** 2
  if (!(squares > 0)) throw new InputProblem('All weights are 0; leave out what has no weight.')
  return sum(weights) ** 2 / squares
}

/**
 * The quantile of probability `p` from 0 to 1, with weights where given. Without weights it is R's type 7.
 * With weights it is the same estimator at Kish's effective n: each value counts by the part of the interval
 * [(h - 1) / n*, h / n*], h = p (n* - 1) + 1, that its weight covers (Akinshin 2023, arXiv 2304.07265). With unequal
 * weights the quantiles of 0 and 1 are therefore means of the outermost values and not the least and greatest.
 */
export function quantile(values: ArrayLike<number>, p: number, weights?: ArrayLike<number>): number {
  if (!(p >= 0 && p <= 1)) throw new InputProblem(`A quantile is asked for a probability from 0 to 1; it was ${p}.`)
  requireValues(values, 1, 'A quantile')
  const weight = weights ?? new Float64Array(values.length).fill(1)
  const total = totalWeight(values, weight)
  const order = Array.from({ length: values.length }, (_, index) => index)
    .filter((index) => weight[index]! > 0)
    .sort((a, b) => values[a]! - values[b]!)
  const n = effectiveN(weight)
  const start = p * (n - 1)
  // The part of the interval that lies below the cumulated weight u.
  const covered = (u: number): number => Math.min(1, Math.max(0, n * u - start))
  let cumulated = 0
  let before = 0
  let result = 0
  order.forEach((index, place) => {
    cumulated += weight[index]!
    const upTo = place === order.length - 1 ? 1 : covered(cumulated / total)
    result += (upTo - before) * values[index]!
    before = upTo
  })
  return result
}

function totalWeight(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  requireValues(values, 1, 'A weighted figure')
  if (weights.length !== values.length)
    throw new InputProblem(`There are ${values.length} values and ${weights.length} weights; give one weight a value.`)
  for (let index = 0; index < weights.length; index += 1)
    if (!(weights[index]! >= 0 && Number.isFinite(weights[index]!)))
      throw new InputProblem(`Weights are 0 or more; weight ${index + 1} was ${weights[index]}.`)
  const total = sum(weights)
  if (!(total > 0)) throw new InputProblem('All weights are 0; leave out what has no weight.')
  return total
}

/**
 * Ranks from 1. Ties share their mean rank. Also the sum of t^3 - t over groups of t tied values, which corrections for
 * ties need.
 */
export function ranks(values: ArrayLike<number>): { ranks: Float64Array; ties: number } {
  const order = Array.from({ length: values.length }, (_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(values.length)
  let ties = 0
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1
    for (let place = start; place < end; place += 1) result[order[place]!] = (start + 1 + end) / 2
    const size = end - start
    ties += size ** 3 - size
    start = end
  }
  return { ranks: result, ties }
}
