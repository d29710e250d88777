import type { Locale } from '../instrument/localised.ts'
import type { LevelOf } from './factor.ts'
import type { Study } from './study.ts'

/** The languages that instructions under one level of language may be written in. */
export function promptsOfLevel(study: Pick<Study, 'locales'>, level: LevelOf<'language'>): Locale[] {
  return level.prompt === 'own' ? study.locales : [level.prompt]
}

/** Every language that a study's prompts may be written in: its locales, and those that levels of language fix. */
export function promptLanguages(study: Pick<Study, 'locales' | 'factors'>): Locale[] {
  for (const factor of Object.values(study.factors)) {
    if (factor.aspect !== 'language') continue
    return [...new Set(Object.values(factor.levels).flatMap((level) => promptsOfLevel(study, level)))]
  }
  return study.locales
}
