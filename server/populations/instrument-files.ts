import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputProblem } from '../../shared/input-problem.ts'
import { codesOf, Instrument } from '../../shared/instrument/instrument.ts'
import { schemaProblems } from '../studies/schema-problems.ts'
import { problemLine } from '../studies/study-problem.ts'
import { readYamlFile } from '../studies/yaml-file.ts'

/**
 * The items that an import is for: reference code -> the codes that its answers may have. The list is empty if the
 * answers are not coded.
 */
export type WantedItems = ReadonlyMap<string, readonly number[]>

/**
 * The items with a reference code in some instrument files. Throws an InputProblem that lists what is wrong in the
 * files.
 */
export function wantedItems(files: readonly string[]): WantedItems {
  const wanted = new Map<string, readonly number[]>()
  for (const file of files) {
    if (!existsSync(file)) throw new InputProblem(`There is no instrument file "${file}"; check the path.`)
    if (!statSync(file).isFile()) throw new InputProblem(`"${file}" is no instrument file; name the YAML file itself.`)
    const yaml = readYamlFile(path.resolve(file), file)
    const wrong = [
      ...yaml.problems,
      ...(yaml.problems.length > 0 ? [] : schemaProblems(Instrument, yaml.value)).map(({ path: at, message }) => ({
        file,
        line: yaml.lineOf(at),
        severity: 'error' as const,
        message,
      })),
    ]
    if (wrong.length > 0) throw new InputProblem(wrong.map(problemLine).join('\n'))
    for (const item of Instrument.parse(yaml.value).items)
      if (item.reference !== undefined && !wanted.has(item.reference)) wanted.set(item.reference, codesOf(item.answer))
  }
  if (wanted.size === 0)
    throw new InputProblem(`No item of ${files.join(', ')} has a "reference", so there is nothing to import for them.`)
  return wanted
}
