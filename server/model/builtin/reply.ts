import { codesOf } from '../../../shared/instrument/instrument.ts'
import { createRandom } from '../../../shared/random.ts'
import type { ChatMessage } from '../model.ts'
import { distributionSeen } from './answer-distribution.ts'
import { answerText } from './answer-text.ts'
import { baseOf, requiredLanguage } from './chosen-language.ts'
import type { ResponderProfile } from './profile.ts'
import { read } from './read-prompt.ts'
import { talkReply } from './talk.ts'

/**
 * The responder's reply: an answer if the last message asks an item of the study, otherwise the next line of the talk.
 * It depends only on its arguments. `seed` is that of the endpoint; `draw` is that of the request, another for each
 * repeat. Sampling settings such as the temperature change nothing: the distribution is the planted one.
 */
export function replyTo(
  profile: ResponderProfile,
  messages: readonly ChatMessage[],
  seed: string,
  draw: number | undefined,
): string {
  const random = createRandom(`${seed}|${profile.id}|${draw ?? 'none'}|${JSON.stringify(messages)}`)
  const seen = read(profile, messages)
  const { asked } = seen
  if (asked === null || codesOf(asked.item.answer).length === 0) return talkReply(profile, seen, random)
  const language = requiredLanguage(profile.study, seen.levels) ?? baseOf(asked.locale)
  return answerText(distributionSeen(profile, seen, asked.ref, asked.item), asked, language, random)
}
