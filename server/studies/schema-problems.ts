import type * as z from 'zod'
import { nearest, suggest } from './nearest.ts'
import { knownKeys } from './schema-keys.ts'
import type { YamlPath } from './study-problem.ts'

export type SchemaProblem = { path: YamlPath; message: string }
type Issue = z.core.$ZodIssue

/**
 * The parts of `value` that do not fit `schema`, in plain words, each with the path of what is wrong. Empty when it
 * fits.
 */
export function schemaProblems(schema: z.ZodType, value: unknown): SchemaProblem[] {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(schema, value, issue, []))
}

function explain(schema: z.ZodType, root: unknown, issue: Issue, base: YamlPath): SchemaProblem[] {
  const path = [...base, ...issue.path] as (string | number)[]
  const found = valueAt(root, path)
  const name = nameOf(path)
  const say = (message: string): SchemaProblem[] => [{ path, message: `${name} ${message}` }]
  if (found === undefined && issue.code !== 'unrecognized_keys') return say(missing(issue))
  if (found === null) return say('is empty; write its value or remove the line.')

  switch (issue.code) {
    case 'invalid_type':
      return say(`must be ${typeWords(issue.expected)}; it is ${shown(found)}.${quotingHint(issue.expected, found)}`)
    case 'invalid_value':
      return say(`is ${shown(found)}; ${oneOf(issue.values.map(String), found)}`)
    case 'unrecognized_keys': {
      const known = knownKeys(schema, root, path)
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `"${clipped(key)}" is not known in ${name}; ${suggest(key, known)}`,
      }))
    }
    case 'invalid_union':
      return explainUnion(schema, root, issue, path)
    case 'invalid_key': {
      const inner = issue.issues[0]
      return say(`cannot be a key here: ${format(inner?.message ?? '', String(path.at(-1)))}`)
    }
    case 'too_small':
      return say(sizeWords(found, `${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`))
    case 'too_big':
      return say(sizeWords(found, `${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`))
    case 'invalid_format':
      if (issue.format === 'email') return say(`is ${shown(found)}; write an e-mail address, like name@example.org.`)
      if (issue.format === 'date') return say(`is ${shown(found)}; write a date, like 2026-11-21.`)
      return say(`cannot be this: ${format(issue.message, String(found))}`)
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return say(`cannot be this: ${format(issue.message, String(found))}`)
  }
}

function explainUnion(
  schema: z.ZodType,
  root: unknown,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: (string | number)[],
): SchemaProblem[] {
  const found = valueAt(root, path)
  const say = (message: string): SchemaProblem[] => [{ path, message: `${nameOf(path)} ${message}` }]
  const branches = issue.errors
  if ('options' in issue && Array.isArray(issue.options))
    return say(`is ${shown(found)}; ${oneOf(issue.options.map(String), found)}`)
  // If the value has the shape of one kind and only something inside is wrong, that kind was meant.
  const meant = branches.find((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0))
  if (meant !== undefined) return meant.flatMap((inner) => explain(schema, root, inner, path))
  const ways = branches.flatMap((branch) => branch.map(wayOf))
  return say(`is ${shown(found)}; write ${[...new Set(ways)].join(' or ')}.`)
}

function wayOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map((value) => `"${String(value)}"`).join(' or ')
  if (issue.code === 'invalid_type') return typeWords(issue.expected)
  if (issue.code === 'invalid_format') return `something else (it ${issue.message})`
  return issue.message
}

function missing(issue: Issue): string {
  if (issue.code === 'invalid_value') return `is missing; write ${issue.values.map(String).join(' or ')}.`
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `is missing; write one of: ${issue.options.map(String).join(', ')}.`
  return 'is missing; add it.'
}

function oneOf(known: string[], found: unknown): string {
  const near = nearest(String(found), known)
  const all = known.length === 1 ? `write "${known[0]}".` : `write one of: ${known.join(', ')}.`
  return near === null ? all : `did you mean "${near}"? ${all[0]!.toUpperCase()}${all.slice(1)}`
}

/** Our own messages begin with "is …" and come after the value. */
function format(message: string, found: string): string {
  return message.startsWith('is ') || message.startsWith('has ') ? `"${clipped(found)}" ${message}.` : `${message}.`
}

function sizeWords(found: unknown, wanted: string): string {
  if (typeof found === 'string')
    return found.trim() === '' ? 'is empty; write a text.' : `has ${found.length} characters; it must have ${wanted}.`
  if (Array.isArray(found)) return `has ${found.length} entries; give it ${wanted}.`
  return `is ${shown(found)}; it must be ${wanted}.`
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (lines that begin with "- ")',
  object: 'a mapping (lines of "key: value")',
  record: 'a mapping (lines of "key: value")',
}

function typeWords(expected: string): string {
  return TYPE_WORDS[expected] ?? expected
}

function quotingHint(expected: string, found: unknown): string {
  const bare = typeof found === 'number' || typeof found === 'boolean'
  return expected === 'string' && bare ? ` Put it in quotes to make it a text: "${clipped(String(found))}".` : ''
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `"${clipped(value)}"` : clipped(String(value))
}

/** A long text is shortened to its beginning. Its author knows the rest, and the line says where it is. */
function clipped(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

const LONGEST_SHOWN = 80

/** `"turns.max"`, `entry 2 of "items"`: short enough to read, since the line says where it is. */
function nameOf(path: YamlPath): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  if (typeof last === 'number')
    return `entry ${last + 1} of ${path.length > 1 ? nameOf(path.slice(0, -1)) : 'the file'}`
  const above = path.at(-2)
  return typeof above === 'string' ? `"${clipped(`${above}.${last}`)}"` : `"${clipped(last)}"`
}

function valueAt(root: unknown, path: YamlPath): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}
