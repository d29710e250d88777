import { codesOf } from '../../shared/instrument/instrument.ts'
import { createRandom, type Random } from '../../shared/random.ts'
import type { TalkTurn } from '../../shared/structure/structure.ts'
import { itemOf } from '../../shared/study/items.ts'
import { baseOf } from '../model/builtin/chosen-language.ts'
import type { Direction, Subject } from '../model/builtin/effects.ts'
import { even } from '../model/builtin/matching.ts'
import type { ResponderProfile } from '../model/builtin/profile.ts'
import { subjectOf } from '../model/builtin/subject.ts'
import { talkLanguage, talkWordsIn } from '../model/builtin/talk-words.ts'
import type { Person } from './person.ts'

/** What a person knows in a talk: the words above the chat, the talk so far, and their own answers by `instrument/item`. */
export type TalkScene = { intro: string; turns: readonly TalkTurn[]; codes: Readonly<Record<string, number>> }

/**
 * The person's next turn, on the subject that the intro names. It has a line with the person's own stance on one of the
 * items that belong to the subject. A person in the middle of a scale has no line for that item. Each line is said
 * once.
 */
export function turnOf(profile: ResponderProfile, person: Person, { intro, turns, codes }: TalkScene): string {
  const language = talkLanguage(baseOf(person.locale))
  const random = createRandom(`${person.seed}|talk|${even(intro)}|${turns.length}`)
  const words = talkWordsIn(language).person
  const subject = subjectOf(profile.effects.talk, [intro], language)
  const own = turns.filter((turn) => turn.speaker === 'person').map((turn) => even(turn.text))
  const unsaid = (lines: readonly string[]) => lines.filter((line) => !own.some((text) => text.includes(even(line))))
  const voiced = unsaid(stanceLines(profile, subject, codes, language))
  const told = unsaid(subject?.people[language] ?? [])
  const start = own.length === 0 ? words.first : words.starts
  const content = voiced.length > 0 ? voiced : told.length > 0 ? told : words.says
  const parts = [one(start, random), one(content, random)]
  if (voiced.length > 0 && told.length > 0 && random.next() < 0.4) parts.push(one(told, random))
  if (random.next() < 0.4) parts.push(one(words.asks, random))
  return parts.join(' ')
}

function stanceLines(
  { study, effects }: ResponderProfile,
  subject: Subject | undefined,
  codes: TalkScene['codes'],
  language: string,
): string[] {
  return Object.entries(effects.people.lines).flatMap(([ref, lines]) => {
    const code = codes[ref]
    if (subject === undefined || lines.about !== subject.about || code === undefined) return []
    const side = sideOf(code, codesOf(itemOf(study, ref).answer))
    return side === null ? [] : (lines[side][language] ?? [])
  })
}

/** The half of the scale in which a code lies; null in the exact middle. */
export function sideOf(code: number, codes: readonly number[]): Direction | null {
  const middle = (Math.min(...codes) + Math.max(...codes)) / 2
  if (code === middle) return null
  return code > middle ? 'high' : 'low'
}

function one<T>(all: readonly T[], random: Random): T {
  return all[random.integer(all.length)]!
}
