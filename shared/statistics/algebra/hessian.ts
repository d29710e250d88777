import { type Matrix, zeros } from './matrix.ts'

/**
 * Second derivatives of a function by central differences at two steps, combined so that errors of order h^4 remain.
 * For functions that are exact to about 1e-10 and parameters of order 1. Costs about 4 k^2 evaluations.
 */
export function hessian(f: (x: Float64Array) => number, x: Float64Array, step = 4e-3): Matrix {
  const k = x.length
  const here = f(x)
  const moved = (i: number, a: number, j: number, b: number): number => {
    const there = Float64Array.from(x)
    there[i]! += a * step * Math.max(1, Math.abs(x[i]!))
    there[j]! += b * step * Math.max(1, Math.abs(x[j]!))
    return f(there)
  }
  const second = (i: number, j: number, times: number): number => {
    const size = (times * step) ** 2 * Math.max(1, Math.abs(x[i]!)) * Math.max(1, Math.abs(x[j]!))
    if (i === j) return (moved(i, times, i, 0) - 2 * here + moved(i, -times, i, 0)) / size
    const same = moved(i, times, j, times) + moved(i, -times, j, -times)
    const opposite = moved(i, times, j, -times) + moved(i, -times, j, times)
    return (same - opposite) / (4 * size)
  }
  const result = zeros(k, k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (4 * second(i, j, 1) - second(i, j, 2)) / 3
      result.values[i + j * k] = value
      result.values[j + i * k] = value
    }
  }
  return result
}
