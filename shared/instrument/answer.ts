import * as z from 'zod'
import { Country } from './country.ts'

/** Text as people write it: any well-formed Unicode without null characters, kept as it is. */
export function Text(maxLength: number) {
  return z
    .string()
    .max(maxLength, `is longer than ${maxLength} characters; shorten it`)
    .refine((text) => !text.includes('\0'), 'has a null character; remove it')
    .refine((text) => !hasLoneSurrogate(text), 'is not well-formed Unicode; write it again')
}

function hasLoneSurrogate(text: string): boolean {
  return /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)
}

/** What a person answered to an item. */
export const Answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('code'), code: z.int() }),
  z.strictObject({ kind: z.literal('text'), text: Text(20_000) }),
  /**
   * Places that the person counts as theirs, in the order in which they were chosen, and the person's own words. Both
   * may be empty ("none").
   */
  z.strictObject({ kind: z.literal('places'), places: z.array(Country).max(20), words: Text(200) }),
  /** Left out on purpose. Only an optional item may be left out. */
  z.strictObject({ kind: z.literal('skipped') }),
])
export type Answer = z.infer<typeof Answer>

/** What an answer holds, whatever its kind: the chosen code, the declared places, and what was written. Each may be absent. */
export type AnswerParts = { code: number | null; places: readonly string[]; words: string }

const PARTS: { readonly [Kind in Answer['kind']]: (answer: Extract<Answer, { kind: Kind }>) => AnswerParts } = {
  code: ({ code }) => ({ code, places: [], words: '' }),
  text: ({ text }) => ({ code: null, places: [], words: text }),
  places: ({ places, words }) => ({ code: null, places, words }),
  skipped: () => ({ code: null, places: [], words: '' }),
}

export function partsOf(answer: Answer): AnswerParts {
  return (PARTS[answer.kind] as (answer: Answer) => AnswerParts)(answer)
}
