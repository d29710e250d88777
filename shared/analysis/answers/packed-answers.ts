import { outcomeKinds } from '../../instrument/outcome.ts'
import type { SessionAnswerRow } from './session-answers.ts'

/** Integers in blocks, so that a list of millions grows without being copied. */
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
 * Answers of sessions, stored as integers. Each takes 20 bytes, besides the list of those who answered, so that a
 * million answers fit where objects would not. Iterating returns the answers one at a time, in the order in which they
 * were added.
 */
export class PackedAnswers implements Iterable<SessionAnswerRow> {
  /** Who answered: a few for each session. */
  readonly #units: SessionAnswerRow['unit'][] = []
  readonly #unitPlaces = new Map<string, number>()
  /** What was asked: the few different combinations that a study has. */
  readonly #asked: Omit<SessionAnswerRow, 'unit' | 'repeat' | 'outcome'>[] = []
  readonly #askedPlaces = new Map<string, number>()
  readonly #columns = {
    unit: new Integers(),
    asked: new Integers(),
    repeat: new Integers(),
    outcome: new Integers(),
    code: new Integers(),
  }
  #length = 0

  get length(): number {
    return this.#length
  }

  add({ unit, repeat, outcome, ...asked }: SessionAnswerRow): void {
    const columns = this.#columns
    columns.unit.push(placed(this.#unitPlaces, keyOf(unit), () => this.#units.push(unit)))
    columns.asked.push(placed(this.#askedPlaces, keyOf(asked), () => this.#asked.push(asked)))
    columns.repeat.push(repeat)
    columns.outcome.push(KINDS.indexOf(outcome.kind))
    columns.code.push(outcome.kind === 'classified' ? outcome.code : 0)
    this.#length += 1
  }

  *[Symbol.iterator](): Generator<SessionAnswerRow> {
    const { unit, asked, repeat, outcome, code } = this.#columns
    for (let at = 0; at < this.#length; at += 1) {
      const kind = KINDS[outcome.at(at)]!
      yield {
        ...this.#asked[asked.at(at)]!,
        unit: this.#units[unit.at(at)]!,
        repeat: repeat.at(at),
        outcome: kind === 'classified' ? { kind, code: code.at(at) } : { kind },
      }
    }
  }
}

const KINDS: readonly SessionAnswerRow['outcome']['kind'][] = [...outcomeKinds, 'uncoded']

function keyOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.values(fields).join('\u0000')
}

function placed(places: Map<string, number>, key: string, push: () => number): number {
  const known = places.get(key)
  if (known !== undefined) return known
  const place = push() - 1
  places.set(key, place)
  return place
}
