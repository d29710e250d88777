import type { SessionRow } from '../analysis/answers/session-row.ts'
import { FATES, type ReplyFate, type TalkOutcome } from '../session/replies.ts'
import type { Study } from '../study/study.ts'
import type { Headline, ReplyRow, Warning } from './report.ts'

/** If at least this share of an arm's sessions lack something, that alone could explain the arm's numbers. */
const LARGE_SHARE = 0.1

/** Replies and probes by arm, over its sessions in any state. Empty if no session has a log that records them. */
export function replyRows(study: Study, sessions: readonly Pick<SessionRow, 'condition' | 'talk'>[]): ReplyRow[] {
  const told = sessions.flatMap(({ condition, talk }) => (talk === undefined ? [] : [{ condition, talk }]))
  if (told.length === 0) return []
  return study.conditions.map(({ id }) =>
    rowOf(
      id,
      told.flatMap(({ condition, talk }) => (condition === id ? [talk] : [])),
    ),
  )
}

function rowOf(condition: string, talks: readonly TalkOutcome[]): ReplyRow {
  const count = (is: (talk: TalkOutcome) => boolean) => talks.filter(is).length
  const total = (of: (talk: TalkOutcome) => number) => talks.reduce((sum, talk) => sum + of(talk), 0)
  const fates = Object.fromEntries(FATES.map((fate) => [fate, total(({ replies }) => replies[fate])]))
  return {
    condition,
    sessions: talks.length,
    talked: count(({ replies }) => replies.asked > 0),
    withoutReply: count(({ got }) => got === 'none'),
    inPartOnly: count(({ got }) => got === 'part'),
    unopened: count(({ unopened }) => unopened),
    asked: total(({ replies }) => replies.asked),
    ...(fates as Record<ReplyFate, number>),
    probed: count(({ probes }) => probes.asked > 0),
    withoutProbe: count(({ probes }) => probes.asked > 0 && probes.come === 0),
    probesAsked: total(({ probes }) => probes.asked),
    probesCome: total(({ probes }) => probes.come),
    probesFailed: total(({ probes }) => probes.failed),
  }
}

/**
 * What a reader must know before the numbers of arms in which the model did not answer. One such session is enough for a
 * warning, which is grave if an arm has many of them. The worst comes first.
 */
export function replyWarnings(rows: readonly ReplyRow[]): Warning[] {
  const said = [
    warning(
      rows,
      ({ withoutReply }) => withoutReply,
      'talked',
      (arms, which) => {
        const sum = (of: (row: ReplyRow) => number) => which.reduce((total, row) => total + of(row), 0)
        return `NO REPLY CAME in ${arms} in which the person wrote to the model. They talked with nobody, so their changes show nothing about the model; they count in every comparison all the same, by assignment. Of ${sum(({ asked }) => asked)} replies asked for in ${which.length === 1 ? 'this arm' : 'these arms'}, ${sum(({ come }) => come)} came, ${sum(({ cut }) => cut)} were cut, ${sum(({ refused }) => refused)} refused and ${sum(({ failed }) => failed)} failed; ${sum(({ stopped }) => stopped)} were stopped by the person.`
      },
    ),
    warning(
      rows,
      ({ unopened }) => unopened,
      'sessions',
      (arms) => `THE CHAT NEVER OPENED in ${arms}: nobody could write there. The server's log says why.`,
    ),
    warning(
      rows,
      ({ withoutProbe }) => withoutProbe,
      'probed',
      (arms) =>
        `NO ITEM WAS ANSWERED beside the talk in ${arms} in which the model was asked: it says nothing about its answers there.`,
    ),
    warning(
      rows,
      ({ inPartOnly }) => inPartOnly,
      'talked',
      (arms) =>
        `No reply came whole in ${arms} in which the person wrote to the model: each was cut short, filtered, or stopped by the person, who read parts only.`,
    ),
  ].flat()
  return [...said.filter(({ level }) => level === 'grave'), ...said.filter(({ level }) => level === 'caution')]
}

/** `of` counts the sessions that a warning is about. `among` counts all sessions that could have the problem. */
function warning(
  rows: readonly ReplyRow[],
  of: (row: ReplyRow) => number,
  among: 'sessions' | 'talked' | 'probed',
  text: (arms: string, rows: readonly ReplyRow[]) => string,
): Warning[] {
  const hit = rows.filter((row) => of(row) > 0)
  if (hit.length === 0) return []
  const arms = hit.map((row) => `${of(row)} of ${row[among]} sessions in arm "${row.condition}"`)
  const grave = hit.some((row) => of(row) >= LARGE_SHARE * row[among])
  return [{ level: grave ? 'grave' : 'caution', text: text(listed(arms), hit) }]
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/**
 * A headline. If its arms have sessions in which no reply came, a sentence about them is added. The estimate is by assignment
 * and does not change. `conditions` are the arms that the headline compares.
 */
export function withSilence(
  headline: Headline | null,
  rows: readonly ReplyRow[],
  conditions: readonly string[],
): Headline | null {
  const said = silenceIn(rows, conditions)
  return headline === null || said === null ? headline : { ...headline, text: `${headline.text} ${said}` }
}

/** A sentence about the sessions of these arms in which no reply came. Null if there are none. */
export function silenceIn(rows: readonly ReplyRow[], conditions: readonly string[]): string | null {
  const own = rows.filter(({ condition }) => conditions.includes(condition))
  const without = own.reduce((sum, { withoutReply }) => sum + withoutReply, 0)
  if (without === 0) return null
  const talked = own.reduce((sum, row) => sum + row.talked, 0)
  return `Read with care: in ${without} of ${talked} sessions of the arms compared, no reply of the model came at all.`
}
