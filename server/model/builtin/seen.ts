import { PROMPT_LANGUAGES, phrasesIn } from '../../../shared/structure/phrases.ts'
import type { ChatMessage } from '../model.ts'
import type { Direction, When } from './effects.ts'
import { even, onlyPlaceIn } from './matching.ts'
import type { ItemPattern, LevelPattern, ResponderProfile } from './profile.ts'

/** All that the responder takes from the messages. Nothing else ever decides an answer. */
export type Seen = {
  /** Level found of each factor; a factor without a trace is absent. */
  levels: ReadonlyMap<string, string>
  /** The country that the instructions name, or null. */
  place: string | null
  /** The item asked in the last message; null where it is talk. */
  asked: ItemPattern | null
  reasoning: boolean
  /** What the person said, in order, without the item asked; an open question counts as said. */
  turns: readonly string[]
  replies: readonly string[]
  /** Instructions as given, evened. */
  instructions: string
}

/** Reads the messages of a request by the words of the study. Of a factor's levels, the longest wording found counts. */
export function read(profile: ResponderProfile, messages: readonly ChatMessage[]): Seen {
  const said = (...roles: ChatMessage['role'][]) =>
    messages.filter((message) => roles.includes(message.role)).map((message) => even(message.content))
  const last = messages.at(-1)
  const lastWords = last?.role === 'user' ? even(last.content) : ''
  const asked = profile.items.find((one) => lastWords.includes(one.words)) ?? null
  const turns = said('user')
  const texts = {
    instructions: said('system', 'developer').join(' '),
    opening: said('assistant')[0] ?? '',
    question: lastWords,
  }

  const longest = new Map<string, { entry: LevelPattern; place: string | null }>()
  for (const entry of profile.levels) {
    const found = entry.pattern.find(texts[entry.site])
    const best = longest.get(entry.factor)
    if (found !== null && (best === undefined || best.entry.pattern.words.length < entry.pattern.words.length))
      longest.set(entry.factor, { entry, place: found.place })
  }
  const places = [...longest.values()].map((one) => one.place).filter((place) => place !== null)
  return {
    levels: new Map([...longest].map(([factor, { entry }]) => [factor, entry.level])),
    place: places[0] ?? onlyPlaceIn(texts.instructions, profile.places),
    asked,
    reasoning: PROMPT_LANGUAGES.some((language) =>
      Object.values(phrasesIn(language).reasonThenAnswer).some((words) => lastWords.includes(even(words))),
    ),
    // An open question is answered in words, as a turn is.
    turns: asked === null || asked.form === 'open' ? turns : [...turns.slice(0, -1), ...before(lastWords, asked.words)],
    replies: said('assistant'),
    instructions: texts.instructions,
  }
}

/** What the person said in the message that asks, where their last turn got no reply and the question was joined to it. */
function before(lastWords: string, question: string): string[] {
  const turn = lastWords.slice(0, lastWords.lastIndexOf(question)).trim()
  return turn === '' ? [] : [turn]
}

/** Whether all the levels named were found. */
export function holdsIn(seen: Pick<Seen, 'levels'>, when: When): boolean {
  return (Array.isArray(when) ? when : [when]).every((one) => seen.levels.get(one.factor) === one.level)
}

/**
 * To which side of an item texts speak, from -1 (low) to 1 (high): sentences of the high side less those of the low side,
 * over all that were found. 0 where none was. Each text counts each sentence once.
 */
export function stanceIn(texts: readonly string[], lines: Readonly<Record<Direction, readonly string[]>>): number {
  const count = (side: readonly string[]) =>
    texts.reduce((sum, text) => sum + side.filter((line) => even(text).includes(even(line))).length, 0)
  const [high, low] = [count(lines.high), count(lines.low)]
  return high + low === 0 ? 0 : (high - low) / (high + low)
}
