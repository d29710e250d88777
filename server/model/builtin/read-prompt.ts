import type { ReplyFormat } from '../../../shared/languages/reply-format.ts'
import { PROMPT_LANGUAGES, phrasesIn } from '../../../shared/structure/phrases.ts'
import type { Target } from '../../../shared/structure/question.ts'
import type { ChatMessage } from '../model.ts'
import type { Direction, When } from './effects.ts'
import { even, onlyPlaceIn } from './matching.ts'
import type { ItemPattern, LevelPattern, ResponderProfile } from './profile.ts'
import { remembering } from './remembering.ts'

/** An item as it was asked. `place` is the place that its target names, or null. */
export type Asked = ItemPattern & {
  format: ReplyFormat
  reasoning: boolean
  target: Target
  place: string | null
  /** Whether its options are listed from the last to the first. */
  reversed: boolean
}

/** Demonstrations: the items shown, and the place in their heading. */
type Examples = { place: string | null; shown: readonly ItemPattern[] }

/** Everything that the responder takes from the messages. Nothing else ever decides an answer. */
export type ReadPrompt = {
  /** The level that was found, by factor. A factor without a trace is absent. */
  levels: ReadonlyMap<string, string>
  /** The place that stands in the words of a level, by factor. */
  levelPlaces: ReadonlyMap<string, string>
  /** The country that the instructions name, or null. */
  place: string | null
  examples: Examples | null
  /** The item that the last message asks; null if the message is talk. */
  asked: Asked | null
  /** What the person said, in order, without the item that is asked. An open question counts as said. */
  turns: readonly string[]
  replies: readonly string[]
  /** Instructions as given, evened. */
  instructions: string
}

type Found = { entry: LevelPattern; place: string | null }

/**
 * Reads the messages of a request with the words of the study. If wordings of several levels of a factor are found, the
 * longest counts.
 */
export function read(profile: ResponderProfile, messages: readonly ChatMessage[]): ReadPrompt {
  const said = (...roles: ChatMessage['role'][]) =>
    messages.filter((message) => roles.includes(message.role)).map((message) => message.content)
  const { told, question } = readersOf(profile)
  const instructions = told(said('system', 'developer').join('\n'))
  const last = messages.at(-1)
  const { asked, before, levels } = last?.role === 'user' ? question(last.content) : NO_QUESTION
  const turns = said('user')
  const replies = said('assistant').map(even)

  const longest = new Map<string, Found>()
  for (const found of [...instructions.levels, ...levelsIn(profile, 'opening', replies[0] ?? ''), ...levels]) {
    const best = longest.get(found.entry.factor)
    if (best === undefined || best.entry.pattern.words.length < found.entry.pattern.words.length)
      longest.set(found.entry.factor, found)
  }
  const levelPlaces = [...longest].flatMap(([factor, { place }]): [string, string][] =>
    place === null ? [] : [[factor, place]],
  )
  return {
    levels: new Map([...longest].map(([factor, { entry }]) => [factor, entry.level])),
    levelPlaces: new Map(levelPlaces),
    place: levelPlaces[0]?.[1] ?? instructions.place,
    examples: instructions.examples,
    asked,
    // An open question is answered in words, as a turn is.
    turns:
      asked === null || asked.form === 'open' ? turns : [...turns.slice(0, -1), ...(before === '' ? [] : [before])],
    replies,
    instructions: instructions.text,
  }
}

/** What instructions say, and what a last message asks. `before` is what the person said in the same message. */
type Told = { text: string; levels: readonly Found[]; place: string | null; examples: Examples | null }
type Put = { asked: Asked | null; before: string; levels: readonly Found[] }

const NO_QUESTION: Put = { asked: null, before: '', levels: [] }

type Readers = { told(text: string): Told; question(text: string): Put }

/** In a run, the same instructions and the same questions come again and again. */
const KEPT = 3000
const readers = new WeakMap<ResponderProfile, Readers>()

function readersOf(profile: ResponderProfile): Readers {
  const known = readers.get(profile)
  if (known !== undefined) return known
  const made: Readers = {
    told: remembering(KEPT, (text) => readTold(profile, text)),
    question: remembering(KEPT, (text) => readQuestion(profile, text)),
  }
  readers.set(profile, made)
  return made
}

function readTold(profile: ResponderProfile, given: string): Told {
  const text = even(given)
  return {
    text,
    levels: levelsIn(profile, 'instructions', text),
    place: onlyPlaceIn(text, profile.places),
    examples: examplesIn(profile, text, given),
  }
}

function levelsIn(profile: ResponderProfile, site: LevelPattern['site'], text: string): Found[] {
  if (text === '') return []
  return profile.levels.flatMap((entry) => {
    const found = entry.site === site ? entry.pattern.find(text) : null
    return found === null ? [] : [{ entry, place: found.place }]
  })
}

