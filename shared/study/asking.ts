import type { Form } from '../instrument/instrument.ts'
import { pickDemonstrations } from '../structure/demonstrations.ts'
import type { RenderContext } from '../structure/render.ts'
import type { InteractionStructure } from '../structure/structure.ts'
import { factorOf } from './levels.ts'
import type { Study } from './study.ts'

/** The form in which a probe is asked: the assigned form if the study varies it, otherwise the stage's own. */
export function probeForm(study: Pick<Study, 'factors'>, structure: InteractionStructure, stageForm: Form): Form {
  return factorOf(study, 'form') === undefined ? stageForm : structure.form
}

/**
 * The demonstrations that belong to a structure. They come from the framing's place, or from the first declared place
 * that the study knows. The same seed (the session) always gives the same ones. `tested` is the item that is asked,
 * null in a talk.
 */
export function demonstrationsFor(
  study: Study,
  structure: InteractionStructure,
  asked: { declared: readonly string[]; tested: string | null; seed: string },
): RenderContext['demonstrations'] {
  const { instruments, populations, places } = study
  const place = structure.frame.place ?? asked.declared.find((one) => places[one] !== undefined) ?? null
  const { strategy, language } = structure
  const { tested, seed } = asked
  return pickDemonstrations({
    instruments,
    populations,
    places,
    place,
    strategy,
    tested,
    seed,
    locale: language.prompt,
  })
}
