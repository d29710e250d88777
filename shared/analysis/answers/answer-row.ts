import type { Outcome } from '../../instrument/outcome.ts'
import type { Target } from '../../structure/question.ts'
import type { ProbeJob } from '../../study/probe-jobs.ts'
import type { OptionOrder } from '../../study/probe-run.ts'

/** A person who answered a survey. */
export type PersonUnit = {
  readonly source: 'participant'
  readonly session: string
  readonly stage: string
  readonly moment: 'before' | 'after' | 'none'
}

/** The model, asked in a side branch of a person's talk. The person never sees the branch. */
export type BranchUnit = {
  readonly source: 'model'
  readonly session: string
  readonly stage: string
  readonly moment: 'start' | 'end'
}

/** A model that was asked alone, in its own conversation. */
export type RunUnit = Pick<ProbeJob, 'model' | 'condition' | 'levels' | 'wordings' | 'place' | 'locale' | 'format'> & {
  readonly source: 'model alone'
  /** The option that the log-probabilities of the first token favour; null where the endpoint gave none. */
  readonly favoured: number | null
}

/** Those who answer within a session. Their answers are resampled with the session. */
export type SessionUnit = PersonUnit | BranchUnit

/**
 * Who answered. This also decides what is resampled: the session, or for a model alone each answer by itself. Another
 * way of asking, such as a branch that is given a stranger's transcript, would be one more member of this type.
 */
export type AnswerUnit = SessionUnit | RunUnit

/** One answer to one item, by a person or a model, in any design. Analysis reads nothing else except `SessionRow`. */
export type AnswerRow<Unit extends AnswerUnit = AnswerUnit> = {
  readonly unit: Unit
  /** `instrument/item` */
  readonly item: string
  readonly target: Target
  readonly form: string
  readonly wording: number
  readonly order: OptionOrder
  /** Counts from 0; always 0 for people. */
  readonly repeat: number
  readonly outcome: Outcome | Uncoded
}

/** An answer that is not a whole code, such as free text or places. It is counted, but no measure reads it. */
export type Uncoded = { readonly kind: 'uncoded' }
