import type { Json, RequestParameters } from '../../shared/study/request-parameters.ts'
import { suggest } from '../studies/nearest.ts'
import { jsonFault, looksLikeKey, secretAmongNames } from './json-fault.ts'
import { RESERVED, WIRE_NAMES } from './wire-parameters.ts'

/** What a configuration says under `rename`, `drop` and `add`, as it was written. */
export type WrittenParameters = { rename?: unknown; drop?: unknown; add?: unknown }

/** One thing that is wrong in these parts: in which part, what, and what to do. */
export type ParameterProblem = { part: 'rename' | 'drop' | 'add'; what: string; remedy: string }

/**
 * Other names that endpoints use for parameters of ours. A value added under such a name would win over the study's
 * value.
 */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ max_completion_tokens: 'max_tokens', max_output_tokens: 'max_tokens', max_new_tokens: 'max_tokens' },
    ...{ num_predict: 'max_tokens', n_predict: 'max_tokens', random_seed: 'seed', stop_sequences: 'stop' },
  }),
)

const EXAMPLES = {
  rename: 'Write rename: { max_tokens: max_completion_tokens }.',
  drop: 'Write drop: [temperature].',
  add: 'Write add: { reasoning_effort: low }.',
} as const

/**
 * Reads and checks what a binding changes about its requests. Undefined if it changes nothing. All problems are
 * reported at once. `secrets` are keys of the configuration. They must not be a name or be inside a value, since both
 * stand on every row of data.
 */
export function readParameters(
  written: WrittenParameters,
  secrets: readonly (string | undefined)[],
): { parameters: RequestParameters | undefined; problems: ParameterProblem[] } {
  const problems: ParameterProblem[] = []
  const keys = present(secrets)
  const rename = readRename(written.rename, keys, problems)
  const drop = readDrop(written.drop, keys, problems)
  const add = readAdd(written.add, keys, problems)
  problems.push(...clashes(rename, drop, add))
  const isNothing = Object.keys(rename).length + drop.length + Object.keys(add).length === 0
  return { parameters: isNothing ? undefined : { rename, drop, add }, problems }
}

function readRename(
  written: unknown,
  secrets: readonly string[],
  problems: ParameterProblem[],
): Record<string, string> {
  if (written === undefined) return {}
  const complain = (what: string, remedy: string) => problems.push({ part: 'rename', what, remedy })
  if (!isMap(written) || Object.values(written).some((to) => typeof to !== 'string')) {
    complain('It is not a list of names, each with its new name.', EXAMPLES.rename)
    return {}
  }
  const found = written as Record<string, string>
  if (holdsKey([...Object.keys(found), ...Object.values(found)], secrets, complain)) return {}
  for (const [from, to] of Object.entries(found)) {
    checkOurs(from, complain)
    if (WIRE_NAMES.includes(to.toLowerCase()))
      complain(
        `"${from}" would be sent as "${to}", which is a parameter of its own.`,
        'Choose the name that the endpoint knows.',
      )
    else checkName(to, complain)
  }
  return found
}

function readDrop(written: unknown, secrets: readonly string[], problems: ParameterProblem[]): string[] {
  if (written === undefined) return []
  const complain = (what: string, remedy: string) => problems.push({ part: 'drop', what, remedy })
  if (!Array.isArray(written) || written.some((name) => typeof name !== 'string')) {
    complain('It is not a list of names.', EXAMPLES.drop)
    return []
  }
  const found = [...new Set(written as string[])].sort()
  if (holdsKey(found, secrets, complain)) return []
  for (const name of found) checkOurs(name, complain)
  return found
}

