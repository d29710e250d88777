import { z } from 'zod'
import type { RequestParameters } from '../../shared/study/request-parameters.ts'
import { readConfigText } from './config-text.ts'
import {
  BASE_REMEDY,
  type BindingProblem,
  type BoundEndpoint,
  type Environment,
  endpointOf,
  faultOfBaseUrl,
  isHeaderText,
  type ParametersSetting,
  unfitKey,
} from './endpoint.ts'
import { readParameters } from './read-parameters.ts'

/** The alias that `PARALLAX_MODEL`, `OPENAI_BASE_URL` and `OPENAI_API_KEY` bind. */
export const DEFAULT_ALIAS = 'default'

const PARAMETERS = 'PARALLAX_MODEL_PARAMETERS'

/**
 * Binds the alias `default` with `PARALLAX_MODEL`, `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `PARALLAX_MODEL_PARAMETERS`,
 * if `PARALLAX_MODEL` is set.
 */
export function readPlain(env: Environment, bindings: Map<string, BoundEndpoint>, problems: BindingProblem[]): void {
  const where = 'PARALLAX_MODEL'
  if (!env.PARALLAX_MODEL?.trim()) {
    if (env[PARAMETERS]?.trim())
      problems.push({
        what: 'It changes the requests to PARALLAX_MODEL, which is not set.',
        where: PARAMETERS,
        remedy: 'Set PARALLAX_MODEL, or unset this and write rename, drop and add in PARALLAX_MODELS, under the alias.',
      })
    return
  }
  const key = env.OPENAI_API_KEY?.trim()
  const baseUrl = env.OPENAI_BASE_URL?.trim() || 'https://api.openai.com/v1'
  const fault = faultOfBaseUrl(baseUrl)
  const parameters = parametersOf(env, key, problems)
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
    const endpoint = endpointOf(DEFAULT_ALIAS, baseUrl.replace(/\/+$/, ''), model, undefined, key)
    bindings.set(DEFAULT_ALIAS, { ...endpoint, ...(parameters && { parameters }) })
  }
}

const Parameters = z.strictObject({ rename: z.unknown(), drop: z.unknown(), add: z.unknown() }).partial()

function parametersOf(
  env: Environment,
  key: string | undefined,
  problems: BindingProblem[],
): RequestParameters | undefined {
  const text = env[PARAMETERS]?.trim()
  if (!text) return undefined
  const read = readConfigText(text)
  // The schema would take YAML's ordered maps for empty maps.
  const parsed = Parameters.safeParse(read.ok && !(read.value instanceof Map) ? read.value : null)
  if (!parsed.success) {
    const what = read.ok ? parsed.error.issues.map(({ message }) => message).join('; ') : read.faults.join('; ')
    const remedy = 'Write something like { rename: { max_tokens: max_completion_tokens }, drop: [temperature] }.'
    problems.push({ what: `${what}.`, where: PARAMETERS, remedy })
    return undefined
  }
  const { parameters, problems: found } = readParameters(parsed.data, [key])
  problems.push(...found.map(({ part, what, remedy }) => ({ what, where: `${PARAMETERS}, ${part}`, remedy })))
  return parameters
}

/** Where the parameters of an alias are written. `PARALLAX_MODEL` is a name and has no place for parameters. */
export function parametersSetting(alias: string, env: Environment): ParametersSetting {
  return alias === DEFAULT_ALIAS && env.PARALLAX_MODEL?.trim() ? PARAMETERS : 'PARALLAX_MODELS'
}
