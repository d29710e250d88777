import { InputProblem } from '../../../input-problem.ts'
import { imbalance, type Tally, unplaced } from '../../answers/tally.ts'
import { type Distribution, fromCounts, requireSameOptions } from './distribution.ts'
import { between } from './measure.ts'
import { divergenceTerm, nominalSimilarity } from './nominal-similarity.ts'
import { ordinalSimilarity } from './ordinal-similarity.ts'

/**
 * A similarity on the classified answers (null where there are none), with the least and the greatest value that it
 * could have had if every question without an option had received one.
 */
export type BoundedSimilarity = {
  readonly classified: number | null
  readonly worst: number
  readonly best: number
  readonly n: number
  readonly unplaced: number
}

/** A measure whose bounds are known exactly. */
export type BoundedMeasure = 'nominal' | 'ordinal'

const measureOf = { nominal: nominalSimilarity, ordinal: ordinalSimilarity }

/**
 * The counts with all unplaced answers put where the nominal similarity becomes greatest. The divergence is a sum over
 * options of convex functions of each count. For such a sum it is optimal to give the answers one by one to the option
 * that gains most (Gross 1956).
 */
function bestNominal(counts: readonly number[], spare: number, q: Distribution): number[] {
  const total = counts.reduce((sum, count) => sum + count, spare)
  const placed = [...counts]
  const cost = (k: number, count: number): number => divergenceTerm(count / total, q.shares[k]!)
  const gain = placed.map((count, k) => cost(k, count + 1) - cost(k, count))
  for (let answer = 0; answer < spare; answer += 1) {
    const k = gain.indexOf(Math.min(...gain))
    placed[k]! += 1
    gain[k] = cost(k, placed[k]! + 1) - cost(k, placed[k]!)
  }
  return placed
}

/**
 * The same for the ordinal similarity. W1 is a sum over cut points of a cost of how many answers lie below the cut.
 * These numbers may only grow from cut to cut, so a dynamic programme over (cut, answers placed so far) finds the least
 * cost.
 */
function bestOrdinal(counts: readonly number[], spare: number, q: Distribution): number[] {
  const total = counts.reduce((sum, count) => sum + count, spare)
  const cuts = counts.length - 1
  const from: Int32Array[] = []
  let costs = new Float64Array(spare + 1).fill(Number.POSITIVE_INFINITY)
  costs[0] = 0
  let below = 0
  let target = 0
  for (let k = 0; k < cuts; k += 1) {
    below += counts[k]!
    target += q.shares[k]! * total
    const gap = q.codes[k + 1]! - q.codes[k]!
    const next = new Float64Array(spare + 1)
    const origin = new Int32Array(spare + 1)
    let cheapest = 0
    for (let placed = 0; placed <= spare; placed += 1) {
      if (costs[placed]! < costs[cheapest]!) cheapest = placed
      next[placed] = costs[cheapest]! + gap * Math.abs(below + placed - target)
      origin[placed] = cheapest
    }
    costs = next
    from.push(origin)
  }
  const result = [...counts]
  // The costs are not spread into Math.min: there is one cost for every answer, and the number of arguments is limited.
  let placed = costs.reduce((least, cost, at) => (cost < costs[least]! ? at : least), 0)
  result[cuts]! += spare - placed
  for (let k = cuts - 1; k >= 0; k -= 1) {
    const before = from[k]![placed]!
    result[k]! += placed - before
    placed = before
  }
  return result
}

/**
 * The similarity of a tally to Q with exact bounds. Both distances are convex in P, so the worst placement of the rest
 * puts all of it on one option (a vertex of the simplex of placements). The best placement is found by the searches
 * above. After Manski 2003, Partial Identification of Probability Distributions.
 * Throws an InputProblem where the tally does not add up, is empty, or has other options than Q.
 */
export function boundedSimilarity(tally: Tally, q: Distribution, measure: BoundedMeasure): BoundedSimilarity {
  const wrong = imbalance(tally)
  if (wrong !== undefined) throw new InputProblem(`The tally does not add up: ${wrong}`)
  if (tally.asked === 0) throw new InputProblem('Nothing was asked, so there is no similarity; leave this cell out.')
  const similarity = between(measureOf[measure], { ordered: measure === 'ordinal' })
  const spare = unplaced(tally)
  const at = (counts: readonly number[]): number => similarity(fromCounts(tally.codes, counts), q)
  // The options are compared before any count is moved, because the search goes through both lists by index.
  requireSameOptions(
    fromCounts(
      tally.codes,
      tally.codes.map(() => 1),
    ),
    q,
  )
  const worst = Math.min(
    ...tally.codes.map((_, end) => at(tally.counts.map((count, k) => (k === end ? count + spare : count)))),
  )
  const best = at(measure === 'nominal' ? bestNominal(tally.counts, spare, q) : bestOrdinal(tally.counts, spare, q))
  return {
    classified: tally.of.classified === 0 ? null : at(tally.counts),
    worst,
    best,
    n: tally.of.classified,
    unplaced: spare,
  }
}
