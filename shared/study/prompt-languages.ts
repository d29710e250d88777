import type { Locale } from '../instrument/localised.ts'
import type { LevelOf } from './factor.ts'
import { factorOf, levelsOf } from './levels.ts'
import type { Study } from './study.ts'

type Asked = Pick<Study, 'locales' | 'flow' | 'probeRun'>

/** The languages in which somebody is asked: those of the participants and of the probe run. */
export function localesAsked({ locales, flow, probeRun }: Asked): Locale[] {
  return [...new Set([...(flow.length > 0 ? locales : []), ...(probeRun?.slices ?? []).map((one) => one.locale)])]
}

/** The languages in which instructions under one level of language may be written. */
export function promptsOfLevel(study: Asked, level: LevelOf<'language'>): Locale[] {
  return level.prompt === 'own' ? localesAsked(study) : [level.prompt]
}

/**
 * Every language in which a study's prompts may be written: those of the people asked, and those that levels of
 * language fix.
 */
export function promptLanguages(study: Asked & Pick<Study, 'factors'>): Locale[] {
  if (factorOf(study, 'language') === undefined) return localesAsked(study)
  return [...new Set(levelsOf(study, 'language').flatMap((level) => promptsOfLevel(study, level)))]
}
