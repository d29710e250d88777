import { talkIn } from '../study/stages/stages.ts'
import type { Study } from '../study/study.ts'
import type { Event, ReplyOutcome } from './events.ts'
import { EMPTY_TALK, type ReplyState, type Session, type TalkNode } from './session.ts'
import { stageReached } from './step.ts'

/**
 * What became of a reply, in the words that exports, reports, the researcher's page and the log share. Each turn asks
 * for a reply, and so does each request to answer the last turn again [S11]. The opening line is no reply.
 * - `come`: it came whole.
 * - `cut`: text came, and then it ended early: at the token limit, by the network, or by a restart of the server.
 * - `refused`: the model declined it, or its provider's filter blocked it.
 * - `failed`: no text came, or the server itself could not write it.
 * - `stopped`: the person stopped it. This is no failure, whatever had come by then.
 * - `waiting`: it has not ended yet. A reply that was dropped because the person left before it began counts here too.
 */
export const FATES = ['come', 'cut', 'refused', 'failed', 'stopped', 'waiting'] as const
export type ReplyFate = (typeof FATES)[number]

/** Replies of a session over all its talks, including branches that were left. `asked` is the sum of the others. */
export type ReplyCounts = Readonly<Record<'asked' | ReplyFate, number>>

/**
 * Items that the model was asked beside the talks, over the rounds that have ended. `asked` is the sum of the others.
 */
export type ProbeCounts = { readonly asked: number; readonly come: number; readonly failed: number }

/**
 * How much a person could read of the model in answer to what they wrote: at least one `whole` reply, only a `part` of
 * one, or `none`. While the session goes on, a reply that is still on its way is not judged yet.
 */
export type RepliesGot = 'whole' | 'part' | 'none'

/** What came of a session's talks. */
export type TalkOutcome = {
  readonly replies: ReplyCounts
  /** Null if no reply was asked for, or none has ended yet. */
  readonly got: RepliesGot | null
  readonly probes: ProbeCounts
  /** The person is, or left, before a chat that was never opened: nothing could be written there. */
  readonly unopened: boolean
}

/** What came of a session's talks, from its state and its log. Pure. The time grows with the length of the log. */
export function outcomeOfTalks(study: Study, session: Session, events: readonly Event[]): TalkOutcome {
  const replies = Object.values(session.talks).flatMap(({ nodes }) => nodes.flatMap(askedFor))
  const counts = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<ReplyFate, number>
  for (const reply of replies) counts[fateOf(reply)] += 1
  return {
    replies: { asked: replies.length, ...counts },
    got: gotOf(replies, session.phase.kind === 'ended'),
    probes: probesOf(events),
    unopened: isUnopened(study, session),
  }
}

/** What became of one reply. */
export function fateOf(reply: ReplyState): ReplyFate {
  return reply.state === 'finished' ? fateOfEnd(reply) : 'waiting'
}

/** What became of a reply that ended in this way. */
export function fateOfEnd({ outcome, text }: { outcome: ReplyOutcome; text: string }): Exclude<ReplyFate, 'waiting'> {
  switch (outcome) {
    case 'complete':
      return 'come'
    case 'stopped':
      return 'stopped'
    case 'refused':
    case 'filtered':
      return 'refused'
    case 'failed':
      return 'failed'
    case 'truncated':
    case 'interrupted':
      return isBlank(text) ? 'failed' : 'cut'
  }
}

/** A text of only white space is no reply. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}

function askedFor(node: TalkNode): ReplyState[] {
  // The opening line follows no turn: nobody asked for it.
  return node.kind === 'reply' && node.parent !== null ? [node.reply] : []
}

function gotOf(replies: readonly ReplyState[], over: boolean): RepliesGot | null {
  const ended = replies.flatMap((reply) => (reply.state === 'finished' ? [reply] : []))
  if (ended.some((reply) => fateOfEnd(reply) === 'come')) return 'whole'
  if (ended.some(({ text }) => !isBlank(text))) return 'part'
  return ended.length > 0 || (over && replies.length > 0) ? 'none' : null
}

function probesOf(events: readonly Event[]): ProbeCounts {
  let [asked, failed] = [0, 0]
  for (const event of events)
    if (event.type === 'probes.finished') {
      asked += event.body.asked
      failed += event.body.failed
    }
  return { asked, come: asked - failed, failed }
}

function isUnopened(study: Study, session: Session): boolean {
  const stage = stageReached(study, session)
  return stage !== null && talkIn(stage) !== null && !(session.talks[stage.id] ?? EMPTY_TALK).opened
}
