import type { Outcome } from '../../instrument/outcome.ts'
import type { ProbeJob } from '../../study/probe-jobs.ts'

/** One answer of a probe run: a model alone, under one structure. The job says all that was varied. */
export type RunObservation = {
  job: ProbeJob
  outcome: Outcome
  /** How a coder read the same answer, where one did; the first coder of the run's list. */
  coded: { coder: string; outcome: Outcome } | null
  /** The option that the first token's log-probabilities favour; null where the endpoint gave none. */
  favoured: number | null
}
