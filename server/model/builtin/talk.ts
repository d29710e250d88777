import type { TalkWords } from '../../../shared/languages/talk-words.ts'
import type { Random } from '../../../shared/random.ts'
import { requiredLanguage } from './chosen-language.ts'
import type { Effects } from './effects.ts'
import { even } from './matching.ts'
import type { ResponderProfile } from './profile.ts'
import { holdsIn, type ReadPrompt } from './read-prompt.ts'
import { subjectOf } from './subject.ts'
import { languageOfText, talkLanguage, talkWordsIn } from './talk-words.ts'

/**
 * The next line of the talk, in one to three short paragraphs. It repeats a word of the person, adds a thought, says
 * its position if it has one, and asks something back. Sentences that were said before are avoided while others are
 * left.
 */
export function talkReply(profile: ResponderProfile, seen: ReadPrompt, random: Random): string {
  const language = languageOfTalk(profile, seen)
  const words = talkWordsIn(language)
  const { effects } = profile
  const last = seen.turns.at(-1)
  const fresh = (from: readonly string[]) => unsaid(from, seen, random)
  const opener = effects.voice
    .filter((one) => holdsIn(seen, one.when))
    .flatMap((one) => one.openers[language] ?? [])
    .filter((line) => !isSaid(line, seen))[0]
  if (last === undefined) return opener ?? fresh(words.openings)
  if (words.asksIdentity.test(last)) return `${words.identity} ${fresh(words.questions)}`

  const subject = subjectOf(effects.talk, [last, seen.turns.join(' '), seen.instructions], language)
  const thoughts = subject?.thoughts[language] ?? words.thoughts
  const questions = subject?.questions[language] ?? words.questions
  const first = [opener, takenUp(last, words, random)].filter((line) => line !== undefined).join(' ')
  const said = positionLine(effects, seen, language, random)
  const thought = fresh(thoughts)
  const question = fresh(questions)

  if (random.next() < 0.15) {
    const second = fresh([...thoughts, ...words.thoughts].filter((line) => line !== thought))
    const opening = said === undefined ? first : `${first} ${said}`
    return [opening, `${words.listHead}\n\n- ${thought}\n- ${second}`, question].join('\n\n')
  }
  const body = [thought, said].filter((line) => line !== undefined).join(' ')
  return random.next() < 0.5 ? `${first} ${body}\n\n${question}` : `${first}\n\n${body}\n\n${question}`
}

/** First a required language of the reply, then the person's language, then that of the instructions. */
function languageOfTalk({ study }: ResponderProfile, seen: ReadPrompt): string {
  const required = requiredLanguage(study, seen.levels)
  if (required !== null) return talkLanguage(required)
  return languageOfText(seen.turns.at(-1) ?? '') ?? languageOfText(seen.instructions) ?? 'en'
}

/** First every line once; after that, a line half of the time. */
function positionLine(effects: Effects, seen: ReadPrompt, language: string, random: Random): string | undefined {
  const lines = effects.position.filter((one) => holdsIn(seen, one.when)).flatMap((one) => one.lines[language] ?? [])
  const left = lines.filter((line) => !isSaid(line, seen))
  if (left.length > 0) return left[random.integer(left.length)]
  return lines.length === 0 || random.next() < 0.5 ? undefined : lines[random.integer(lines.length)]
}

function takenUp(turn: string, words: TalkWords, random: Random): string {
  const candidates = (turn.match(/[\p{L}\p{M}'’-]{4,}/gu) ?? []).filter((word) => !words.common.has(word))
  if (candidates.length === 0) return words.acknowledges[random.integer(words.acknowledges.length)]!
  const word = candidates[random.integer(candidates.length)]!
  return words.takesUp[random.integer(words.takesUp.length)]!(word)
}

function unsaid(from: readonly string[], seen: ReadPrompt, random: Random): string {
  const left = from.filter((line) => !isSaid(line, seen))
  const choice = left.length > 0 ? left : from
  return choice[random.integer(choice.length)]!
}

function isSaid(line: string, seen: ReadPrompt): boolean {
  return seen.replies.some((reply) => reply.includes(even(line)))
}
