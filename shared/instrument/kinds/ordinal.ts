import * as z from 'zod'
import type { ItemKind } from './kind.ts'
import { type CodeAnswer, Option, ofOptions, type ShownOptions } from './options.ts'

const schema = z.strictObject({
  kind: z.literal('ordinal').describe('Options that have an order'),
  options: z.array(Option).min(2).describe('The options, in their order'),
})
type OrdinalFormat = z.infer<typeof schema>

/** Ordered options, every one labelled. */
export const ordinal = {
  ...ofOptions<OrdinalFormat>(true),
  kind: 'ordinal',
  schema,
} satisfies ItemKind<OrdinalFormat, CodeAnswer, ShownOptions>
