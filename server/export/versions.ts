import type { SessionKind } from '../../shared/session/events.ts'
import { readStoredStudy } from '../../shared/study/stored-study.ts'
import type { Study } from '../../shared/study/study.ts'
import type { Snapshot } from '../store/store.ts'

/** A kept version of a study, with its sessions by kind. */
export type KeptVersion = {
  hash: string
  /** Its canonical JSON, of which `hash` is the SHA-256. */
  json: string
  study: Study
  sessions: Partial<Record<SessionKind, number>>
}

/**
 * The versions of a study in which sessions of these kinds were opened, the version of the newest session first. If
 * there is no such session, the version that was published last. Empty for a study of which nothing is kept.
 */
export async function keptVersions(
  snapshot: Pick<Snapshot, 'version' | 'versions' | 'scan'>,
  studyId: string,
  kinds: readonly SessionKind[],
): Promise<KeptVersion[]> {
  const found = new Map<string, KeptVersion['sessions']>()
  for await (const page of snapshot.scan('sessions', { studyId, kinds }))
    for (const { study, kind } of page) {
      const sessions = found.get(study) ?? {}
      sessions[kind] = (sessions[kind] ?? 0) + 1
      // Sessions come in the order of enrolment. So the version that is set last is the newest.
      found.delete(study)
      found.set(study, sessions)
    }
  if (found.size === 0) {
    const newest = (await snapshot.versions()).find((version) => version.id === studyId)
    if (newest === undefined) return []
    found.set(newest.hash, {})
  }
  return Promise.all(
    [...found].reverse().map(async ([hash, sessions]) => {
      const version = await snapshot.version(hash)
      if (version === null) throw new Error(`Sessions of "${studyId}" belong to version ${hash}, which is not kept.`)
      return { hash, json: version.json, study: readStoredStudy(version.json), sessions }
    }),
  )
}

/** The versions of a study in which probe runs were begun, the version of the newest run first. */
export async function versionsOfRuns(
  snapshot: Pick<Snapshot, 'version' | 'scan'>,
  studyId: string,
): Promise<Omit<KeptVersion, 'sessions'>[]> {
  const hashes: string[] = []
  for await (const page of snapshot.scan('probeRuns', { studyId, kinds: [] }))
    for (const { study } of page) if (!hashes.includes(study)) hashes.unshift(study)
  return Promise.all(
    hashes.map(async (hash) => {
      const version = await snapshot.version(hash)
      if (version === null)
        throw new Error(`A probe run of "${studyId}" belongs to version ${hash}, which is not kept.`)
      return { hash, json: version.json, study: readStoredStudy(version.json) }
    }),
  )
}
