import type { ProbeJob } from '../../shared/study/probe-jobs.ts'

/** A moment at which a run asks its canary items. */
export type CanaryPhase = 'start' | 'middle' | 'end'

/**
 * One answer of a probe run: a model alone, under one structure. `key` is the SHA-256 of all that defines the question
 * (see server/probes/job-key.ts); no two rows have the same. The job's `model` is the alias. No person wrote any of
 * this.
 */
export type ProbeJobRow = Omit<ProbeJob, 'model'> & {
  key: string
  studyId: string
  /** The version under which it was asked. A later version that asks the same thing has the same key. */
  study: string
  run: string
  alias: string
  /** The model's id, as it was asked for and as the endpoint reported it. */
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
  /** The option that the log-probabilities of the answer's first token favour; null if there are none. */
  favoured: number | null
  /** As the endpoint reported them; null if it reported none. */
  promptTokens: number | null
  completionTokens: number | null
  /** Set for a canary question, which no analysis of answers counts. */
  canary: CanaryPhase | null
}

/** One command's work with one model. Fields of type `unknown` are JSON in which the run describes itself. */
export type ProbeRunRow = {
  id: string
  studyId: string
  study: string
  alias: string
  identity: unknown
  startedAt: number
  /** Null while the run goes on, and for a run that was killed. */
  endedAt: number | null
  settings: unknown
  plan: unknown
  /** Null if the check of what the endpoint can do brought no result. */
  capabilities: unknown
  endReason: string | null
}

/** How a model read an answer, in addition to the parser. Unique by job and coder. */
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

/** The number of answers of a kind, and the tokens of those for which the endpoint reported them. */
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
