import * as z from 'zod'
import { Id } from '../../instrument/instrument.ts'
import { Locale, Localised } from '../../instrument/localised.ts'

/** `<instrument>/<item>`, as stages and probes name items. */
export const ItemRef = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'is not an item; write "instrument/item"')
export type ItemRef = z.infer<typeof ItemRef>

/** When a stage is shown: everything that is named must hold. */
export const When = z.strictObject({
  levels: z.record(Id, z.array(Id).min(1)).optional().describe('`factor: [level, ...]`: one of these was drawn'),
  locales: z.array(Locale).min(1).optional().describe('The language is one of these'),
  answers: z
    .record(z.string(), z.array(z.int()).min(1))
    .optional()
    .describe('`stage.instrument/item: [code, ...]`: one of these was answered'),
})
export type When = z.infer<typeof When>

/** What every stage has. */
export const common = {
  id: Id.describe('The name of the stage in data; no participant sees it'),
  title: Localised.describe('What stands at the top of the screen'),
  when: When.optional().describe('When the stage is shown: all that is named must hold. Without it, always'),
}

/** Something wrong with a stage although each part of it is well-formed. `path` begins below the stage. */
export type StageProblem = { path: (string | number)[]; message: string }

/** Names that stand in a list more than once. */
export function twice(names: readonly string[], path: (string | number)[], noun: string): StageProblem[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ path: [...path, at], message: `${noun} "${name}" stands twice in this list; remove one.` }],
  )
}
