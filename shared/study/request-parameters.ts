import * as z from 'zod'
import { talksOf } from './stages/stages.ts'
import type { Study } from './study.ts'

/** A value as JSON has it. */
export type Json = z.infer<ReturnType<typeof z.json>>

/** Parameters of a request by the names that they have in the request. */
export type Parameters = Readonly<Record<string, Json>>

/**
 * What the binding of an alias changes about its requests: parameters that have another name there, parameters that are
 * not sent, and parameters that are added if the study does not set them. It stands wherever a model is named in data.
 */
export const RequestParameters = z.object({
  rename: z.record(z.string(), z.string()),
  drop: z.array(z.string()),
  add: z.record(z.string(), z.json()),
})
export type RequestParameters = z.infer<typeof RequestParameters>

/**
 * One way in which a request differs from what was asked for. `kept`: the binding adds this parameter too, but the
 * value that was asked for is sent.
 */
export type RequestChange =
  | { kind: 'dropped'; name: string; value: Json }
  | { kind: 'renamed'; name: string; as: string; value: Json }
  | { kind: 'added'; name: string; value: Json }
  | { kind: 'kept'; name: string; value: Json; added: Json }

/** What is sent when `asked` is asked for. What is asked for is never overwritten by what the binding adds. */
export function sentParameters(asked: Parameters, parameters: RequestParameters | undefined): Record<string, Json> {
  if (parameters === undefined) return { ...asked }
  const { rename, drop, add } = parameters
  const sent: Record<string, Json> = {}
  for (const [name, value] of Object.entries(add)) if (!Object.hasOwn(asked, name)) sent[name] = value
  for (const [name, value] of Object.entries(asked))
    if (!isDropped(name, drop)) sent[Object.hasOwn(rename, name) ? rename[name]! : name] = value
  return sent
}

/**
 * How a request differs from what is asked for: first by the names that are asked for, in their order, then by those
 * that are added.
 */
export function requestChanges(asked: Parameters, parameters: RequestParameters | undefined): RequestChange[] {
  if (parameters === undefined) return []
  const { rename, drop, add } = parameters
  const ofAsked = Object.entries(asked).flatMap(([name, value]): RequestChange[] => {
    if (isDropped(name, drop)) return [{ kind: 'dropped', name, value }]
    if (Object.hasOwn(rename, name)) return [{ kind: 'renamed', name, as: rename[name]!, value }]
    return Object.hasOwn(add, name) ? [{ kind: 'kept', name, value, added: add[name]! }] : []
  })
  const added = Object.entries(add).flatMap(([name, value]): RequestChange[] =>
    Object.hasOwn(asked, name) ? [] : [{ kind: 'added', name, value }],
  )
  return [...ofAsked, ...added]
}

/** Whether the change makes the request another one than was asked for. */
export function changesRequest({ kind }: RequestChange): boolean {
  return kind !== 'kept'
}

/** A change as a part of a sentence. */
export function changeWords(change: RequestChange): string {
  const { name, value } = change
  // For a seed, the value may be words that say which seeds are meant.
  const shown = `${name} ${name === 'seed' && typeof value === 'string' ? value : JSON.stringify(value)}`
  switch (change.kind) {
    case 'dropped':
      return `${shown} is left out`
    case 'renamed':
      return `${shown} is sent as ${change.as}`
    case 'added':
      return `${shown} is added`
    case 'kept':
      return `${shown} is sent, since the study sets it, and not the binding's ${JSON.stringify(change.added)}`
  }
}

/** What a binding changes about any request, as the end of a sentence about a model. */
export function parametersWords({ rename, drop, add }: RequestParameters): string {
  return [
    ...Object.entries(rename).map(([from, to]) => `${from} sent as ${to}`),
    ...drop.map((name) => `without ${name}`),
    ...Object.entries(add).map(([name, value]) => `with ${name} ${JSON.stringify(value)}`),
  ].join(', ')
}

/**
 * The parameters that a study asks for in all its calls. Each probe has a seed of its own, so if the study sets no
 * seed, words stand in its place.
 */
export function parametersAskedBy({ model, flow, probeRun }: Pick<Study, 'model' | 'flow' | 'probeRun'>): Parameters {
  const isProbed = probeRun !== undefined || talksOf(flow).some(({ probes }) => probes !== undefined)
  const { settings } = model
  const set = Object.entries(settings).filter(([, value]) => value !== undefined)
  const ofProbes = isProbed && settings.seed === undefined ? [['seed', 'of each probe']] : []
  return Object.fromEntries([...set, ...ofProbes])
}

/** Without `logprobs`, a request with `top_logprobs` is an error. */
function isDropped(name: string, drop: readonly string[]): boolean {
  return drop.includes(name) || (name === 'top_logprobs' && drop.includes('logprobs'))
}
