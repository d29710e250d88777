import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { Endpoint } from './openai.ts'

/** What an endpoint's tokens cost, in USD per million. */
export type Prices = { input: number; output: number }

/** An endpoint, and its prices where the configuration tells them. */
export type BoundEndpoint = Endpoint & { prices?: Prices }

/** The aliases that configuration has bound, each with its endpoint. */
export type Bindings = ReadonlyMap<string, BoundEndpoint>

/** One thing that is wrong with the configuration of models: what, where it was read, and what to do. */
export type BindingProblem = { what: string; where: string; remedy: string }

export type ReadBindings = { kind: 'bindings'; bindings: Bindings } | { kind: 'problems'; problems: BindingProblem[] }

/** What an alias of a study stands for. */
export type Binding = { kind: 'bound'; endpoint: BoundEndpoint } | { kind: 'unbound'; problem: BindingProblem }

/** The alias of the built-in responder. It is no endpoint, so it cannot be bound here. */
export const BUILTIN_ALIAS = 'builtin'

/** The alias that `PARALLAX_MODEL`, `OPENAI_BASE_URL` and `OPENAI_API_KEY` bind. */
export const DEFAULT_ALIAS = 'default'

type Environment = Readonly<Record<string, string | undefined>>

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
  /** USD per million tokens, for what a probe run says of its cost. */
  prices: z.strictObject({ input: z.number().min(0), output: z.number().min(0) }).optional(),
})

const File = z.record(z.string(), Bound)

/**
 * Reads which endpoint each model alias stands for.
 *
 * `PARALLAX_MODELS` is the path of a YAML or JSON file, or such JSON itself:
 * `{ alias: { baseUrl, model, apiKeyEnv?, provider?, prices? } }`. Beside it, `PARALLAX_MODEL` with `OPENAI_BASE_URL` (OpenAI's
 * own by default) and `OPENAI_API_KEY` binds the alias `default`. Keys are never written in the file.
 * All problems are reported at once; with any problem, nothing is bound.
 */
export function readBindings(env: Environment): ReadBindings {
  const bindings = new Map<string, BoundEndpoint>()
  const problems: BindingProblem[] = []
  const models = env.PARALLAX_MODELS?.trim()
  if (models) readModels(models, env, bindings, problems)
  if (env.PARALLAX_MODEL?.trim()) readDefault(env, bindings, problems)
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'bindings', bindings }
}

/**
 * The endpoint that an alias of a study is bound to, or the problem that there is none.
 * There is no fall-back: a study that names a model gets that model or does not begin.
 * `BUILTIN_ALIAS` is not asked for here, since whoever builds the models binds it.
 */
export function endpointFor(bindings: Bindings, alias: string, study: string): Binding {
  const endpoint = bindings.get(alias)
  if (endpoint) return { kind: 'bound', endpoint }
  const bound = bindings.size > 0 ? `Bound are: ${[...bindings.keys()].sort().join(', ')}` : 'No alias is bound'
  const entry = `PARALLAX_MODELS to {"${alias}": {"baseUrl": "https://…/v1", "model": "…", "apiKeyEnv": "…"}}`
  const problem = {
    what: `The model alias "${alias}" is bound to no endpoint. ${bound}.`,
    where: `study "${study}", model.alias`,
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
  // JSON is YAML, and this parser also reports a key that is there twice. Without excerpts, which may hold a secret.
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0) {
    const remedy = `Write ${SHAPE} as YAML or JSON.`
    problems.push(
      ...document.errors.map(({ message }) => ({ what: `This is no YAML or JSON: ${message}.`, where, remedy })),
    )
    return
  }
  const parsed = File.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => problemOf(issue, where)))
    return
  }
  for (const [alias, bound] of Object.entries(parsed.data)) bind(alias, bound, env, where, bindings, problems)
}

