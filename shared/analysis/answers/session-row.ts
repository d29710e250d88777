import type { Outcome } from '../../instrument/outcome.ts'
import type { SessionKind } from '../../session/events.ts'
import type { TalkOutcome } from '../../session/replies.ts'
import type { Target } from '../../structure/question.ts'

/** One answer of a person or a model: a row of `observations.csv`, and the only thing that analysis reads beside `SessionRow`. */
export type Observation = {
  session: string
  /** `participant` answers in surveys, `model` in side-branch probes. */
  source: 'participant' | 'model'
  target: Target
  /** `instrument/item`, and its code in reference populations where it has one. */
  item: string
  reference: string | null
  topic: string
  stage: string
  /** `before`, `after`, `none` of a survey; `start`, `end` of a talk. */
  moment: 'before' | 'after' | 'none' | 'start' | 'end'
  form: string
  wording: number
  reversed: boolean
  /** From 0; always 0 for people. */
  repeat: number
  outcome: Outcome
}

/** One session as analysis sees it. */
export type SessionRow = {
  session: string
  participant: string
  kind: SessionKind
  studyHash: string
  status: 'consenting' | 'in-progress' | 'completed' | 'declined' | 'withdrawn'
  locale: string
  /** Null before assignment. */
  condition: string | null
  levels: Record<string, string>
  wordings: Record<string, number>
  /** The first declared place that the study knows; null when there is none. */
  place: string | null
  /** Places declared in all, and whether own words stand beside them. */
  placesDeclared: number
  ownWords: boolean
  /** The assistant's position m, where the study has such a factor. */
  position: number | null
  turns: number
  /** What came of its talks; absent where a row was made without a log, as in a simulation of power. */
  talk?: TalkOutcome
}
