/** A linear scale from values to per cent of a strip's width, with round ticks. */
export type Scale = {
  readonly at: (value: number) => string
  readonly ticks: readonly number[]
  readonly digits: number
}

/** A scale that holds all of `values`, and `always` too. */
export function scaleOf(values: readonly number[], always: readonly number[] = []): Scale {
  const all = [...values, ...always]
  const low = Math.min(...all)
  const high = Math.max(...all)
  const span = high - low > 0 ? high - low : 1
  // About four steps. With more, the labels would touch each other on a phone.
  const rough = span / 3.5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  const [from, to] = [first * step, Math.max(last, first + 1) * step]
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step)
  return { ...fixedScale(from, to), ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) }
}

/** A scale between two ends, in five equal steps. Values outside are drawn at the nearer end. */
export function fixedScale(from: number, to: number): Scale {
  const at = (value: number): string => {
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)))
    // A margin of three per cent on each side keeps dots and labels at the ends complete.
    return `${(3 + 94 * share).toFixed(2)}%`
  }
  return { at, ticks: [0, 1, 2, 3, 4, 5].map((fifth) => from + ((to - from) * fifth) / 5), digits: 1 }
}
