import { type Outcome, outcomeKinds } from '../../instrument/outcome.ts'
import type { Observation } from './observation.ts'

/** Integers in blocks, so that millions grow without being copied. */
class Integers {
  readonly #blocks: Int32Array[] = []
  #length = 0

  push(value: number): void {
    const at = this.#length % BLOCK
    if (at === 0) this.#blocks.push(new Int32Array(BLOCK))
    this.#blocks[this.#blocks.length - 1]![at] = value
    this.#length += 1
  }

  at(place: number): number {
    return this.#blocks[Math.floor(place / BLOCK)]![place % BLOCK]!
  }
}

const BLOCK = 65_536

/**
 * Observations kept as integers, 20 bytes each beside their sessions' ids, so that a million of them fit where objects would
 * not. Iterating gives them back one at a time, in the order in which they were added.
 */
export class PackedObservations implements Iterable<Observation> {
  readonly #sessions: string[] = []
  readonly #sessionPlaces = new Map<string, number>()
  /** What was asked: the few combinations that a study has. */
  readonly #asked: Omit<Observation, 'session' | 'repeat' | 'outcome'>[] = []
  readonly #askedPlaces = new Map<string, number>()
  readonly #columns = {
    session: new Integers(),
    asked: new Integers(),
    repeat: new Integers(),
    outcome: new Integers(),
    code: new Integers(),
  }
  #length = 0

  get length(): number {
    return this.#length
  }

  add({ session, repeat, outcome, ...asked }: Observation): void {
    const columns = this.#columns
    columns.session.push(placed(this.#sessionPlaces, session, () => this.#sessions.push(session)))
    columns.asked.push(placed(this.#askedPlaces, Object.values(asked).join('\u0000'), () => this.#asked.push(asked)))
    columns.repeat.push(repeat)
    columns.outcome.push(outcomeKinds.indexOf(outcome.kind))
    columns.code.push(outcome.kind === 'classified' ? outcome.code : 0)
    this.#length += 1
  }

  *[Symbol.iterator](): Generator<Observation> {
    const { session, asked, repeat, outcome, code } = this.#columns
    for (let at = 0; at < this.#length; at += 1) {
      const kind = outcomeKinds[outcome.at(at)]!
      const ended: Outcome = kind === 'classified' ? { kind, code: code.at(at) } : { kind }
      yield {
        ...this.#asked[asked.at(at)]!,
        session: this.#sessions[session.at(at)]!,
        repeat: repeat.at(at),
        outcome: ended,
      }
    }
  }
}

function placed(places: Map<string, number>, key: string, push: () => number): number {
  const known = places.get(key)
  if (known !== undefined) return known
  const place = push() - 1
  places.set(key, place)
  return place
}
