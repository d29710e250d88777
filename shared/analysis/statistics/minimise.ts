/** Where a search ended. `expected` is the decrease that one more step would promise; `steps` counts its iterations. */
export interface Minimum {
  readonly at: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly expected: number
  readonly steps: number
  readonly converged: boolean
}

const MOST_STEPS = 200

/**
 * Minimises a smooth function of a few parameters by BFGS with central differences, without bounds.
 * Parameters should be of order 1. Points where `f` is not finite are stepped back from.
 * It has converged when a further Newton step promises less than `tolerance` in `f`.
 * Source: Nocedal and Wright, Numerical Optimization, chapter 6.
 */
export function minimise(f: (x: Float64Array) => number, start: Float64Array, tolerance = 1e-11): Minimum {
  const k = start.length
  let x = Float64Array.from(start)
  let value = f(x)
  let slope = differences(f, x, value, 1e-3)
  const inverse = slope.curvature.map((c) => 1 / Math.max(Math.abs(c), 1e-2))
  let h = diagonal(inverse)
  let fresh = true
  for (let steps = 0; ; steps++) {
    const g = slope.gradient
    const direction = times(h, g, k).map((d) => -d)
    const promised = -inner(direction, g) / 2
    if (promised < tolerance && promised >= 0) {
      return { at: x, value, gradient: g, expected: promised, steps, converged: true }
    }
    const found = promised > 0 ? search(f, x, value, direction, -2 * promised) : null
    if (!found || steps >= MOST_STEPS) {
      if (!fresh && steps < MOST_STEPS) {
        // The curvature learnt so far misleads: start again from what the differences say here.
        slope = differences(f, x, value, 1e-3)
        h = diagonal(slope.curvature.map((c) => 1 / Math.max(Math.abs(c), 1e-2)))
        fresh = true
        continue
      }
      return { at: x, value, gradient: g, expected: promised, steps, converged: Math.abs(promised) < 1e-5 }
    }
    const next = differences(f, found.x, found.value, 1e-4)
    h = updated(h, k, found.x, x, next.gradient, g)
    fresh = false
    x = found.x
    value = found.value
    slope = next
  }
}

/** Central differences: the gradient, and the curvature along each axis. */
function differences(
  f: (x: Float64Array) => number,
  x: Float64Array,
  value: number,
  step: number,
): { gradient: Float64Array; curvature: Float64Array } {
  const gradient = new Float64Array(x.length)
  const curvature = new Float64Array(x.length)
  const moved = Float64Array.from(x)
  for (let i = 0; i < x.length; i++) {
    const size = step * Math.max(1, Math.abs(x[i]!))
    moved[i] = x[i]! + size
    const up = f(moved)
    moved[i] = x[i]! - size
    const down = f(moved)
    moved[i] = x[i]!
    gradient[i] = (up - down) / (2 * size)
    curvature[i] = (up - 2 * value + down) / (size * size)
  }
  return { gradient, curvature }
}

/** A step along a direction that lowers `f` enough (Armijo), by halving or by the parabola through what is known. */
function search(
  f: (x: Float64Array) => number,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): { x: Float64Array; value: number } | null {
  const longest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0)
  let length = longest > 2 ? 2 / longest : 1
  for (let attempt = 0; attempt < 40; attempt++) {
    const moved = x.map((old, i) => old + length * direction[i]!)
    const there = f(moved)
    if (there <= value + 1e-4 * length * slope) return { x: moved, value: there }
    const parabola = Number.isFinite(there) ? (-slope * length * length) / (2 * (there - value - slope * length)) : 0
    length = Math.min(Math.max(parabola, length * 0.1), length * 0.5)
  }
  return null
}

/** The BFGS update of an inverse Hessian; unchanged where the function curves down along the step. */
function updated(
  h: Float64Array,
  k: number,
  x: Float64Array,
  oldX: Float64Array,
  g: Float64Array,
  oldG: Float64Array,
): Float64Array {
  const s = x.map((value, i) => value - oldX[i]!)
  const y = g.map((value, i) => value - oldG[i]!)
  const sy = inner(s, y)
  if (!(sy > 1e-12 * Math.sqrt(inner(s, s) * inner(y, y)))) return h
  const hy = times(h, y, k)
  const factor = (1 + inner(y, hy) / sy) / sy
  return h.map((value, place) => {
    const i = place % k
    const j = Math.floor(place / k)
    return value + factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy
  })
}

function diagonal(values: Float64Array): Float64Array<ArrayBuffer> {
  const k = values.length
  const result = new Float64Array(k * k)
  for (let i = 0; i < k; i++) result[i * k + i] = values[i]!
  return result
}

function times(h: Float64Array, v: Float64Array, k: number): Float64Array {
  const result = new Float64Array(k)
  for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) result[i]! += h[j * k + i]! * v[j]!
  return result
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