function readAdd(written: unknown, secrets: readonly string[], problems: ParameterProblem[]): Record<string, Json> {
  if (written === undefined) return {}
  const complain = (what: string, remedy: string) => problems.push({ part: 'add', what, remedy })
  if (!isMap(written)) {
    complain('It is not a list of names, each with its value.', EXAMPLES.add)
    return {}
  }
  if (holdsKey(Object.keys(written), secrets, complain)) return {}
  for (const [name, value] of Object.entries(written)) {
    const ours = OTHER_NAMES.get(name.toLowerCase())
    const fault = jsonFault(name, value, secrets)
    if (ours !== undefined)
      complain(
        `"${name}" is another name of "${ours}", which the study sets.`,
        `Set ${ours} in the study, and write rename: { ${ours}: ${name} } here.`,
      )
    else if (!WIRE_NAMES.includes(name) && WIRE_NAMES.includes(name.toLowerCase()))
      complain(`"${name}" is "${name.toLowerCase()}" in other letters.`, `Write ${name.toLowerCase()}.`)
    else checkName(name, complain)
    if (fault !== null) complain(fault.what, fault.remedy)
  }
  return written as Record<string, Json>
}

/** A name may stand in one place only. Otherwise nobody could say which of the places counts. */
function clashes(
  rename: Record<string, string>,
  drop: readonly string[],
  add: Record<string, Json>,
): ParameterProblem[] {
  const remedy = 'Keep one of them.'
  const found: ParameterProblem[] = []
  const sentAs = new Map<string, string>()
  for (const [from, to] of Object.entries(rename)) {
    // Names that differ only in capitals are the same to some endpoints, and most readers would take them for a typing
    // error.
    const other = sentAs.get(to.toLowerCase())
    if (other !== undefined)
      found.push({ part: 'rename', what: `"${other}" and "${from}" would both be sent as "${to}".`, remedy })
    sentAs.set(to.toLowerCase(), from)
    if (drop.includes(from)) found.push({ part: 'drop', what: `"${from}" stands under rename too.`, remedy })
  }
  for (const name of Object.keys(add)) {
    const from = sentAs.get(name.toLowerCase())
    const place = drop.includes(name) ? 'drop' : Object.hasOwn(rename, name) ? 'rename' : null
    if (place !== null) found.push({ part: 'add', what: `"${name}" stands under ${place} too.`, remedy })
    if (from !== undefined)
      found.push({ part: 'add', what: `"${name}" is what rename makes of "${from}" too.`, remedy })
  }
  return found
}

type Complain = (what: string, remedy: string) => void

/** Whether there is a key among names. It is reported once, without showing the key. */
function holdsKey(names: readonly string[], secrets: readonly string[], complain: Complain): boolean {
  const isHeld = names.some((name) => looksLikeKey(name, secrets))
  if (isHeld) {
    const { what, remedy } = secretAmongNames('here')
    complain(what, remedy)
  }
  return isHeld
}

/** Only a parameter that we send can get another name or be left out. */
function checkOurs(name: string, complain: Complain): void {
  if (WIRE_NAMES.includes(name)) return
  if (RESERVED.includes(name.toLowerCase())) complain(...reserved(name))
  else complain(`"${name}" is not a parameter that Parallax sends.`, asSentence(suggest(name, WIRE_NAMES)))
}

function checkName(name: string, complain: Complain): void {
  if (RESERVED.includes(name.toLowerCase())) complain(...reserved(name))
  else if (!/^[A-Za-z][\w.-]*$/.test(name))
    complain(`"${name}" cannot name a parameter.`, 'Use letters, digits, "_", "-" and ".", beginning with a letter.')
}

function reserved(name: string): [what: string, remedy: string] {
  const remedy =
    name === 'stream_options' ? 'Take it out; where an endpoint refuses it, it is left out by itself.' : 'Take it out.'
  return [`"${name}" is what calls are made with, and cannot be changed.`, remedy]
}

function asSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function present(secrets: readonly (string | undefined)[]): string[] {
  return secrets.filter((one) => one !== undefined)
}

/**
 * Sets and ordered maps of YAML are not accepted: they become objects of other kinds, in which no member would be
 * found.
 */
function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
