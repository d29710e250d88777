import { SessionKind } from '../../shared/session/events.ts'

/**
 * The options by which a call or a request says which kinds of session it wants: words joined by commas, given once or
 * several times.
 */
export const KIND_OPTIONS = ['only', 'include', 'pool-kinds'] as const
export type KindOption = (typeof KIND_OPTIONS)[number]
export type KindWords = Partial<Record<KindOption, string | readonly string[] | undefined>>

/** Which kinds are wanted. `alone` comes from `include`; it holds only if there are no live sessions. */
export type KindChoice =
  | { how: 'only'; kinds: readonly [SessionKind] }
  | { how: 'alone'; kinds: readonly SessionKind[] }
  | { how: 'pooled'; kinds: readonly SessionKind[] }

/** How an option is written where the words come from: `--only simulated` of a call, `only=simulated` of a request. */
export type Spelling = (option: KindOption, words?: string) => string

/** Sessions by kind, of a study or of a version of it. */
export type KindCounts = Partial<Record<SessionKind, number>>

type Read<Value> = ({ ok: true } & Value) | { ok: false; message: string }

/**
 * Reads which kinds of session are wanted; without a word, live ones. Words that are no kind, and options that
 * contradict each other, are refused with a sentence. Otherwise something else would be taken than was meant.
 */
export function readKinds(given: KindWords, spelling: Spelling): Read<{ choice: KindChoice }> {
  const only = wordsOf(given.only)
  const include = wordsOf(given.include)
  const pool = wordsOf(given['pool-kinds'])
  if (only !== null) {
    if (include !== null || pool !== null)
      return no(
        `${spelling('only')} takes one kind of session alone; leave out ${spelling(include === null ? 'pool-kinds' : 'include')}, or ${spelling('only')}.`,
      )
    const [kind, ...more] = only
    if (kind === undefined || more.length > 0 || !isKind(kind))
      return no(`${spelling('only')} takes one of ${SessionKind.options.join(', ')}; it was "${clipped(only)}".`)
    return { ok: true, choice: { how: 'only', kinds: [kind] } }
  }
  for (const words of [include, pool]) {
    const wrong = words?.find((word) => !isKind(word) || (words === include && word === 'live'))
    if (wrong !== undefined)
      return no(
        words === include
          ? `${spelling('include')} takes simulated and preview, joined by a comma; "${clipped([wrong])}" is neither.`
          : `${spelling('pool-kinds')} takes ${SessionKind.options.join(', ')}, joined by commas; "${clipped([wrong])}" is none of them.`,
      )
  }
  if (pool === null)
    return include === null || include.length === 0
      ? { ok: true, choice: { how: 'only', kinds: ['live'] } }
      : { ok: true, choice: { how: 'alone', kinds: inOrder(include) } }
  const kinds = inOrder(['live', ...pool])
  if (kinds.length < 2)
    return no(
      `${spelling('pool-kinds')} names the kinds to be taken together with live sessions, as in ${spelling('pool-kinds', 'live,simulated')}; it was "${clipped(pool)}".`,
    )
  const unnamed = include?.find((word) => !kinds.some((kind) => kind === word))
  if (unnamed !== undefined)
    return no(
      `${spelling('include', unnamed)} and ${spelling('pool-kinds', clipped(pool))} contradict each other; name ${unnamed} in both, or in neither.`,
    )
  return { ok: true, choice: { how: 'pooled', kinds } }
}

/**
 * The kinds to take, given what exists. People and others are taken together only if the choice names them: numbers
 * over both describe neither. `what` names the study or version that is counted.
 */
export function takenKinds(
  { how, kinds }: KindChoice,
  counts: KindCounts,
  { what, spelling }: { what: string; spelling: Spelling },
): Read<{ kinds: SessionKind[] }> {
  if (how !== 'alone') return { ok: true, kinds: [...kinds] }
  const asked = spelling('include', kinds.join(','))
  const choices = `Write ${kinds.map((kind) => spelling('only', kind)).join(' or ')} for those alone, ${spelling('only', 'live')} for people alone, or`
  if ((counts.live ?? 0) > 0)
    return no(
      `${asked} is for a study without live sessions, and ${what} has ${countsText(counts)}: people and others are taken together only if you ask for it. ${choices} ${spelling('pool-kinds', ['live', ...kinds].join(','))} to pool them on purpose.`,
    )
  const there = kinds.filter((kind) => (counts[kind] ?? 0) > 0)
  if (there.length > 1)
    return no(
      `${asked} would take ${there.join(' and ')} sessions together, and ${what} has ${countsText(counts)}. ${choices} ${spelling('pool-kinds', kinds.join(','))} to pool them on purpose.`,
    )
  return { ok: true, kinds: there.length === 0 ? [...kinds] : there }
}

/** Sums of counts, such as those of a study's versions. */
export function summedKinds(all: readonly KindCounts[]): KindCounts {
  return Object.fromEntries(
    SessionKind.options.map((kind) => [kind, all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0)]),
  )
}

/** `12 live, 0 preview and 30 simulated sessions`. */
function countsText(counts: KindCounts): string {
  const [live, preview, simulated] = SessionKind.options.map((kind) => `${counts[kind] ?? 0} ${kind}`)
  return `${live}, ${preview} and ${simulated} sessions`
}

/** The words of an option; null where it was not given. */
function wordsOf(given: string | readonly string[] | undefined): string[] | null {
  if (given === undefined) return null
  const all = typeof given === 'string' ? [given] : given
  return all
    .flatMap((words) => words.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function isKind(word: string): word is SessionKind {
  return SessionKind.options.some((kind) => kind === word)
}

function inOrder(words: readonly string[]): SessionKind[] {
  return SessionKind.options.filter((kind) => words.includes(kind))
}

function clipped(words: readonly string[]): string {
  return words.join(',').slice(0, 40)
}

function no(message: string): { ok: false; message: string } {
  return { ok: false, message }
}
