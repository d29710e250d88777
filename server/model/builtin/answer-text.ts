import type { Random } from '../../../shared/random.ts'
import { answerWords } from '../../../shared/structure/question.ts'
import type { AnswerDistribution } from './answer-distribution.ts'
import type { Asked } from './read-prompt.ts'
import { replyWordsIn } from './reply-words.ts'

/** How often a number is written in the digits of its language's script. */
const OTHER_DIGITS = 0.25

/**
 * Draws one answer and words it as it was asked for: the number, or the option's words as they were listed. It stands
 * alone, or after reasons on a last line of its own. Or the reply names no option at all. An open question gets
 * sentences and never an option.
 */
export function answerText(drawn: AnswerDistribution, asked: Asked, language: string, random: Random): string {
  const words = replyWordsIn(language)
  const { refused, unclassifiable, notApplicable, needsContext, codes, shares } = drawn
  const without = [refused, unclassifiable, notApplicable, needsContext]
  const kind = random.choice([...without, Math.max(0, 1 - without.reduce((sum, share) => sum + share, 0))])
  if (kind === 0) return pick(words.refusals, random)
  if (asked.form === 'open') return someReasons(words.reasons, random).join(words.between)
  if (kind === 1) return pick(words.evasions, random)
  if (kind === 2) return pick(words.notApplicable, random)
  if (kind === 3) return pick(words.needsContext, random)
  const code = codes[random.choice(shares)]!
  const { format, reasoning, item, locale } = asked
  const answer =
    format === 'label' ? answerWords(item.answer, code, locale) : inDigits(String(code), words.zero, random)
  if (!reasoning) return answer
  return `${[...someReasons(words.reasons, random), pick(words.closes, random)].join(words.between)}\n${words.last(answer)}`
}

function someReasons(reasons: readonly string[], random: Random): string[] {
  return random.shuffle(reasons).slice(0, 1 + random.integer(2))
}

function inDigits(number: string, zero: number | null, random: Random): string {
  if (zero === null || random.next() >= OTHER_DIGITS) return number
  return number.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[random.integer(all.length)]!
}
