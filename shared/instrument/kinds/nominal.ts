import * as z from 'zod'
import type { ItemKind } from './kind.ts'
import { type CodeAnswer, Option, ofOptions, type ShownOptions } from './options.ts'

const schema = z.strictObject({ kind: z.literal('nominal'), options: z.array(Option).min(2) })
type NominalFormat = z.infer<typeof schema>

/** Options without an order. */
export const nominal = {
  ...ofOptions<NominalFormat>(false),
  kind: 'nominal',
  schema,
} satisfies ItemKind<NominalFormat, CodeAnswer, ShownOptions>
