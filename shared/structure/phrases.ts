import type { Locale } from '../instrument/localised.ts'

/** The few words that rendering adds of its own: how an item's options are listed and how the answer is asked for. */
export type Phrases = {
  optionLine(code: number, label: string): string
  rangeLine(min: number, max: number, low: string, high: string): string
  answerWithNumber: string
  reasonThenNumber: string
  /** Heads the demonstrations; `place` is null where they are of no place. */
  demonstrationsHead(place: string | null): string
  demonstrationLine(question: string, answer: string): string
}

const english: Phrases = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `A whole number from ${min} (${low}) to ${max} (${high}).`,
  answerWithNumber: 'Reply with the number alone.',
  reasonThenNumber:
    'Think it through in a few sentences first. Then close with one last line: "Answer: " and the number.',
  demonstrationsHead: (place) =>
    place === null
      ? 'Typical answers to other questions:'
      : `Typical answers of people in ${place} to other questions:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}

const arabic: Phrases = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `عدد صحيح من ${min} (${low}) إلى ${max} (${high}).`,
  answerWithNumber: 'أجب بالرقم وحده.',
  reasonThenNumber: 'فكّر أولاً في بضع جمل، ثم اختم بسطر أخير فيه «الإجابة: » يليها الرقم.',
  demonstrationsHead: (place) =>
    place === null ? 'إجابات معتادة عن أسئلة أخرى:' : `إجابات معتادة لأناس في ${place} عن أسئلة أخرى:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}

const PHRASES: Readonly<Record<string, Phrases>> = { en: english, ar: arabic }

/** Languages that a prompt can be rendered in. */
export const PROMPT_LANGUAGES: readonly string[] = Object.keys(PHRASES)

/** Phrases of a locale's language. Throws for a language without phrases; the study linter refuses such a study first. */
export function phrasesIn(locale: Locale): Phrases {
  const found = PHRASES[locale.split('-')[0]!]
  if (found === undefined)
    throw new Error(
      `No rendering phrases in "${locale}"; there are: ${PROMPT_LANGUAGES.join(', ')}. Add it to shared/structure/phrases.ts.`,
    )
  return found
}
