import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { readConfigText } from './config-text.ts'
import {
  BASE_REMEDY,
  type BindingProblem,
  type BoundEndpoint,
  type Environment,
  endpointOf,
  faultOfBaseUrl,
  isHeaderText,
  unfitKey,
} from './endpoint.ts'
import { looksLikeKey, secretAmongNames, withoutKeys } from './json-fault.ts'
import { DEFAULT_ALIAS, readPlain } from './plain-binding.ts'
import { readParameters } from './read-parameters.ts'

/** The aliases that configuration has bound, each with its endpoint. */
export type Bindings = ReadonlyMap<string, BoundEndpoint>

export type ReadBindings = { kind: 'bindings'; bindings: Bindings } | { kind: 'problems'; problems: BindingProblem[] }

/** What an alias of a study stands for. */
export type Binding = { kind: 'bound'; endpoint: BoundEndpoint } | { kind: 'unbound'; problem: BindingProblem }

const BaseUrl = z.string().transform((text, context) => {
  const fault = faultOfBaseUrl(text)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  return text.trim().replace(/\/+$/, '')
})

const Bound = z.strictObject({
  baseUrl: BaseUrl,
  model: z.string().trim().min(1, 'is empty'),
  /** The environment variable that holds the key; absent for an endpoint without keys. */
  apiKeyEnv: z.string().trim().min(1, 'is empty').optional(),
  /** Names the provider on every row of data; by default the host of `baseUrl`. */
  provider: z.string().trim().min(1, 'is empty').optional(),
  /** USD per million tokens, from which a probe run computes its cost. */
  prices: z.strictObject({ input: z.number().min(0), output: z.number().min(0) }).optional(),
  /** What is changed about requests; checked by `readParameters`. */
  rename: z.unknown().optional(),
  drop: z.unknown().optional(),
  add: z.unknown().optional(),
})

const File = z.record(z.string(), Bound)

/**
 * Reads which endpoint each model alias stands for.
 *
 * `PARALLAX_MODELS` is the path of a YAML or JSON file, or such JSON itself:
 * `{ alias: { baseUrl, model, apiKeyEnv?, provider?, prices?, rename?, drop?, add? } }`. Beside it, `PARALLAX_MODEL` with
 * `OPENAI_BASE_URL` (OpenAI's own by default) and `OPENAI_API_KEY` binds the alias `default`, whose `rename`, `drop` and `add`
 * are in `PARALLAX_MODEL_PARAMETERS`. Keys are never written in the file. All problems are reported at once; with any problem,
 * nothing is bound.
 */
export function readBindings(env: Environment): ReadBindings {
  const bindings = new Map<string, BoundEndpoint>()
  const problems: BindingProblem[] = []
  const models = env.PARALLAX_MODELS?.trim()
  if (models) readModels(models, env, bindings, problems)
  readPlain(env, bindings, problems)
  // A key in the place of a name would be shown as a name: messages are printed and logged.
  if (problems.length === 0) return { kind: 'bindings', bindings }
  return { kind: 'problems', problems: problems.map((one) => veiled(one, keysIn(env))) }
}

/**
 * The endpoint that an alias of a study is bound to. If it is bound to none: the problem. There is no fall-back: a
 * study that names a model gets that model or does not begin. Nobody asks for `BUILTIN_ALIAS` here: the code that
 * builds the models binds it. `where` is what names the alias, if it is not the study's model.
 */
export function endpointFor(
  bindings: Bindings,
  alias: string,
  study: string,
  where: string = `study "${study}", model.alias`,
): Binding {
  const endpoint = bindings.get(alias)
  if (endpoint) return { kind: 'bound', endpoint }
  const bound = bindings.size > 0 ? `Bound are: ${[...bindings.keys()].sort().join(', ')}` : 'No alias is bound'
  const entry = `PARALLAX_MODELS to {"${alias}": {"baseUrl": "https://…/v1", "model": "…", "apiKeyEnv": "…"}}`
  const problem = {
    what: `The model alias "${alias}" is bound to no endpoint. ${bound}.`,
    where,
    remedy:
      alias === DEFAULT_ALIAS
        ? `Set PARALLAX_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL; or set ${entry}.`
        : `Set ${entry}, or a file with that content.`,
  }
  return { kind: 'unbound', problem }
}

/** One line for the log or the terminal. */
export function sentenceOf({ what, where, remedy }: BindingProblem): string {
  return `${where}: ${what} ${remedy}`
}

