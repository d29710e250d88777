import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Instrument } from '../../shared/instrument/instrument.ts'
import type { Locale } from '../../shared/instrument/localised.ts'
import { Translation, withTranslation } from '../../shared/instrument/translation.ts'
import { withBases } from './study-languages.ts'
import type { StudyProblem } from './study-problem.ts'
import { readYamlValue } from './yaml-value.ts'

/**
 * The instrument of `file` with its translations. They are in the folder beside it, which has the same name:
 * `values/es.yaml` for `values.yaml`. Only `locales` and their base languages are read. If a language has no file, the
 * instrument's own texts are used, if any: the linter says what a study lacks. `shown` names a file in messages.
 */
export function translated(
  instrument: Instrument,
  file: string,
  locales: readonly Locale[],
  shown: (file: string) => string,
): { instrument: Instrument; problems: StudyProblem[] } {
  const { dir, name } = path.parse(file)
  const problems: StudyProblem[] = []
  let merged = instrument
  for (const locale of withBases(locales)) {
    const beside = path.join(dir, name, `${locale}.yaml`)
    if (!existsSync(beside)) continue
    const { yaml, value, problems: wrong } = readYamlValue(beside, shown(beside), Translation)
    problems.push(...wrong)
    if (value === null) continue
    const complain = (where: (string | number)[], message: string) =>
      problems.push({ file: yaml.file, line: yaml.lineOf(where), severity: 'error', message })
    if (value.locale !== locale) {
      complain(['locale'], `the locale is "${value.locale}" and the file "${locale}.yaml"; give both the same name.`)
      continue
    }
    const result = withTranslation(merged, value)
    if (result.ok) merged = result.instrument
    else for (const { path: where, message } of result.problems) complain(where, message)
  }
  return { instrument: merged, problems }
}