function examplesIn({ heads, items }: ResponderProfile, text: string, given: string): Examples | null {
  const found = heads.map((head) => head.find(text)).find((one) => one !== null)
  if (found === undefined) return null
  const lines = given.split('\n').filter((line) => line.startsWith('- '))
  const shown = lines.flatMap((line) => {
    const words = even(line.slice(2))
    return items.find((one) => one.form === 'question' && words.startsWith(one.words)) ?? []
  })
  return { place: found.place, shown }
}

function readQuestion(profile: ResponderProfile, given: string): Put {
  const text = even(given)
  const levels = levelsIn(profile, 'question', text)
  const lines = given.split('\n').map(even)
  // A rendered question is a line of its own, and mostly the last such line.
  const item =
    lines.map((line) => profile.itemByWords.get(line)).findLast((one) => one !== undefined) ??
    profile.items.find((one) => text.includes(one.words))
  if (item === undefined) return { asked: null, before: '', levels }
  const start = text.lastIndexOf(item.words)
  const above = text.slice(0, start)
  const lead = leadIn(profile, above)
  const how = HOW.get(lines.at(-1)!) ?? { format: 'number', reasoning: false }
  const { target, place, at } = lead ?? { target: 'own' as const, place: null, at: above.length }
  const asked: Asked = {
    ...item,
    ...how,
    target,
    place,
    reversed: isReversed(item, text.slice(start + item.words.length)),
  }
  return { asked, before: above.slice(0, at).trim(), levels }
}

function isReversed({ ends }: ItemPattern, listed: string): boolean {
  if (ends === null) return false
  const [first, last] = [listed.indexOf(ends.first), listed.indexOf(ends.last)]
  return last >= 0 && last < first
}

/** The line that names a target, if there is one before the question. */
function leadIn({ targets }: ResponderProfile, above: string) {
  if (above === '') return undefined
  for (const { target, pattern } of targets) {
    const found = pattern.find(above)
    if (found !== null) return { target, ...found }
  }
  return undefined
}

/** How each last line asks for the answer. */
const HOW: ReadonlyMap<string, { format: ReplyFormat; reasoning: boolean }> = new Map(
  PROMPT_LANGUAGES.map(phrasesIn).flatMap(({ answer, reasonThenAnswer }) => [
    ...Object.entries(answer).map(([format, words]) => howEntry(format as ReplyFormat, words, false)),
    ...Object.entries(reasonThenAnswer).map(([format, words]) => howEntry(format as ReplyFormat, words, true)),
  ]),
)

function howEntry(format: ReplyFormat, words: string, reasoning: boolean) {
  return [even(words), { format, reasoning }] as const
}

/** Whether everything that `when` names was found. */
export function holdsIn(seen: Pick<ReadPrompt, 'levels' | 'asked' | 'examples'>, when: When): boolean {
  return (Array.isArray(when) ? when : [when]).every((one) => {
    if ('factor' in one) return seen.levels.get(one.factor) === one.level
    const { asked, examples } = seen
    if (asked === null) return false
    if ('examples' in one) return examples !== null && (one.examples === 'any' || sameTopic(examples, asked))
    if ('target' in one) return asked.target === one.target
    if ('format' in one) return asked.format === one.format
    return asked.ends !== null && asked.form !== 'open' && asked.reversed === (one.order === 'reversed')
  })
}

function sameTopic({ shown }: Examples, { item }: Asked): boolean {
  const same = shown.filter((one) => one.item.topic === item.topic).length
  return same > 0 && same * 3 >= shown.length
}

/**
 * The place that stands in the words of what `when` names; otherwise the place that the instructions name; null if
 * there is none.
 */
export function placeOf(seen: ReadPrompt, when: When): string | null {
  for (const one of Array.isArray(when) ? when : [when]) {
    const place =
      'factor' in one
        ? seen.levelPlaces.get(one.factor)
        : 'examples' in one
          ? seen.examples?.place
          : 'target' in one
            ? seen.asked?.place
            : null
    if (place !== undefined && place !== null) return place
  }
  return seen.place
}

/**
 * For which side of an item texts speak, from -1 (low) to 1 (high): sentences of the high side minus sentences of the
 * low side, divided by all that were found. 0 if none was found. Each text counts each sentence once.
 */
export function stanceIn(texts: readonly string[], lines: Readonly<Record<Direction, readonly string[]>>): number {
  const count = (side: readonly string[]) =>
    texts.reduce((sum, text) => sum + side.filter((line) => even(text).includes(even(line))).length, 0)
  const [high, low] = [count(lines.high), count(lines.low)]
  return high + low === 0 ? 0 : (high - low) / (high + low)
}