function bind(
  alias: string,
  { baseUrl, model, apiKeyEnv, provider, prices }: z.infer<typeof Bound>,
  env: Environment,
  where: string,
  bindings: Map<string, BoundEndpoint>,
  problems: BindingProblem[],
): void {
  const key = apiKeyEnv === undefined ? undefined : env[apiKeyEnv]?.trim()
  const at = `${where}, alias "${alias}"`
  if (alias === BUILTIN_ALIAS)
    problems.push({ what: 'This alias is that of the built-in responder.', where: at, remedy: 'Choose another name.' })
  else if (!/^[a-z0-9-]+$/.test(alias))
    problems.push({
      what: 'No study can name this alias.',
      where: at,
      remedy: 'Use lower-case letters, digits and "-" only.',
    })
  else if (apiKeyEnv !== undefined && !key)
    problems.push({
      what: `apiKeyEnv names ${apiKeyEnv}, which is not set.`,
      where: at,
      remedy: `Set ${apiKeyEnv} to the key, or leave apiKeyEnv out if the endpoint wants none.`,
    })
  else if (key && !isHeaderText(key)) problems.push(unfitKey(apiKeyEnv ?? '', at))
  else bindings.set(alias, { ...endpointOf(alias, baseUrl, model, provider, key), ...(prices && { prices }) })
}

function readDefault(env: Environment, bindings: Map<string, BoundEndpoint>, problems: BindingProblem[]): void {
  const where = 'PARALLAX_MODEL'
  const key = env.OPENAI_API_KEY?.trim()
  const baseUrl = env.OPENAI_BASE_URL?.trim() || 'https://api.openai.com/v1'
  const fault = faultOfBaseUrl(baseUrl)
  if (bindings.has(DEFAULT_ALIAS))
    problems.push({
      what: `The alias "${DEFAULT_ALIAS}" is bound twice, here and in PARALLAX_MODELS.`,
      where,
      remedy: 'Unset PARALLAX_MODEL, or take the alias out of PARALLAX_MODELS.',
    })
  else if (!key && !env.OPENAI_BASE_URL?.trim())
    problems.push({
      what: 'A model is named, but neither a key nor an endpoint.',
      where,
      remedy: 'Set OPENAI_API_KEY for OpenAI, or OPENAI_BASE_URL for another endpoint.',
    })
  else if (fault !== undefined) problems.push({ what: `It ${fault}.`, where: 'OPENAI_BASE_URL', remedy: BASE_REMEDY })
  else if (key && !isHeaderText(key)) problems.push(unfitKey('OPENAI_API_KEY', 'OPENAI_API_KEY'))
  else {
    const model = env.PARALLAX_MODEL?.trim() ?? ''
    bindings.set(DEFAULT_ALIAS, endpointOf(DEFAULT_ALIAS, baseUrl.replace(/\/+$/, ''), model, undefined, key))
  }
}

function endpointOf(
  alias: string,
  baseUrl: string,
  model: string,
  provider: string | undefined,
  apiKey: string | undefined,
): Endpoint {
  return { alias, provider: provider ?? new URL(baseUrl).host, baseUrl, model, ...(apiKey && { apiKey }) }
}

const SHAPE = '{ alias: { baseUrl, model, apiKeyEnv?, provider?, prices? } }'
const BASE_REMEDY = 'Give the part before /chat/completions, such as https://api.openai.com/v1.'

function problemOf(issue: z.core.$ZodIssue, where: string): BindingProblem {
  const [alias, field] = issue.path.map(String)
  const at = alias === undefined ? where : `${where}, alias "${alias}"${field === undefined ? '' : `, ${field}`}`
  if (issue.code === 'unrecognized_keys' && issue.keys.some((key) => /^api_?key$/i.test(key)))
    return { what: 'It holds a key.', where: at, remedy: 'Put the key into a variable and name that in apiKeyEnv.' }
  if (field === 'baseUrl') return { what: `It ${issue.message}.`, where: at, remedy: BASE_REMEDY }
  return { what: `${issue.message}.`, where: at, remedy: `Write ${SHAPE}.` }
}

/** What is wrong with a base URL, as the end of a sentence. */
function faultOfBaseUrl(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return 'is no URL'
  const url = new URL(text.trim())
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is not http or https'
  // The base URL goes onto every row of data.
  if (url.username || url.password || url.search || url.hash) return 'has a user name, password, query or fragment'
  if (/\/completions\/?$/.test(url.pathname)) return 'names the route, not its base'
  return undefined
}

function isHeaderText(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key)
}

function unfitKey(variable: string, where: string): BindingProblem {
  return {
    what: `The key in ${variable} has spaces, line ends or other characters that no header can carry.`,
    where,
    remedy: `Set ${variable} to the key alone, without quotes or "Bearer".`,
  }
}
