import { column, dot, type Matrix, multiply, multiplyVector, transpose, zeros } from '../algebra/matrix.ts'
import { applyTransposedQ, inverseR, type Qr, solveR, thinQ } from '../algebra/qr.ts'
import { type Design, factorise } from './design.ts'
import { ModelProblem } from './model-problem.ts'

/** Which covariance of the estimates to use. A cluster is an integer code from 0 to `count` - 1 for each row. */
export type StandardErrors =
  | { readonly kind: 'classical' | 'hc2' | 'hc3' }
  | { readonly kind: 'cluster'; readonly codes: Int32Array; readonly count: number }

/** A least-squares fit. `covariance` is of the kind asked for; `df` are the degrees of freedom of its t tests. */
export interface OlsFit {
  readonly coefficients: Float64Array
  readonly covariance: Matrix
  readonly df: number
  readonly residuals: Float64Array
  readonly leverage: Float64Array
  readonly residualSumOfSquares: number
  /** Standard deviation of the residuals, on n - k degrees of freedom. */
  readonly sigma: number
  readonly rSquared: number
  readonly logLik: number
}

/** A row whose leverage is closer to 1 than this determines its own fitted value alone. */
const FULL_LEVERAGE = 1 - 1e-10

/**
 * Ordinary least squares by Householder QR.
 * - classical: s^2 (X'X)^-1, n - k degrees of freedom.
 * - HC2, HC3: squared residuals over (1 - h) and (1 - h)^2 (MacKinnon and White 1985), n - k degrees of freedom.
 * - cluster: CR1, scores summed within clusters, times G/(G-1) (n-1)/(n-k), with G - 1 degrees of freedom
 *   (Liang and Zeger 1986; Cameron and Miller 2015). It is too small with few clusters, below about 40.
 * Throws `ModelProblem`: a singular design, no degree of freedom left, one cluster, or HC2 and HC3 where a row has leverage 1.
 */
export function fitOls(design: Design, y: Float64Array, errors: StandardErrors = { kind: 'classical' }): OlsFit {
  const n = y.length
  const k = design.names.length
  if (n <= k) {
    throw new ModelProblem(
      'too-few-rows',
      `${n} rows with all values cannot estimate ${k} coefficients and an error. Add rows or leave terms out.`,
    )
  }
  const f = factorise(design)
  // Digits that hardly vary are subtracted first. With an intercept, this changes nothing but rounding.
  const intercept = design.names.indexOf('(Intercept)')
  const shift = intercept >= 0 ? y[0]! : 0
  const shifted = y.map((value) => value - shift)
  const coefficients = leastSquares(f, shifted)
  const residuals = refine(design.x, f, shifted, coefficients)
  const residualSumOfSquares = dot(residuals, residuals)
  const mean = intercept >= 0 ? shifted.reduce((sum, value) => sum + value, 0) / n : 0
  const total = shifted.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const q = thinQ(f)
  const leverage = leverageOf(q)
  const df = errors.kind === 'cluster' ? errors.count - 1 : n - k
  const covariance = covarianceOf(design, f, q, residuals, leverage, errors)
  if (intercept >= 0) coefficients[intercept]! += shift
  return {
    coefficients,
    covariance,
    df,
    residuals,
    leverage,
    residualSumOfSquares,
    sigma: Math.sqrt(residualSumOfSquares / (n - k)),
    rSquared: total > 0 ? Math.max(0, 1 - residualSumOfSquares / total) : 0,
    logLik: (-n / 2) * (Math.log((2 * Math.PI * Math.max(residualSumOfSquares, Number.MIN_VALUE)) / n) + 1),
  }
}

/**
 * The meat of a sandwich estimator: the sum of the outer products of the scores, summed within clusters first
 * where there are any. `rows` has a score a row (n x k).
 */
