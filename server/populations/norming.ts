import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import { InputProblem } from '../../shared/input-problem.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import { itemOf } from '../../shared/study/items.ts'
import type { Study } from '../../shared/study/study.ts'
import { type AnsweredSession, answeredSession } from '../export/answered-session.ts'
import type { ReadSession } from '../export/session-reader.ts'
import { nothingUsable, rangeOfN } from './account.ts'
import type { Account, Imported } from './imported.ts'
import { Misfits } from './misfits.ts'
import type { NormingStages } from './norming-stages.ts'
import { Tally } from './weighted-tally.ts'

export type NormingOptions = {
  study: Study
  /** Hash of the study version whose sessions count. */
  hash: string
  from: NormingStages
  /** If fewer people of a place than this answered an item, the item is left out for that place. */
  smallest: number
}

/**
 * Turns the answers of a study's own people into a reference population: shares by place, unweighted. The place of a
 * person is the first one declared that the study knows. Each person counts once, with their first session. Items are
 * named by their reference code, or by `instrument/item` if they have none. Throws an InputProblem if nothing is left.
 */
export async function normingSample(sessions: AsyncIterable<ReadSession>, options: NormingOptions): Promise<Imported> {
  const sample = new Sample(options)
  for await (const read of sessions) sample.session(read)
  return sample.imported()
}

class Sample {
  readonly #options: NormingOptions
  readonly #tally = new Tally()
  readonly #sessions = { read: 0, used: 0, misfits: new Misfits() }
  readonly #answers = { read: 0, used: 0, misfits: new Misfits(), left: 0 }
  readonly #seen = new Set<string>()
  readonly #people = new Map<string, number>()
  readonly #kinds = new Map<SessionKind, number>()
  readonly #unreferenced = new Set<string>()
  #opened = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }

  constructor(options: NormingOptions) {
    this.#options = options
  }

  session(read: ReadSession): void {
    this.#sessions.read += 1
    const answered = answeredSession(read)
    const row = answered?.session ?? null
    const why = this.#whyNot(row) ?? this.#take(answered!, row!.place!)
    if (why !== null) {
      this.#sessions.misfits.add(why, null)
      return
    }
    const { kind, openedAt } = read.summary
    this.#sessions.used += 1
    this.#seen.add(row!.participant)
    this.#people.set(row!.place!, (this.#people.get(row!.place!) ?? 0) + 1)
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    this.#opened = { first: Math.min(this.#opened.first, openedAt), last: Math.max(this.#opened.last, openedAt) }
  }

  #whyNot(row: SessionRow | null): string | null {
    if (row === null) return 'what was written is erased, or the log has a gap'
    if (row.studyHash !== this.#options.hash) return 'the session is of another version of the study'
    if (row.status === 'withdrawn') return 'the person withdrew'
    if (this.#seen.has(row.participant)) return 'the person is in the sample already'
    if (row.place !== null) return null
    if (row.placesDeclared > 0) return 'no declared place is one that the study knows'
    return row.ownWords ? 'the place was declared in own words only' : 'no place was declared'
  }

  /** Takes the answers of one person, or says why there are none. */
  #take({ study, answers }: AnsweredSession, place: string): string | null {
    const { stages } = this.#options.from
    const answer = this.#tally.person([place], 1)
    const given = new Set<string>()
    for (const one of answers) {
      // Probes of the model belong to chats, so they belong to no survey; own words and places are no figures.
      if (!stages.includes(one.unit.stage) || one.outcome.kind === 'uncoded') continue
      const { reference } = itemOf(study, one.item)
      const item = reference ?? one.item
      this.#answers.read += 1
      if (one.outcome.kind !== 'classified') this.#answers.left += 1
      else if (given.has(item)) this.#answers.misfits.add('the person had answered the item before', null)
      else {
        given.add(item)
        answer(item, one.outcome.code)
        this.#answers.used += 1
        if (reference === undefined) this.#unreferenced.add(item)
      }
    }
    return given.size === 0 ? 'no item was answered there' : null
  }

  imported(): Imported {
    const { smallest, study } = this.#options
    const keep = (_: string, n: number) => n >= smallest
    const figures = () => this.#tally.figures({ weighted: false, keep })
    const [all, found] = [cells(this.#tally.figures({ weighted: false })), rangeOfN(figures())]
    const small = all.filter((n) => n < smallest)
    const lost = small.reduce((sum, n) => sum + n, 0)
    if (lost > 0) this.#answers.misfits.add(`fewer than ${smallest} people of the place answered the item`, null, lost)
    const account: Account = {
      rows: { ...this.#sessions, misfits: this.#sessions.misfits.list() },
      answers: {
        unit: 'answers',
        read: this.#answers.read,
        used: this.#answers.used - lost,
        misfits: this.#answers.misfits.list(),
        missing: this.#answers.left === 0 ? [] : [{ kind: 'left out by the person', count: this.#answers.left }],
      },
      ...found,
      notes: this.#notes(small.length),
    }
    if (account.items === 0) {
      const tooFew = lost > 0 ? ` With a smaller --min-n than ${smallest}, figures of fewer people are kept.` : ''
      throw new InputProblem(`${nothingUsable(`the study ${study.id}`, account, 'sessions')}${tooFew}`)
    }
    return { head: this.#head(account), figures, codebook: null, account }
  }

  #notes(small: number): string[] {
    const { from, smallest } = this.#options
    const unreal = this.#unreal()
    return [
      `Taken: ${from.rule}, to the question for "${from.target}".`,
      ...(small === 0
        ? []
        : [`${small} figures were left out, since fewer than ${smallest} people stand behind each.`]),
      ...(unreal === '' ? [] : [`It holds ${unreal} sessions: they say nothing about real people.`]),
      ...(this.#unreferenced.size === 0
        ? []
        : [
            `These items have no reference code, so write the name here as the "reference" of the item: ${[...this.#unreferenced].sort().join(', ')}.`,
          ]),
    ]
  }

  /** Sessions that are not live, in capitals; empty when all are. */
  #unreal(): string {
    const kinds = [...this.#kinds].filter(([kind]) => kind !== 'live').sort()
    return kinds.map(([kind, n]) => `${n} ${kind.toUpperCase()}`).join(' and ')
  }

  #head({ countries }: Account): Imported['head'] {
    const { study, hash, from } = this.#options
    const { first, last } = this.#opened
    const [begin, end] = [first, last].map((at) => new Date(at).toISOString().slice(0, 10))
    const people = countries.map((country) => [country, this.#people.get(country)!] as const)
    const count = people.reduce((sum, [, n]) => sum + n, 0)
    const unreal = this.#unreal()
    return {
      title: `Norming sample of ${study.title}, ${count} people${unreal === '' ? '' : ` (${unreal})`}`,
      source: `The study "${study.id}" itself`,
      wave: begin === end ? begin! : `${begin} to ${end}`,
      mode: 'same wording and mode as the study',
      weighted: false,
      n: Object.fromEntries(people),
      caution:
        `${unreal === '' ? '' : `Holds ${unreal} sessions, which say nothing about real people. `}A sample of those who took part, unweighted: it does not represent a whole country. ` +
        'If the same people are in the analysis, they are in part compared with themselves.',
      provenance: `From version ${hash} of the study: ${from.rule}; to the question for "${from.target}".`,
      kind: 'distributions',
    }
  }
}

/** The n of each cell. */
function cells(figures: ReturnType<Tally['figures']>): number[] {
  const found = new Map<string, number>()
  for (const { country, item, n } of figures) found.set(`${country} ${item}`, n ?? 0)
  return [...found.values()]
}
