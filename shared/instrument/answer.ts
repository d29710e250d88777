import * as z from 'zod'
import { type AnswerFormat, codesOf, type Item } from './instrument.ts'
import { Country } from './population.ts'

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
  /** Places that the person counts as theirs, in the order chosen, and own words; both may be empty ("none"). */
  z.strictObject({ kind: z.literal('places'), places: z.array(Country).max(20), words: Text(200) }),
  /** Left out on purpose; only an optional item may be. */
  z.strictObject({ kind: z.literal('skipped') }),
])
export type Answer = z.infer<typeof Answer>

/** Why an answer does not fit its item, or null when it does. */
export function misfit(item: Item, answer: Answer): string | null {
  if (answer.kind === 'skipped') return item.optional ? null : 'This question needs an answer.'
  if (answer.kind !== kindFor(item.answer))
    return `This question takes an answer of the kind "${kindFor(item.answer)}".`
  if (answer.kind === 'code' && !codesOf(item.answer).includes(answer.code))
    return `There is no option ${answer.code}; the options are ${codesOf(item.answer).join(', ')}.`
  if (answer.kind === 'text' && item.answer.kind === 'text' && answer.text.length > item.answer.maxLength)
    return `The answer is longer than ${item.answer.maxLength} characters.`
  if (answer.kind === 'text' && !item.optional && answer.text.trim() === '') return 'This question needs an answer.'
  return null
}

function kindFor(format: AnswerFormat): Exclude<Answer['kind'], 'skipped'> {
  if (format.kind === 'text') return 'text'
  return format.kind === 'population' ? 'places' : 'code'
}
