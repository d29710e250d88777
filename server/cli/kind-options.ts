import type { SessionKind } from '../../shared/session/events.ts'
import {
  type KindChoice,
  type KindCounts,
  type KindOption,
  type KindWords,
  readKinds,
  type Spelling,
  takenKinds,
} from '../export/included-kinds.ts'
import { CallProblem } from './call.ts'

/**
 * The options of every verb that takes sessions. Each may be given several times, so that no value replaces another in
 * silence.
 */
export const kindOptions = {
  only: { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  'pool-kinds': { type: 'string', multiple: true },
} as const satisfies Record<KindOption, unknown>

/** For the usage line of such a verb. */
export const KIND_USAGE = '[--only KIND | --include KINDS | --pool-kinds KINDS]'

/** Their lines in the help of a verb whose options are indented by `width`. */
export function kindHelp(width: number): string {
  const line = (name: string, words: string) => `  ${name.padEnd(width)}${words}`
  return [
    line(
      '--only',
      'sessions of one kind alone: live (people who take part; so it is without these options), simulated',
    ),
    line('', 'or preview'),
    line('--include', 'simulated or preview sessions, in a study that has no live ones; refused if it has any'),
    line('--pool-kinds', 'these kinds and live ones together, as in live,simulated: then no number is of people alone'),
  ].join('\n')
}

/**
 * Which kinds the call wants. Throws a CallProblem for words that are no kind and for combinations that make no sense.
 */
export function kindsWanted(values: KindWords): KindChoice {
  const read = readKinds(values, spelling)
  if (!read.ok) throw new CallProblem(read.message)
  return read.choice
}

/**
 * The kinds to take of those that exist. Throws a CallProblem when people and others would be pooled though nobody
 * asked for it.
 */
export function kindsTaken(choice: KindChoice, counts: KindCounts, what: string): SessionKind[] {
  const taken = takenKinds(choice, counts, { what, spelling })
  if (!taken.ok) throw new CallProblem(taken.message)
  return taken.kinds
}

const spelling: Spelling = (option, words) => `--${option}${words === undefined ? '' : ` ${words}`}`
