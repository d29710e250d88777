import type { Item } from '../instrument/instrument.ts'
import type { ItemRef, Stage, When } from './flow.ts'
import type { Study } from './study.ts'

/** The item that `instrument/item` names, if the study has it. */
export function findItem(study: Pick<Study, 'instruments'>, ref: ItemRef): Item | undefined {
  const [instrument, id] = ref.split('/')
  return study.instruments.find((one) => one.id === instrument)?.items.find((one) => one.id === id)
}

/** The item that `instrument/item` names. Throws when there is none: the linter has refused such a study. */
export function itemOf(study: Pick<Study, 'instruments'>, ref: ItemRef): Item {
  const item = findItem(study, ref)
  if (item === undefined) throw new Error(`No item "${ref}" in the study's instruments.`)
  return item
}

/** The stage of that id. Throws when there is none. */
export function stageOf(study: Pick<Study, 'flow'>, id: string): Stage {
  const stage = study.flow.find((one) => one.id === id)
  if (stage === undefined) throw new Error(`No stage "${id}" in the flow.`)
  return stage
}

/**
 * The facts by which a `when:` is judged. `levels` is null before assignment: then a stage that depends on a level is
 * not shown.
 */
export type WhenFacts = {
  locale: string
  levels: Record<string, string> | null
  /** `stage.instrument/item` -> the code of the answer */
  codes: Record<string, number>
}

/**
 * Whether a stage is shown to a session. Everything that its `when:` names must hold. A stage without `when:` is always
 * shown.
 */
export function holds(when: When | undefined, facts: WhenFacts): boolean {
  if (when === undefined) return true
  const byLevel = Object.entries(when.levels ?? {}).every(
    ([factor, levels]) => facts.levels !== null && levels.includes(facts.levels[factor]!),
  )
  const byAnswer = Object.entries(when.answers ?? {}).every(
    ([item, codes]) => facts.codes[item] !== undefined && codes.includes(facts.codes[item]),
  )
  return byLevel && byAnswer && (when.locales === undefined || when.locales.includes(facts.locale))
}
