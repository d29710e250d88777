/** How many products are gathered before they are taken off together: a column then stays in the nearest cache. */
const TOGETHER = 16
/** A vector with at least this share of the columns is treated as if it had all of them. */
const DENSE = 0.5

/** Products x y' waiting to be taken from the lower triangle of a square matrix. */
export class RankOneBatch {
  private readonly target: Float64Array
  private readonly size: number
  private readonly xs: Float64Array[]
  private readonly ys: Float64Array[]
  private count = 0

  constructor(target: Float64Array, size: number) {
    this.target = target
    this.size = size
    this.xs = Array.from({ length: TOGETHER }, () => new Float64Array(size))
    this.ys = Array.from({ length: TOGETHER }, () => new Float64Array(size))
  }

  /** Takes off x y', given at `count` rising columns. A sparse product is taken at once, a dense one with others. */
  subtract(columns: Int32Array, count: number, x: Float64Array, y: Float64Array): void {
    if (count < this.size * DENSE) {
      this.subtractSparse(columns, count, x, y)
      return
    }
    const toX = this.xs[this.count]!
    const toY = this.ys[this.count]!
    if (count < this.size) {
      toX.fill(0)
      toY.fill(0)
    }
    for (let i = 0; i < count; i++) {
      toX[columns[i]!] = x[i]!
      toY[columns[i]!] = y[i]!
    }
    this.count += 1
    if (this.count === TOGETHER) this.flush()
  }

  /** Takes off what is waiting. To be called once at the end. */
  flush(): void {
    for (let k = this.count; k % 4 !== 0; k++) {
      this.xs[k]!.fill(0)
      this.ys[k]!.fill(0)
    }
    const { target: t, size, xs, ys } = this
    for (let j = 0; j < size; j++) {
      const base = j * size
      for (let k = 0; k < this.count; k += 4) {
        const [x0, x1, x2, x3] = [xs[k]!, xs[k + 1]!, xs[k + 2]!, xs[k + 3]!]
        const [y0, y1, y2, y3] = [ys[k]![j]!, ys[k + 1]![j]!, ys[k + 2]![j]!, ys[k + 3]![j]!]
        for (let i = j; i < size; i++) t[base + i]! -= y0 * x0[i]! + y1 * x1[i]! + y2 * x2[i]! + y3 * x3[i]!
      }
    }
    this.count = 0
  }

  private subtractSparse(columns: Int32Array, count: number, x: Float64Array, y: Float64Array): void {
    const { target: t, size } = this
    for (let j = 0; j < count; j++) {
      const factor = y[j]!
      if (factor === 0) continue
      const base = columns[j]! * size
      for (let i = j; i < count; i++) t[base + columns[i]!]! -= factor * x[i]!
    }
  }
}
