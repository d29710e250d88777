import type { ProbeJob } from '../../shared/study/probe-jobs.ts'

/** A moment at which a run asks its canary items. */
export type CanaryPhase = 'start' | 'middle' | 'end'

/**
 * One answer of a probe run: a model alone, under one structure. `key` is the SHA-256 of all that defines the question
 * (see server/probes/job-key.ts) and is there once; `model` of the job is the alias. No person wrote any of it.
 */
export type ProbeJobRow = Omit<ProbeJob, 'model'> & {
  key: string
  studyId: string
  /** The version that it was asked under; a later one that asks the same thing has the same key. */
  study: string
  run: string
  alias: string
  /** The model's id as it was asked for, and as the endpoint reported it. */
  model: string
  reportedModel: string | null
  fingerprint: string | null
  at: number
  call: string
  promptHash: string
  parser: string
  outcome: string
  code: number | null
  text: string
  /** The option that the log-probabilities of the answer's first token favour; null where there are none. */
  favoured: number | null
  /** As the endpoint reported them; null where it said nothing. */
  promptTokens: number | null
  completionTokens: number | null
  /** Set on a canary, which no analysis of answers counts. */
  canary: CanaryPhase | null
}

/** One command's work with one model. What is `unknown` is JSON that the run says of itself. */
export type ProbeRunRow = {
  id: string
  studyId: string
  study: string
  alias: string
  identity: unknown
  startedAt: number
  /** Null while it goes on, and for one that was killed. */
  endedAt: number | null
  settings: unknown
  plan: unknown
  /** Null where the endpoint could not be looked at. */
  capabilities: unknown
  endReason: string | null
}

/** How a model read an answer, beside the parser. Unique by job and coder. */
export type ProbeCodingRow = {
  /** The job's key. */
  job: string
  /** The coder's alias and the version of its codebook. */
  coder: string
  at: number
  outcome: string
  code: number | null
  call: string
}

/** How many answers there are of a kind, and the tokens of those whose endpoint reported them. */
export type JobCount = {
  alias: string
  study: string
  outcome: string
  canary: CanaryPhase | null
  count: number
  withUsage: number
  promptTokens: number
  completionTokens: number
}
