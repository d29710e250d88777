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

/** A function to minimise; without a gradient, central differences stand in for it. */
export interface Target {
  readonly value: (x: Float64Array) => number
  readonly gradient?: (x: Float64Array) => Float64Array
}

/**
 * Minimises a smooth function of a few parameters by BFGS, without bounds. Parameters should be of order 1.
 * Points where the value is not finite are stepped back from. It has converged when a further Newton step promises
 * less than `tolerance`, or than rounding can show, in the value.
 * Source: Nocedal and Wright, Numerical Optimization, chapter 6.
 */
export function minimise(target: Target, start: Float64Array, tolerance = 1e-11): Minimum {
  const k = start.length
  let x: Float64Array = Float64Array.from(start)
  let value = target.value(x)
  let gradient = gradientAt(target, x)
  let h = inverseCurvature(target, x)
  let fresh = true
  for (let steps = 0; ; steps++) {
    const direction = times(h, gradient, k).map((d) => -d)
    const promised = -inner(direction, gradient) / 2
    if (promised >= 0 && promised < Math.max(tolerance, 1e-14 * Math.abs(value))) {
      return { at: x, value, gradient, expected: promised, steps, converged: true }
    }
    const found = promised > 0 && steps < MOST_STEPS ? search(target.value, x, value, direction, -2 * promised) : null
    if (!found) {
      if (fresh || steps >= MOST_STEPS) {
        return { at: x, value, gradient, expected: promised, steps, converged: Math.abs(promised) < 1e-5 }
      }
      // What was learnt so far about the curvature misleads here. It is estimated anew.
      h = inverseCurvature(target, x)
      fresh = true
      continue
    }
    const next = gradientAt(target, found.x)
    h = updated(h, k, found.x, x, next, gradient)
    fresh = false
    x = found.x
    value = found.value
    gradient = next
  }
}

function gradientAt(target: Target, x: Float64Array): Float64Array {
  if (target.gradient) return target.gradient(x)
  return alongAxes(x, 1e-4, (up, down, size) => (target.value(up) - target.value(down)) / (2 * size))
}

/** A diagonal inverse Hessian to start from: what the function or its gradient shows along each axis. */
function inverseCurvature(target: Target, x: Float64Array): Float64Array {
  const here = target.value(x)
  const { gradient } = target
  const curvature = gradient
    ? alongAxes(x, 1e-3, (up, down, size, axis) => (gradient(up)[axis]! - gradient(down)[axis]!) / (2 * size))
    : alongAxes(x, 1e-2, (up, down, size) => (target.value(up) - 2 * here + target.value(down)) / (size * size))
  const known = curvature.map((c) => (Number.isFinite(c) ? Math.max(Math.abs(c), 1e-2) : 1))
  return diagonal(known.map((c) => 1 / c))
}

/** One number for each axis, from the points a little up and down along it. */
function alongAxes(
  x: Float64Array,
  step: number,
  of: (up: Float64Array, down: Float64Array, size: number, axis: number) => number,
): Float64Array {
  return x.map((value, axis) => {
    const size = step * Math.max(1, Math.abs(value))
    const up = Float64Array.from(x)
    const down = Float64Array.from(x)
    up[axis] = value + size
    down[axis] = value - size
    return of(up, down, size, axis)
  })
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

function diagonal(values: Float64Array): Float64Array {
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
