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

/** The model, asked in a side branch of a person's talk that the person never sees. */
export type BranchUnit = {
  readonly source: 'model'
  readonly session: string
  readonly stage: string
  readonly moment: 'start' | 'end'
}

/** A model that was asked alone, in a conversation of its own. */
export type RunUnit = Pick<ProbeJob, 'model' | 'condition' | 'levels' | 'wordings' | 'place' | 'locale' | 'format'> & {
  readonly source: 'model alone'
  /** The option that the first token's log-probabilities favour; null where the endpoint gave none. */
  readonly favoured: number | null
}

/** Those who answer within a session. Their answers are resampled with the session. */
export type SessionUnit = PersonUnit | BranchUnit

/**
 * Who answered, and with it what is resampled: the session, or for a model alone each answer by itself. Another way of asking,
 * such as a branch that is given a stranger's transcript, is one more member.
 */
export type AnswerUnit = SessionUnit | RunUnit

/** One answer to one item, by a person or a model, in any design: all that analysis reads beside `SessionRow`. */
export type AnswerRow<Unit extends AnswerUnit = AnswerUnit> = {
  readonly unit: Unit
  /** `instrument/item` */
  readonly item: string
  readonly target: Target
  readonly form: string
  readonly wording: number
  readonly order: OptionOrder
  /** From 0; always 0 for people. */
  readonly repeat: number
  readonly outcome: Outcome | Uncoded
}

/** An answer that is no whole code, such as own words or places. It is counted, and no measure reads it. */
export type Uncoded = { readonly kind: 'uncoded' }
