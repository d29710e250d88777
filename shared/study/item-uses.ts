import type { Form } from '../instrument/instrument.ts'
import type { Locale } from '../instrument/localised.ts'
import type { ItemRef } from './flow.ts'
import { itemsOfRun } from './probe-jobs.ts'
import { promptLanguages } from './prompt-languages.ts'
import { surveyIn, talkIn } from './stages/stages.ts'
import type { Study } from './study.ts'

/** One place in a study where an item is asked: in which form and wording, and in which languages. */
export type ItemUse = {
  ref: ItemRef
  path: (string | number)[]
  by: 'survey' | 'probe' | 'run'
  /** Null for a probe run, which belongs to no stage. */
  stage: string | null
  form: Form
  wording: number
  locales: readonly Locale[]
}

/** Every use of an item in the flow, in order, and then in the probe run. */
export function itemUses(study: Study): ItemUse[] {
  const prompts = promptLanguages(study)
  const inFlow = study.flow.flatMap((stage, index): ItemUse[] => {
    const { id } = stage
    const [asked, probed] = [surveyIn(stage), talkIn(stage)?.probes]
    return [
      ...(asked?.items ?? []).map((ref, nth): ItemUse => {
        const { form, wording } = asked!
        return {
          ref,
          path: ['flow', index, 'items', nth],
          by: 'survey',
          stage: id,
          form,
          wording,
          locales: study.locales,
        }
      }),
      ...(probed?.items ?? []).map((ref, nth): ItemUse => {
        const { form, wording } = probed!
        return {
          ref,
          path: ['flow', index, 'probes', 'items', nth],
          by: 'probe',
          stage: id,
          form,
          wording,
          locales: prompts,
        }
      }),
    ]
  })
  return [...inFlow, ...usesOfRun(study, prompts)]
}

function usesOfRun(study: Study, locales: readonly Locale[]): ItemUse[] {
  const { probeRun } = study
  if (probeRun === undefined) return []
  return itemsOfRun({ ...study, probeRun }).flatMap((ref, nth) => {
    const path = probeRun.items === 'all' ? ['probeRun', 'items'] : ['probeRun', 'items', nth]
    const common = { ref, path, by: 'run' as const, stage: null, locales }
    return probeRun.forms.flatMap((form) => probeRun.itemWordings.map((wording) => ({ ...common, form, wording })))
  })
}
