import type { RequestParameters } from '../../shared/study/request-parameters.ts'

/** What a configuration is read from. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The setting in which the parameters of an alias are written. */
export type ParametersSetting = 'PARALLAX_MODELS' | 'PARALLAX_MODEL_PARAMETERS'

/**
 * An OpenAI-compatible endpoint. `apiKey` is absent if the endpoint wants none. `parameters` is absent if requests are
 * sent as they are asked for. `parametersIn` is for errors that say where to change parameters; if it is absent,
 * `PARALLAX_MODELS` is meant.
 */
export type Endpoint = {
  alias: string
  provider: string
  baseUrl: string
  model: string
  apiKey?: string
  parameters?: RequestParameters
  parametersIn?: ParametersSetting
}

/** What an endpoint's tokens cost, in USD per million. */
export type Prices = { input: number; output: number }

/** An endpoint, and its prices if the configuration gives them. */
export type BoundEndpoint = Endpoint & { prices?: Prices }

/** One thing that is wrong with the configuration of models: what, where it was read, and what to do. */
export type BindingProblem = { what: string; where: string; remedy: string }

/** An endpoint. It is named after its host unless a provider is given. */
export function endpointOf(
  alias: string,
  baseUrl: string,
  model: string,
  provider: string | undefined,
  apiKey: string | undefined,
): Endpoint {
  return { alias, provider: provider ?? new URL(baseUrl).host, baseUrl, model, ...(apiKey && { apiKey }) }
}

export const BASE_REMEDY = 'Give the part before /chat/completions, such as https://api.openai.com/v1.'

/** What is wrong with a base URL, as the end of a sentence. */
export function faultOfBaseUrl(text: string): string | undefined {
  if (!URL.canParse(text.trim())) return 'is no URL'
  const url = new URL(text.trim())
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is not http or https'
  // The base URL goes onto every row of data.
  if (url.username || url.password || url.search || url.hash) return 'has a user name, password, query or fragment'
  if (/\/completions\/?$/.test(url.pathname)) return 'names the route, not its base'
  return undefined
}

/** Whether a header can carry this key. */
export function isHeaderText(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key)
}

/** The problem of a key that cannot stand in a header. It never shows the key. */
export function unfitKey(variable: string, where: string): BindingProblem {
  return {
    what: `The key in ${variable} has spaces, line ends or other characters that cannot stand in a header.`,
    where,
    remedy: `Set ${variable} to the key alone, without quotes or "Bearer".`,
  }
}
