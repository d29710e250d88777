import type { SessionKind } from '../../session/events.ts'
import type { TalkOutcome } from '../../session/replies.ts'

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
  /** The number of places declared. */
  placesDeclared: number
  ownWords: boolean
  /** The assistant's position m, where the study has such a factor. */
  position: number | null
  turns: number
  /** The outcome of its talks; absent where a row was made without a log, as in a simulation of power. */
  talk?: TalkOutcome
}
