import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearest } from '../studies/nearest.ts'

export type Options = NonNullable<ParseArgsConfig['options']>

/**
 * What is wrong with the options of a call, in one sentence; null if nothing is. `usage` is the call up to the verb, as
 * people type it.
 */
export function argumentProblem(args: string[], options: Options, usage: string): string | null {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const kind = Object.hasOwn(options, name) ? options[name]!.type : null
    if (kind === null) {
      const near = nearest(name, Object.keys(options))
      return `There is no option ${rawName}${near === null ? '.' : `; did you mean --${near}?`} "${usage} --help" lists them.`
    }
    if (kind === 'boolean' && value !== undefined)
      return `${rawName} takes no value, and it was given "${value}"; write ${rawName} alone.`
    if (kind === 'string' && value === undefined) return `${rawName} needs a value; write it behind: ${rawName} VALUE.`
    if (kind === 'string' && inlineValue === false && value!.startsWith('-'))
      return `${rawName} needs a value, and "${value}" looks like an option; write the value between them, or ${rawName}=${value} if that is the value.`
  }
  return null
}

/** Options of ours that npm has too. People may have set them for npm, so that they say nothing about a call. */
const ALSO_OF_NPM: readonly string[] = ['json', 'include', 'only', 'version']

/** npm reads a word that consists of its one-letter options as these options; of `--plan`, the first is `-p`. */
const SPELT_BY_NPM: Readonly<Record<string, string>> = { plan: 'parseable' }

/**
 * Says that npm took options of a verb for its own. It does so with all that stand before a `--`, and the verb would do
 * something else than was meant. Null if it took none.
 */
export function takenByNpm(
  args: readonly string[],
  options: Options,
  usage: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  if (env.npm_lifecycle_event !== 'parallax') return null
  const isGiven = (name: string) => args.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))
  const isTaken = (name: string) =>
    (env[`npm_config_${(SPELT_BY_NPM[name] ?? name).replaceAll('-', '_')}`] ?? '') !== ''
  const taken = Object.keys(options).filter((name) => !ALSO_OF_NPM.includes(name) && isTaken(name) && !isGiven(name))
  if (taken.length === 0) return null
  const names = taken.map((name) => `--${name}`).join(' and ')
  return `npm took ${names} for itself; write "--" after "parallax": ${usage} …`
}
