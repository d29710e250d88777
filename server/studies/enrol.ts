import { randomUUID } from 'node:crypto'
import { type SessionKind, VERSIONS } from '../../shared/session/events.ts'
import { readLinkIds } from '../../shared/study/platform-id.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy } from './catalogue.ts'

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
    /** All parameters of the participant link. */
    query: Record<string, string>
    /** Whether a new session may be opened. The default is yes. */
    open?: boolean
  },
) {
  const { session, kind, locale, at, tokenHash, query, open = true } = one
  const { kept, person } = readLinkIds(query, study.identifiers)
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
    identifiers: kept,
    identifiedBy: study.identifiers[0] ?? null,
    idAsGiven: person?.kind === 'id' ? person.given : null,
    // Simulated people come through no link.
    idState: person === null || kind === 'simulated' ? null : person.kind === 'id' ? 'usable' : person.why,
    resume: study.resume,
    open,
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