export function meat(rows: Matrix, clusters: { readonly codes: Int32Array; readonly count: number } | null): Matrix {
  const scores = clusters ? zeros(clusters.count, rows.cols) : rows
  if (clusters) {
    for (let j = 0; j < rows.cols; j++) {
      const target = column(scores, j)
      const source = column(rows, j)
      for (let i = 0; i < rows.rows; i++) target[clusters.codes[i]!]! += source[i]!
    }
  }
  return multiply(transpose(scores), scores)
}

/** Throws `ModelProblem` unless there are at least two clusters. */
export function requireClusters(count: number): void {
  if (count >= 2) return
  throw new ModelProblem(
    'too-few-groups',
    `Cluster-robust errors need at least two clusters; the rows used have ${count}. Use another column or --se hc2.`,
  )
}

/** Least-squares coefficients in the order of the columns, from a full-rank factorisation. */
function leastSquares(f: Qr, y: Float64Array): Float64Array {
  return solveR(f, applyTransposedQ(f, y))
}

/** Residuals after one step of iterative refinement, which also corrects the coefficients in place. */
function refine(x: Matrix, f: Qr, y: Float64Array, coefficients: Float64Array): Float64Array {
  const first = subtract(y, multiplyVector(x, coefficients))
  const step = leastSquares(f, first)
  for (let j = 0; j < step.length; j++) coefficients[j]! += step[j]!
  return subtract(first, multiplyVector(x, step))
}

/** The covariance of the estimates. `scores` comes in as the basis Q of the design and is overwritten. */
function covarianceOf(
  design: Design,
  f: Qr,
  scores: Matrix,
  residuals: Float64Array,
  leverage: Float64Array,
  errors: StandardErrors,
): Matrix {
  const n = residuals.length
  const k = f.rank
  const inverse = inverseR(f)
  // Scores in the coordinates of Q: (X'X)^-1 X' e e' X (X'X)^-1 = R^-1 (Q' e e' Q) R^-T.
  const scaleRows = (factor: (i: number) => number): void => {
    for (let j = 0; j < k; j++) {
      const target = column(scores, j)
      for (let i = 0; i < n; i++) target[i]! *= factor(i)
    }
  }
  let middle: Matrix
  if (errors.kind === 'classical') {
    middle = zeros(k, k)
    for (let j = 0; j < k; j++) middle.values[j + j * k] = dot(residuals, residuals) / (n - k)
  } else if (errors.kind === 'cluster') {
    requireClusters(errors.count)
    scaleRows((i) => residuals[i]!)
    middle = meat(scores, errors)
    const correction = (errors.count / (errors.count - 1)) * ((n - 1) / (n - k))
    middle.values.forEach((value, place) => {
      middle.values[place] = value * correction
    })
  } else {
    const alone = leverage.findIndex((h) => h > FULL_LEVERAGE)
    if (alone >= 0) {
      throw new ModelProblem(
        'leverage',
        `${errors.kind.toUpperCase()} errors do not exist here: row ${alone + 1} of those used alone decides a coefficient (${decidedBy(design, alone)}). Merge that level with another, or use classical errors.`,
      )
    }
    const power = errors.kind === 'hc2' ? 0.5 : 1
    scaleRows((i) => residuals[i]! / (1 - leverage[i]!) ** power)
    middle = meat(scores, null)
  }
  return multiply(inverse, multiply(middle, transpose(inverse)))
}

/** The columns that are not 0 in one row only. */
function decidedBy(design: Design, row: number): string {
  const names = design.names.filter((_, j) => {
    const values = column(design.x, j)
    return values[row] !== 0 && values.every((value, i) => i === row || value === 0)
  })
  return names.length > 0 ? names.join(', ') : 'by its values'
}

function leverageOf(q: Matrix): Float64Array {
  const result = new Float64Array(q.rows)
  for (let j = 0; j < q.cols; j++) {
    const source = column(q, j)
    for (let i = 0; i < q.rows; i++) result[i]! += source[i]! ** 2
  }
  return result
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!)
}
