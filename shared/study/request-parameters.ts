import * as z from 'zod'
import { talksOf } from './stages/stages.ts'
import type { Study } from './study.ts'

/** A value as JSON has it. */
export type Json = z.infer<ReturnType<typeof z.json>>

/** Parameters of a request by the names that they have on the wire. */
export type Parameters = Readonly<Record<string, Json>>

/**
 * What the binding of an alias changes about its requests: parameters that go by another name there, parameters that are not
 * sent, and parameters that are sent besides where the study does not set them. It stands wherever a model is named in data.
 */
export const RequestParameters = z.object({
  rename: z.record(z.string(), z.string()),
  drop: z.array(z.string()),
  add: z.record(z.string(), z.json()),
})
export type RequestParameters = z.infer<typeof RequestParameters>

/** One thing in which a request is not as it was asked for. `kept`: the binding adds it too, and what was asked for is sent. */
export type RequestChange =
  | { kind: 'dropped'; name: string; value: Json }
  | { kind: 'renamed'; name: string; as: string; value: Json }
  | { kind: 'added'; name: string; value: Json }
  | { kind: 'kept'; name: string; value: Json; added: Json }

/** What is sent where `asked` is asked for. What is asked for is never overwritten by what the binding adds. */
export function sentParameters(asked: Parameters, parameters: RequestParameters | undefined): Record<string, Json> {
  if (parameters === undefined) return { ...asked }
  const { rename, drop, add } = parameters
  const sent: Record<string, Json> = {}
  for (const [name, value] of Object.entries(add)) if (!Object.hasOwn(asked, name)) sent[name] = value
  for (const [name, value] of Object.entries(asked))
    if (!isDropped(name, drop)) sent[Object.hasOwn(rename, name) ? rename[name]! : name] = value
  return sent
}

/** In what a request differs from what is asked for, in the order of the names asked for, then of those added. */
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

/** Whether it makes a request another one than that which is asked for. */
export function changesRequest({ kind }: RequestChange): boolean {
  return kind !== 'kept'
}

/** A change as a part of a sentence. */
export function changeWords(change: RequestChange): string {
  const { name, value } = change
  // Words in the place of a seed say which seeds are meant.
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

/** What a binding changes about any request, as the end of a sentence on a model. */
export function parametersWords({ rename, drop, add }: RequestParameters): string {
  return [
    ...Object.entries(rename).map(([from, to]) => `${from} sent as ${to}`),
    ...drop.map((name) => `without ${name}`),
    ...Object.entries(add).map(([name, value]) => `with ${name} ${JSON.stringify(value)}`),
  ].join(', ')
}

/**
 * What a study asks for by way of parameters in all its calls. Each probe has a seed of its own, so the seed is in it as words
 * where the study sets none.
 */
export function parametersAskedBy({ model, flow, probeRun }: Pick<Study, 'model' | 'flow' | 'probeRun'>): Parameters {
  const isProbed = probeRun !== undefined || talksOf(flow).some(({ probes }) => probes !== undefined)
  const { settings } = model
  const set = Object.entries(settings).filter(([, value]) => value !== undefined)
  const ofProbes = isProbed && settings.seed === undefined ? [['seed', 'of each probe']] : []
  return Object.fromEntries([...set, ...ofProbes])
}

/** Without `logprobs`, `top_logprobs` is nothing but an error. */
function isDropped(name: string, drop: readonly string[]): boolean {
  return drop.includes(name) || (name === 'top_logprobs' && drop.includes('logprobs'))
}
