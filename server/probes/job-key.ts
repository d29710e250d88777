import { canonicalJson } from '../../shared/canonical-json.ts'
import type { ProbeJob } from '../../shared/study/probe-jobs.ts'
import { changesRequest, requestChanges, sentParameters } from '../../shared/study/request-parameters.ts'
import { sha256 } from '../digest.ts'
import type { ModelIdentity, ModelSettings } from '../model/model.ts'
import { wireParameters } from '../model/wire-parameters.ts'

/**
 * Everything that defines a question. The prompt's hash is that of the messages, so edited words make another question.
 */
export type JobIdentity = {
  studyId: string
  identity: ModelIdentity
  /** Sampling as the study sets it, without the seed that each job gets. */
  settings: ModelSettings
  job: ProbeJob
  promptHash: string
}

/**
 * The job's name: SHA-256 of the canonical JSON of all that defines it, hexadecimal. If the model's binding changes
 * what is sent, the change is part of the name. A binding that changes nothing for this study gives the same name as no
 * binding.
 */
export function jobKey({ studyId, identity, settings, job, promptHash }: JobIdentity): string {
  const { alias, provider, baseUrl, model, parameters } = identity
  // The seed that each job gets follows from this key.
  const asked = wireParameters({ ...settings, seed: 0 })
  const changed = requestChanges(asked, parameters).some(changesRequest)
  return sha256(
    canonicalJson({
      ...{ studyId, model: { alias, provider, baseUrl, model }, settings, job, promptHash },
      ...(changed && { sent: sentParameters(asked, parameters) }),
    }),
  )
}

/** SHA-256 of the messages that are sent to a model. */
export function promptHashOf(messages: readonly { role: string; content: string }[]): string {
  return sha256(JSON.stringify(messages))
}

/**
 * A seed for the endpoint, 28 bits. Repeats of a prompt get different seeds, and the same job always gets the same one.
 */
export function seedOf(name: string): number {
  return Number.parseInt(sha256(`seed of ${name}`).slice(0, 7), 16)
}