function readModels(
  models: string,
  env: Environment,
  bindings: Map<string, BoundEndpoint>,
  problems: BindingProblem[],
): void {
  const isInline = models.startsWith('{')
  const where = isInline ? 'PARALLAX_MODELS' : `PARALLAX_MODELS, file ${models}`
  let text = models
  if (!isInline) {
    try {
      text = readFileSync(models, 'utf8')
    } catch (error) {
      const what = `The file cannot be read: ${error instanceof Error ? error.message : error}.`
      problems.push({
        what,
        where,
        remedy: 'Give the path of a readable YAML or JSON file, or JSON that begins with {.',
      })
      return
    }
  }
  const read = readConfigText(text)
  if (!read.ok) {
    const remedy = `Write ${SHAPE} as YAML or JSON.`
    problems.push(...read.faults.map((fault) => ({ what: `This is not YAML or JSON: ${fault}.`, where, remedy })))
    return
  }
  if (Object.hasOwn(Object(read.value), '__proto__')) {
    // The schema ignores this key without a word.
    problems.push(unfitAlias(`${where}, alias "__proto__"`))
    return
  }
  const parsed = File.safeParse(read.value ?? {})
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => problemOf(issue, where)))
    return
  }
  for (const [alias, bound] of Object.entries(parsed.data)) bind(alias, bound, env, where, bindings, problems)
}

function bind(
  alias: string,
  { baseUrl, model, apiKeyEnv, provider, prices, ...written }: z.infer<typeof Bound>,
  env: Environment,
  where: string,
  bindings: Map<string, BoundEndpoint>,
  problems: BindingProblem[],
): void {
  const key = apiKeyEnv === undefined ? undefined : env[apiKeyEnv]?.trim()
  const at = `${where}, alias "${alias}"`
  const { parameters, problems: ofParameters } = readParameters(written, [key, env.OPENAI_API_KEY])
  problems.push(...ofParameters.map(({ part, what, remedy }) => ({ what, where: `${at}, ${part}`, remedy })))
  if (alias === BUILTIN_ALIAS)
    problems.push({ what: 'This alias belongs to the built-in responder.', where: at, remedy: 'Choose another name.' })
  else if (!/^[a-z0-9-]+$/.test(alias)) problems.push(unfitAlias(at))
  else if (looksLikeKey(alias, keysIn(env))) problems.push({ ...secretAmongNames('of an alias'), where })
  else if (apiKeyEnv !== undefined && !key)
    problems.push({
      what: `apiKeyEnv names ${apiKeyEnv}, which is not set.`,
      where: at,
      remedy: `Set ${apiKeyEnv} to the key, or leave apiKeyEnv out if the endpoint wants none.`,
    })
  else if (key && !isHeaderText(key)) problems.push(unfitKey(apiKeyEnv ?? '', at))
  else {
    const endpoint = endpointOf(alias, baseUrl, model, provider, key)
    bindings.set(alias, { ...endpoint, ...(prices && { prices }), ...(parameters && { parameters }) })
  }
}

/** Values of those variables of the environment that hold keys, judged by their names. */
function keysIn(env: Environment): string[] {
  const named = Object.entries(env).filter(([name]) => /KEY|TOKEN|SECRET/i.test(name))
  return named.flatMap(([, value]) => value?.trim() || [])
}

function veiled({ what, where, remedy }: BindingProblem, keys: readonly string[]): BindingProblem {
  return { what: withoutKeys(what, keys), where: withoutKeys(where, keys), remedy }
}

function unfitAlias(where: string): BindingProblem {
  return { what: 'No study can name this alias.', where, remedy: 'Use lower-case letters, digits and "-" only.' }
}

const SHAPE = '{ alias: { baseUrl, model, apiKeyEnv?, provider?, prices?, rename?, drop?, add? } }'

function problemOf(issue: z.core.$ZodIssue, where: string): BindingProblem {
  const [alias, field] = issue.path.map(String)
  const at = alias === undefined ? where : `${where}, alias "${alias}"${field === undefined ? '' : `, ${field}`}`
  if (issue.code === 'unrecognized_keys' && issue.keys.some((key) => /^api_?key$/i.test(key)))
    return { what: 'It holds a key.', where: at, remedy: 'Put the key into a variable and name that in apiKeyEnv.' }
  if (field === 'baseUrl') return { what: `It ${issue.message}.`, where: at, remedy: BASE_REMEDY }
  return { what: `${issue.message}.`, where: at, remedy: `Write ${SHAPE}.` }
}
