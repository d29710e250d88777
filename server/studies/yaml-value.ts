import type * as z from 'zod'
import { schemaProblems } from './schema-problems.ts'
import type { StudyProblem } from './study-problem.ts'
import { readYamlFile, type YamlFile } from './yaml-file.ts'

/** A YAML file read by a schema: its value, or null and what is wrong with it. */
export type YamlValue<T> = { yaml: YamlFile; value: T | null; problems: StudyProblem[] }

/** Reads the file at `path` by `schema`; `shown` is its name in messages. Throws what the file system throws. */
export function readYamlValue<T>(path: string, shown: string, schema: z.ZodType<T>): YamlValue<T> {
  const yaml = readYamlFile(path, shown)
  if (yaml.problems.length > 0) return { yaml, value: null, problems: yaml.problems }
  const parsed = schema.safeParse(yaml.value)
  if (parsed.success) return { yaml, value: parsed.data, problems: [] }
  const problems = schemaProblems(schema, yaml.value).map(
    ({ path: where, message }): StudyProblem => ({ file: shown, line: yaml.lineOf(where), severity: 'error', message }),
  )
  return { yaml, value: null, problems }
}
