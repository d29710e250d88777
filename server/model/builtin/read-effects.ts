import path from 'node:path'
import type { Study } from '../../../shared/study/study.ts'
import { schemaProblems } from '../../studies/schema-problems.ts'
import type { StudyProblem, YamlPath } from '../../studies/study-problem.ts'
import { parseYamlFile, readYamlFile, type YamlFile } from '../../studies/yaml-file.ts'
import { checkEffects } from './check-effects.ts'
import { Effects } from './effects.ts'

export type EffectsRead = { ok: true; effects: Effects } | { ok: false; problems: StudyProblem[] }

/** Reads `responder.yaml` and checks it against its study. File names in messages are relative to `root`. */
export function readEffects(file: string, study: Study, root: string = process.cwd()): EffectsRead {
  const full = path.resolve(root, file)
  return effectsOf(readYamlFile(full, path.relative(root, full)), study)
}

/**
 * Does the same as `readEffects`, but from text. Returns every problem at once, by line. `file` is the name that
 * messages use.
 */
export function parseEffects(text: string, file: string, study: Study): EffectsRead {
  return effectsOf(parseYamlFile(text, file), study)
}

function effectsOf(yaml: YamlFile, study: Study): EffectsRead {
  const { file } = yaml
  const at = ({ path: where, message }: { path: YamlPath; message: string }): StudyProblem => ({
    file,
    line: yaml.lineOf(where),
    severity: 'error',
    message,
  })
  if (yaml.problems.length > 0) return { ok: false, problems: yaml.problems }
  const wrong = schemaProblems(Effects, yaml.value)
  const parsed = Effects.safeParse(yaml.value)
  if (!parsed.success) return { ok: false, problems: wrong.map(at) }
  const problems = checkEffects(parsed.data, study).map(at)
  return problems.length === 0
    ? { ok: true, effects: parsed.data }
    : { ok: false, problems: problems.sort((a, b) => a.line - b.line) }
}
