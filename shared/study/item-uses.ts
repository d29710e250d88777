import type { Form } from '../instrument/instrument.ts'
import type { Locale } from '../instrument/localised.ts'
import type { ItemRef } from './flow.ts'
import { promptLanguages } from './prompt-languages.ts'
import type { Study } from './study.ts'

/** One place in a study where an item is put to somebody: in which form and wording, and in which languages. */
export type ItemUse = {
  ref: ItemRef
  path: (string | number)[]
  by: 'survey' | 'probe'
  stage: string
  form: Form
  wording: number
  locales: readonly Locale[]
}

/** Every use of an item in the flow, in order. */
export function itemUses(study: Study): ItemUse[] {
  const prompts = promptLanguages(study)
  return study.flow.flatMap((stage, index): ItemUse[] => {
    if (stage.kind === 'survey') {
      const { form, wording, id } = stage
      return stage.items.map((ref, nth) => {
        const path = ['flow', index, 'items', nth]
        return { ref, path, by: 'survey', stage: id, form, wording, locales: study.locales }
      })
    }
    if (stage.kind !== 'chat' || stage.probes === undefined) return []
    const { items, form, wording } = stage.probes
    return items.map((ref, nth) => {
      const path = ['flow', index, 'probes', 'items', nth]
      return { ref, path, by: 'probe', stage: stage.id, form, wording, locales: prompts }
    })
  })
}
