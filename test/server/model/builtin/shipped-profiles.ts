import { createProfile, type ResponderProfile } from '../../../../server/model/builtin/profile.ts'
import { readEffects } from '../../../../server/model/builtin/read-effects.ts'
import { loadStudy } from '../../../../server/studies/load.ts'
import type { StudyOfRun } from '../../../../shared/study/probe-jobs.ts'

/** The built-in responder of a shipped study. */
export function shippedProfile(id: string): ResponderProfile {
  const loaded = loadStudy(`studies/${id}/study.yaml`)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const effects = readEffects(`studies/${id}/responder.yaml`, loaded.study)
  if (!effects.ok) throw new Error(JSON.stringify(effects.problems))
  return createProfile(loaded.study, effects.effects)
}

/** A profile's study with its run. */
export function runOf({ study }: ResponderProfile): StudyOfRun {
  const { probeRun } = study
  if (probeRun === undefined) throw new Error(`Study "${study.id}" has no run.`)
  return { ...study, probeRun }
}
