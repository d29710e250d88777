import { agreement } from './agreement.ts'
import { analyseVerb } from './analyse.ts'
import { backup } from './backup.ts'
import { distance } from './distance.ts'
import { equivalence } from './equivalence.ts'
import { erase } from './erase.ts'
import { exportVerb } from './export.ts'
import { model } from './model.ts'
import { populationFromStudy } from './population-from-study.ts'
import { populationImport } from './population-import.ts'
import { powerVerb } from './power.ts'
import { probeVerb } from './probe.ts'
import { probeCode } from './probe-code.ts'
import { secret } from './secret.ts'
import { simulateVerb } from './simulate.ts'
import { studyCheck } from './study-check.ts'
import { studyConditions } from './study-conditions.ts'
import { studyFreeze } from './study-freeze.ts'
import { studyPreview } from './study-preview.ts'
import type { Verb } from './verb.ts'

/** The words of the command line, as `help` lists them. */
export const VERBS: Readonly<Record<string, Verb>> = {
  'study check': studyCheck,
  'study conditions': studyConditions,
  'study preview': studyPreview,
  'study freeze': studyFreeze,
  simulate: simulateVerb,
  probe: probeVerb,
  'probe code': probeCode,
  power: powerVerb,
  analyse: analyseVerb,
  export: exportVerb,
  backup,
  erase,
  secret,
  model,
  'population import': populationImport,
  'population from-study': populationFromStudy,
  agreement,
  distance,
  equivalence,
}

/** The verb with which a call begins; undefined if it begins with none. Verbs of two words come before those of one. */
export function verbNamed(words: readonly string[]): string | undefined {
  return [words.slice(0, 2).join(' '), words[0] ?? ''].find((candidate) => Object.hasOwn(VERBS, candidate))
}
