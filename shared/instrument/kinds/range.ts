import * as z from 'zod'
import { Localised, localise } from '../localised.ts'
import type { AnswerText, ItemKind } from './kind.ts'
import { type CodeAnswer, codeMisfit, NOT_NEGATIVE } from './options.ts'

const schema = z.strictObject({
  kind: z.literal('range').describe('Whole numbers between two ends with words'),
  min: z.int().min(0, NOT_NEGATIVE).describe('The lowest number'),
  max: z.int().describe('The highest number'),
  low: Localised.describe('The words at the lowest number'),
  high: Localised.describe('The words at the highest number'),
})
type RangeFormat = z.infer<typeof schema>

export type ShownRange = { kind: 'range'; min: number; max: number; low: string; high: string }

const codes = ({ min, max }: RangeFormat): number[] => Array.from({ length: max - min + 1 }, (_, step) => min + step)

/** Ordered whole numbers. Only the two ends have labels. */
export const range = {
  kind: 'range',
  schema,
  takes: 'code',
  showsPlaces: false,
  scale: {
    kind: 'codes',
    ordered: true,
    labelled: 'ends',
    codes,
    labels: ({ min, max, low, high }: RangeFormat) => [
      { code: min, label: low },
      { code: max, label: high },
    ],
  },
  misfit: (format, { code }) => codeMisfit(codes(format), code),
  problems: ({ min, max }, item) =>
    min < max ? [] : [{ path: ['max'], message: `the scale of "${item}" goes from ${min} to ${max}; raise max.` }],
  texts: (format) =>
    (['low', 'high'] as const).map(
      (end): AnswerText => ({ name: `the ${end} end`, path: [end], slot: { kind: 'end', end }, text: format[end] }),
    ),
  withTexts: (format, change) => ({
    ...format,
    low: change(format.low, { kind: 'end', end: 'low' }),
    high: change(format.high, { kind: 'end', end: 'high' }),
  }),
  optionLines: ({ min, max, low, high }, phrases, locale) => [
    phrases.rangeLine(min, max, localise(low, locale), localise(high, locale)),
  ],
  coderLines: ({ min, max, low, high }, locale) => [
    `a whole number from ${min} (${localise(low, locale)}) to ${max} (${localise(high, locale)})`,
  ],
  shown: ({ min, max, low, high }, locale) => ({
    kind: 'range',
    min,
    max,
    low: localise(low, locale),
    high: localise(high, locale),
  }),
  simulated: (_, person) => ({ kind: 'code', code: person.code() }),
  column: {
    type: 'integer',
    values: ({ min, max, low, high }, locale) =>
      `${min} = ${localise(low, locale)} … ${max} = ${localise(high, locale)}`,
    cell: ({ code }) => code,
  },
} satisfies ItemKind<RangeFormat, CodeAnswer, ShownRange>
