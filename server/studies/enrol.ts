import { randomUUID } from 'node:crypto'
import { type SessionKind, VERSIONS } from '../../shared/session/events.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy } from './shelf.ts'

/** Opens a session of a study, or finds the one that these ids opened before. */
export function enrol(
  store: Pick<Store, 'enrol'>,
  { study, hash }: Pick<RunningStudy, 'study' | 'hash'>,
  one: {
    session: string
    kind: SessionKind
    locale: string
    at: number
    tokenHash: string
    query: Record<string, string>
  },
) {
  const { session, kind, locale, at, tokenHash, query } = one
  const kept = study.identifiers.flatMap((name) =>
    query[name] === undefined || query[name] === '' ? [] : [[name, query[name]] as const],
  )
  return store.enrol({
    session,
    participant: randomUUID(),
    studyId: study.id,
    study: hash,
    kind,
    wave: 1,
    locale,
    tokenHash,
    at,
    identifiers: Object.fromEntries(kept),
    identifiedBy: study.identifiers[0] ?? null,
    resume: study.resume,
    opened: (participant) => ({
      id: `open-${session}`,
      session,
      seq: 1,
      version: VERSIONS['session.opened'],
      at,
      clientAt: null,
      clientOffset: null,
      actor: 'engine',
      type: 'session.opened',
      body: { study: hash, kind, participant, wave: 1, locale },
    }),
  })
}
