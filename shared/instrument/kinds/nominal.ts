import * as z from 'zod'
import type { ItemKind } from './kind.ts'
import { type CodeAnswer, Option, ofOptions, type ShownOptions } from './options.ts'

const schema = z.strictObject({
  kind: z.literal('nominal').describe('Options without an order'),
  options: z.array(Option).min(2).describe('The options'),
})
type NominalFormat = z.infer<typeof schema>

/** Options without an order. */
export const nominal = {
  ...ofOptions<NominalFormat>(false),
  kind: 'nominal',
  schema,
} satisfies ItemKind<NominalFormat, CodeAnswer, ShownOptions>
