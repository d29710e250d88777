import { logistic } from './glm.ts'

/** An ordered outcome: for each row a code from 0 to `levels.length` - 1. */
export interface Ordered {
  readonly codes: Int32Array
  readonly levels: readonly string[]
}

/**
 * For one row: the log probability of its category, and its derivatives by the upper and the lower bound of the
 * category.
 */
export interface RowTerms {
  log: number
  upper: number
  lower: number
  upperUpper: number
  lowerLower: number
  upperLower: number
}

/** Room for the terms of a row. */
export function rowTerms(): RowTerms {
  return { log: 0, upper: 0, lower: 0, upperUpper: 0, lowerLower: 0, upperLower: 0 }
}

/**
 * Fills the terms of log(F(upper) - F(lower)), F logistic; the bounds may be infinite, and lower < upper.
 * The difference is taken in the tail where it keeps its digits.
 */
export function fillRow(to: RowTerms, lower: number, upper: number): void {
  const fu = logistic(upper)
  const fl = logistic(lower)
  const p = lower > 0 ? logistic(-lower) - logistic(-upper) : fu - fl
  const safe = p > 1e-300 ? p : 1e-300
  const du = upper === Number.POSITIVE_INFINITY ? 0 : fu * logistic(-upper)
  const dl = lower === Number.NEGATIVE_INFINITY ? 0 : fl * logistic(-lower)
  to.log = Math.log(safe)
  to.upper = du / safe
  to.lower = -dl / safe
  to.upperUpper = (du * (1 - 2 * fu)) / safe - to.upper * to.upper
  to.lowerLower = -(dl * (1 - 2 * fl)) / safe - to.lower * to.lower
  to.upperLower = -to.upper * to.lower
}
