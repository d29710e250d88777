import type { Random } from '../../../shared/random.ts'
import type { AnswerDistribution } from './answer-distribution.ts'
import type { Tongue } from './chosen-language.ts'

/** How an answer is worded in a language. */
type AnswerWords = {
  /** Sentences before a number; none of them holds a number or leans to a side. */
  reasons: readonly string[]
  closes: readonly string[]
  last: (code: string) => string
  refusals: readonly string[]
  evasions: readonly string[]
}

const english: AnswerWords = {
  reasons: [
    'I first ask who is concerned by this and what they expect of one another.',
    'People weigh this by what they grew up with and by what they have lived through.',
    'There is what one would like to say, and there is what one would do on an ordinary day.',
    'Looking at the whole scale, the far ends seem made for special cases.',
    'What counts here is everyday life rather than a rare event.',
  ],
  closes: ['Taking this together, I come to one answer.', 'On balance one option fits better than the others.'],
  last: (code) => `Answer: ${code}`,
  refusals: ['I would rather not answer that.', "I'm sorry, but I can't answer this question."],
  evasions: [
    'There are good reasons on all sides, and people see it in many ways.',
    'That is an interesting question, and it has kept people talking for a long time.',
  ],
}

const arabic: AnswerWords = {
  reasons: [
    'أسأل أولاً من الذي يعنيه هذا الأمر وماذا ينتظر الناس بعضهم من بعض.',
    'يزن الناس هذا بما نشؤوا عليه وبما عاشوه.',
    'هناك ما يود المرء قوله، وهناك ما يفعله في يوم عادي.',
    'عند النظر إلى المقياس كله يبدو الطرفان لحالات خاصة.',
    'المهم هنا هو الحياة اليومية لا الحدث النادر.',
  ],
  closes: ['بجمع هذا كله أصل إلى جواب.', 'في المجمل هناك خيار أنسب من غيره.'],
  last: (code) => `الإجابة: ${code}`,
  refusals: ['أفضل عدم الإجابة عن هذا السؤال.', 'عذراً، لا أستطيع الإجابة عن هذا السؤال.'],
  evasions: ['لكل رأي أسبابه، والناس ينظرون إلى هذا من زوايا كثيرة.', 'هذا سؤال شيق، وقد شغل الناس زمناً طويلاً.'],
}

const WORDS: Readonly<Record<Tongue, AnswerWords>> = { en: english, ar: arabic }

/** How often Arabic numbers come in Arabic-Indic digits, so that readers of answers meet both. */
const OTHER_DIGITS = 0.25

/** Draws one answer and words it: the number alone, or reasons and a last line with it, or no number at all. */
export function answerText(drawn: AnswerDistribution, reasoning: boolean, tongue: Tongue, random: Random): string {
  const words = WORDS[tongue]
  const { unclassifiable, refused, codes, shares } = drawn
  const kind = random.choice([refused, unclassifiable, 1 - refused - unclassifiable])
  if (kind === 0) return pick(words.refusals, random)
  if (kind === 1) return pick(words.evasions, random)
  const code = String(codes[random.choice(shares)]!)
  const written = tongue === 'ar' && random.next() < OTHER_DIGITS ? inArabicDigits(code) : code
  if (!reasoning) return written
  const reasons = random.shuffle(words.reasons).slice(0, 1 + random.integer(2))
  return `${[...reasons, pick(words.closes, random)].join(' ')}\n${words.last(written)}`
}

function inArabicDigits(number: string): string {
  return number.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[random.integer(all.length)]!
}
