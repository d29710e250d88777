import type { Random } from '../../../random.ts'
import { hasInterval, readerOf } from '../../alignment/reader.ts'
import { emptySide, fillAnswers } from '../../alignment/side.ts'
import type { Paired } from './pairing.ts'
import { RUN_MEASURES } from './run-measures.ts'

const M = RUN_MEASURES.length
// A measure without an interval is not read again for every redraw.
const readFresh = readerOf(RUN_MEASURES, hasInterval)

/**
 * The largest number of redraws of one side of a stratum. With 500, the standard error of that side is known to
 * 1 / sqrt(1000), about 3 %, and a shift combines many of these.
 */
const MOST_REDRAWS = 500

/**
 * For each side of each stratum (`side * strata + stratum`): its number of answers, and for each measure the variance
 * of the measure times that number.
 */
export type FreshSpread = {
  readonly answers: Int32Array
  /** `(side * strata + stratum) * M + measure`; NaN where a side has one answer or none. */
  readonly variances: Float64Array
}

/**
 * How much a stratum's measures would vary over fresh answers to the same item. For each side, as many answers as it
 * has are drawn again and again from the shares that were seen (with one answer added). Shares seen in n answers vary
 * less than the shares that they come from, by (n - 1) / n. This is corrected.
 */
export function freshSpread(paired: Paired, options: { random: Random; resamples: number }): FreshSpread {
  const { strata, width, counts } = paired
  const resamples = Math.min(options.resamples, MOST_REDRAWS)
  const drawn = new Int32Array(width)
  const fresh = emptySide()
  const read = new Float64Array(M)
  const origin = new Float64Array(M)
  const sums = new Float64Array(M)
  const squares = new Float64Array(M)
  const answers = new Int32Array(2 * strata.length)
  const variances = new Float64Array(answers.length * M).fill(Number.NaN)
  for (let side = 0; side < 2; side += 1)
    strata.forEach(({ standard, model, slice, item }, stratum) => {
      const at = side * strata.length + stratum
      const from = at * width
      let n = 0
      for (let k = 0; k < width; k += 1) n += counts[from + k]!
      answers[at] = n
      if (n < 2) return
      // Each has its own stream, so that another item or slice does not change an interval of this one.
      const random = options.random.split(`${side} ${model} ${slice} ${item}`)
      readFresh(fillAnswers(fresh, counts, from, standard), standard, origin)
      sums.fill(0)
      squares.fill(0)
      for (let resample = 0; resample < resamples; resample += 1) {
        redraw(counts, from, { n, options: standard.codes.length }, drawn, random)
        readFresh(fillAnswers(fresh, drawn, 0, standard), standard, read)
        for (let k = 0; k < M; k += 1) {
          // The difference from the value that was seen, so that squares lose no digits.
          const away = read[k]! - origin[k]!
          sums[k]! += away
          squares[k]! += away * away
        }
      }
      for (let k = 0; k < M; k += 1) {
        const spread = Math.max(0, squares[k]! - sums[k]! ** 2 / resamples) / (resamples - 1)
        variances[at * M + k] = (n * spread * n) / (n - 1)
      }
    })
  return { answers, variances }
}

/**
 * Draws `n` answers from the shares of one side of a stratum, after adding one answer that is spread over all options.
 * A few answers that happen to be alike do not show that other answers are impossible. Without the added answer, their
 * interval would have no width.
 */
function redraw(
  counts: Int32Array,
  from: number,
  { n, options }: { n: number; options: number },
  into: Int32Array,
  random: Random,
): void {
  into.fill(0)
  for (let draw = 0; draw < n; draw += 1) {
    let left = random.next() * (n + 1)
    let k = 0
    while (k < options - 1 && left >= counts[from + k]! + 1 / options) {
      left -= counts[from + k]! + 1 / options
      k += 1
    }
    into[k]! += 1
  }
}

/**
 * The standard error, over fresh answers, of a mean of items, where each item is the mean of its strata. `items` has,
 * for each item, the strata that have a value. A side with one answer shows no spread of its own and is assumed to vary
 * like the others. Null where no side has two answers.
 */
export function freshError(
  items: readonly (readonly number[])[],
  strata: number,
  { answers, variances }: FreshSpread,
  measure: number,
): number | null {
  let [known, unknown] = [0, 0]
  let [sum, count] = [0, 0]
  for (const own of items)
    for (const stratum of own)
      for (const side of [stratum, strata + stratum]) {
        const weight = (1 / (own.length * items.length)) ** 2 / answers[side]!
        const variance = variances[side * M + measure]!
        if (Number.isNaN(variance)) unknown += weight
        else {
          known += weight * variance
          sum += variance
          count += 1
        }
      }
  return count === 0 ? null : Math.sqrt(known + (unknown * sum) / count)
}
