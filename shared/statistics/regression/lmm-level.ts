/** What one level of the first factor needs at some parameters; p x p matrices, column by column. */
export interface LevelBlock {
  /** Cholesky factor of M = Λ'BΛ + I. */
  readonly factor: Float64Array
  /** M^-1 Λ'. */
  readonly solved: Float64Array
  /** Λ M^-1 Λ'. */
  readonly middle: Float64Array
  logDeterminant: number
}

/** Room for a block of p coefficients. */
export function levelBlock(p: number): LevelBlock {
  return {
    factor: new Float64Array(p * p),
    solved: new Float64Array(p * p),
    middle: new Float64Array(p * p),
    logDeterminant: 0,
  }
}

/**
 * Computes the block of a level whose own products B start at `from`, with the relative covariance factor
 * `lambda` (lower triangular). The log determinant is NaN where M is not positive definite.
 */
export function computeLevel(own: Float64Array, from: number, p: number, lambda: Float64Array, to: LevelBlock): void {
  const { factor, solved, middle } = to
  to.logDeterminant = 0
  for (let b = 0; b < p; b++) {
    for (let a = b; a < p; a++) {
      let sum = a === b ? 1 : 0
      for (let c = b; c < p; c++) {
        const right = lambda[c + b * p]!
        if (right === 0) continue
        for (let r = a; r < p; r++) sum += lambda[r + a * p]! * own[from + c * p + r]! * right
      }
      for (let c = 0; c < b; c++) sum -= factor[a + c * p]! * factor[b + c * p]!
      factor[a + b * p] = a === b ? Math.sqrt(sum) : sum / factor[b + b * p]!
    }
    to.logDeterminant += 2 * Math.log(factor[b + b * p]!)
  }
  for (let r = 0; r < p; r++) {
    for (let a = 0; a < p; a++) solved[a + r * p] = r >= a ? lambda[r + a * p]! : 0
    solveLevel(factor, p, solved, r * p)
  }
  for (let s = 0; s < p; s++) {
    for (let r = 0; r < p; r++) {
      let sum = 0
      for (let a = 0; a <= r; a++) sum += lambda[r + a * p]! * solved[a + s * p]!
      middle[r + s * p] = sum
    }
  }
}

/** Solves M x = v in place, for p values from `at` on. */
export function solveLevel(factor: Float64Array, p: number, v: Float64Array, at: number): void {
  for (let a = 0; a < p; a++) {
    let sum = v[at + a]!
    for (let b = 0; b < a; b++) sum -= factor[a + b * p]! * v[at + b]!
    v[at + a] = sum / factor[a + a * p]!
  }
  for (let a = p - 1; a >= 0; a--) {
    let sum = v[at + a]!
    for (let b = a + 1; b < p; b++) sum -= factor[b + a * p]! * v[at + b]!
    v[at + a] = sum / factor[a + a * p]!
  }
}
