import * as z from 'zod'
import { Id } from '../../instrument/instrument.ts'
import { Locale, Localised } from '../../instrument/localised.ts'

/** `<instrument>/<item>`, as stages and probes name items. */
export const ItemRef = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'is not an item; write "instrument/item"')
export type ItemRef = z.infer<typeof ItemRef>

/** When a stage is shown: all that is named must hold. */
export const When = z.strictObject({
  /** factor -> levels */
  levels: z.record(Id, z.array(Id).min(1)).optional(),
  locales: z.array(Locale).min(1).optional(),
  /** `stage.instrument/item` -> codes */
  answers: z.record(z.string(), z.array(z.int()).min(1)).optional(),
})
export type When = z.infer<typeof When>

/** What every stage has. */
export const common = { id: Id, title: Localised, when: When.optional() }

/** Something wrong with a stage although each part of it is well-formed; `path` begins below the stage. */
export type StageProblem = { path: (string | number)[]; message: string }

/** Names that stand in a list more than once. */
export function twice(names: readonly string[], path: (string | number)[], noun: string): StageProblem[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ path: [...path, at], message: `${noun} "${name}" stands twice in this list; remove one.` }],
  )
}
