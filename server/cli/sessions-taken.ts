import { SessionKind } from '../../shared/session/events.ts'
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
