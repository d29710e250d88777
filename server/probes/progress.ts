import type { AdaptiveLimit } from './adaptive-limit.ts'
import type { Tally } from './run-tally.ts'

/** What is watched of one model's run while it goes on. */
export type Watched = { tally: Tally; limit: AdaptiveLimit; priced: boolean }

/** The rate is that of the last so many milliseconds. */
const LOOK_BACK_MS = 30_000

/** Says in one line how far a command is, over all its models. */
export class Progress {
  readonly #runs: readonly Watched[]
  #seen: { at: number; done: number }[]

  /** `now` in milliseconds, of any clock that does not jump. */
  constructor(runs: readonly Watched[], now: number) {
    this.#runs = runs
    this.#seen = [{ at: now, done: 0 }]
  }

  line(now: number): string {
    const sum = (of: (tally: Tally) => number) => this.#runs.reduce((all, { tally }) => all + of(tally), 0)
    const [done, toAsk, failed] = [sum((one) => one.done), sum((one) => one.toAsk), sum((one) => one.failed)]
    const rate = this.#rate(now, done)
    const limits = this.#runs.map(({ limit }) => `${limit.underWay}/${limit.limit}`).join(' + ')
    const tokens = sum((one) => one.promptTokens + one.completionTokens)
    const cost = this.#runs.some(({ priced }) => priced) ? `, USD ${sum((one) => one.cost).toFixed(2)}` : ''
    const about = sum((one) => one.estimated) > 0 ? 'about ' : ''
    return [
      `${done} of ${toAsk} answered`,
      `${rate.toFixed(1)} a second`,
      `${limits} calls under way`,
      `${sum((one) => one.retries)} tried again`,
      ...(failed > 0 ? [`${failed} without a reply`] : []),
      `${about}${Math.round(tokens)} tokens${cost}`,
      ...(rate > 0 && done < toAsk ? [`${timeOf((toAsk - done) / rate)} left`] : []),
    ].join(', ')
  }

  #rate(now: number, done: number): number {
    this.#seen.push({ at: now, done })
    while (this.#seen.length > 2 && now - this.#seen[1]!.at >= LOOK_BACK_MS) this.#seen.shift()
    const from = this.#seen[0]!
    return now > from.at ? ((done - from.done) * 1000) / (now - from.at) : 0
  }
}

/** Seconds as people say them: "40 s", "12 min", "3 h 20 min". */
export function timeOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
