import * as z from 'zod'
import type { Given, ItemKind } from './kind.ts'

const schema = z.strictObject({
  kind: z.literal('text').describe('Free words'),
  maxLength: z.int().positive().max(20_000).default(2_000).describe('Most characters of an answer'),
})
type TextFormat = z.infer<typeof schema>
type TextAnswer = Extract<Given, { kind: 'text' }>

export type ShownText = { kind: 'text'; maxLength: number }

/** Free text. */
export const text = {
  kind: 'text',
  schema,
  takes: 'text',
  showsPlaces: false,
  scale: { kind: 'no codes', why: 'answers in free words, which are no codes' },
  misfit: ({ maxLength }, { text }, optional) => {
    if (text.length > maxLength) return `The answer is longer than ${maxLength} characters.`
    return !optional && text.trim() === '' ? 'This question needs an answer.' : null
  },
  problems: () => [],
  texts: () => [],
  withTexts: (format) => format,
  optionLines: () => [],
  coderLines: () => [],
  shown: ({ maxLength }) => ({ kind: 'text', maxLength }),
  simulated: (_, { remark, optional }) => {
    const said = remark()
    if (said !== null) return { kind: 'text', text: said }
    return optional ? { kind: 'skipped' } : { kind: 'text', text: '—' }
  },
  column: { type: 'text', values: () => '', cell: ({ text }) => text },
} satisfies ItemKind<TextFormat, TextAnswer, ShownText>
