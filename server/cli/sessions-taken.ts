import { SessionKind } from '../../shared/session/events.ts'
import type { Study } from '../../shared/study/study.ts'
import { type KindChoice, summedKinds } from '../export/included-kinds.ts'
import { type KeptVersion, keptVersions } from '../export/versions.ts'
import type { Snapshot } from '../store/store.ts'
import { CallProblem } from './call.ts'
import { kindsTaken } from './kind-options.ts'

/**
 * What a verb that works on one version takes: kinds of session, the versions that have such sessions, and the version
 * that is meant.
 */
export type Taken = { kinds: SessionKind[]; versions: KeptVersion[]; version: KeptVersion }

/**
 * Finds the version whose hash begins with `named`, or the one with most sessions, and the kinds of session to take of
 * it. Throws a CallProblem for a name that fits no version or several, and when people and others would be pooled
 * though nobody asked for it.
 */
export async function sessionsTaken(
  snapshot: Snapshot,
  studyId: string,
  choice: KindChoice,
  named: string | undefined,
): Promise<Taken> {
  const kinds = await kindsOf(snapshot, studyId, choice, named)
  const versions = await keptVersions(snapshot, studyId, kinds)
  return { kinds, versions, version: versionNamed(versions, named, kinds) }
}

async function kindsOf(
  snapshot: Snapshot,
  studyId: string,
  choice: KindChoice,
  named: string | undefined,
): Promise<SessionKind[]> {
  const study = `"${studyId}"`
  // Only the choice `alone` depends on which sessions exist.
  if (choice.how !== 'alone') return kindsTaken(choice, {}, study)
  const all = await keptVersions(snapshot, studyId, SessionKind.options)
  if (named === undefined) return kindsTaken(choice, summedKinds(all.map(({ sessions }) => sessions)), study)
  const { hash, sessions } = versionNamed(all, named, SessionKind.options)
  return kindsTaken(choice, sessions, `version ${hash.slice(0, 12)} of ${study}`)
}

/**
 * The version that `--version` names. Without it: the version with most live sessions, then with most of any kind, then
 * the newer one. So a larger simulation never hides what people did.
 */
function versionNamed(
  versions: readonly KeptVersion[],
  named: string | undefined,
  kinds: readonly SessionKind[],
): KeptVersion {
  if (named === undefined) return versions.reduce((most, one) => (isLarger(one, most) ? one : most))
  const list = versions.map((one) => `${one.hash.slice(0, 12)} (${sessionsOf(one)} sessions)`).join(', ')
  const found = versions.filter((one) => one.hash.startsWith(named.toLowerCase()))
  if (found.length === 1) return found[0]!
  throw new CallProblem(
    `--version "${named}" is the beginning of ${found.length === 0 ? 'no version' : 'several versions'}. Known: ${list}; counted are sessions that are ${kinds.join(' or ')}.`,
  )
}

function isLarger(one: KeptVersion, other: KeptVersion): boolean {
  const live = (one.sessions.live ?? 0) - (other.sessions.live ?? 0)
  return live === 0 ? sessionsOf(one) > sessionsOf(other) : live > 0
}

/** The number of sessions of a version, of all kinds that were counted. */
export function sessionsOf({ sessions }: KeptVersion): number {
  return Object.values(sessions).reduce((sum, count) => sum + count, 0)
}

/**
 * Why there is no session of the kinds that were asked for, and what to do: which other kinds there are and how to ask
 * for them, or how the first session comes. `purpose` is what the verb does with sessions. Null if there is one, or if
 * nobody takes part in the study.
 */
export async function noSessions(
  snapshot: Snapshot,
  { id, flow }: Pick<Study, 'id' | 'flow'>,
  asked: readonly SessionKind[],
  purpose: string,
): Promise<string | null> {
  if (flow.length === 0) return null
  const kept = await keptVersions(snapshot, id, SessionKind.options)
  const counts = summedKinds(kept.map(({ sessions }) => sessions))
  const there = SessionKind.options.filter((kind) => (counts[kind] ?? 0) > 0)
  if (there.some((kind) => asked.includes(kind))) return null
  if (there.length === 0) return `"${id}" has no session yet. ${firstSession(id)}`
  const list = there.map((kind) => `${counts[kind]} ${kind}`).join(' and ')
  const ways = there.map((kind) => `--only ${kind}`).join(' or ')
  return `"${id}" has no ${asked.join(' or ')} session to ${purpose}; it has ${list}. Write ${ways} to ${purpose} those.`
}

/** How the first session of a study comes, and the first answer of a study that asks models only. */
export function firstSession(id: string): string {
  return `Start the server (npm start) and give people the link of the study, or let simulated people take part: npm run -s parallax -- simulate ${id} --participants 30 --seed one`
}

export function firstRun(id: string): string {
  return `"${id}" asks models only, and none was asked yet: npm run -s parallax -- probe ${id}`
}
