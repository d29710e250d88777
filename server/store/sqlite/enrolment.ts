import type { Enrolment, EnrolOutcome, Store } from '../store.ts'
import { seal } from './bodies.ts'
import type { EventWriter } from './log.ts'
import type { Parts } from './parts.ts'

/** Enrolment: a session, its participant, its token and its platform ids, each in its own table. */
export function enrolmentVerbs({ db, commits }: Parts, writer: EventWriter): Pick<Store, 'enrol'> {
  const findSession = db.prepare<[string], { n: number; participant: string }>(
    'SELECT n, participant FROM sessions WHERE id = ?',
  )
  const findToken = db.prepare('SELECT 1 FROM session_tokens WHERE session = ? AND hash = ?')
  const findParticipant = db
    .prepare<[string, string, string, string], string>(
      `SELECT participant FROM identifiers WHERE study_id = ? AND name = ? AND value IN (?, ?) AND identifies = 1
       ORDER BY n LIMIT 1`,
    )
    .pluck()
  const findEarlier = db.prepare<[string, string, string, number], { n: number; id: string; erased: 0 | 1 }>(
    `SELECT n, id, erased_at IS NOT NULL AS erased FROM sessions
     WHERE participant = ? AND study_id = ? AND kind = ? AND wave = ? ORDER BY n DESC LIMIT 1`,
  )
  const findOwnIds = db
    .prepare<[number, string], string>(
      'SELECT value FROM identifiers WHERE session = ? AND name = ? AND identifies = 1',
    )
    .pluck()
  const insertParticipant = db.prepare('INSERT INTO participants (id, study_id, at) VALUES (?, ?, ?)')
  const insertSession = db.prepare(
    `INSERT INTO sessions (id, study, study_id, kind, participant, wave, locale, opened_at, last_at, seq, phase, turns,
     pending, id_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'consenting', 0, 0, ?)`,
  )
  const insertToken = db.prepare('INSERT OR IGNORE INTO session_tokens (session, hash) VALUES (?, ?)')
  const insertIdentifier = db.prepare(
    `INSERT OR IGNORE INTO identifiers (session, study_id, participant, name, value, identifies, at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )

  /** Lets the token open the session, and keeps the platform ids that came with it, unless those were erased. */
  function admit(session: { n: number; erased: 0 | 1 }, participant: string, enrolment: Enrolment): void {
    insertToken.run(session.n, enrolment.tokenHash)
    if (session.erased === 1) return
    for (const [name, value] of given(enrolment)) {
      const identifies = name === enrolment.identifiedBy ? 1 : 0
      insertIdentifier.run(session.n, enrolment.studyId, participant, name, value, identifies, enrolment.at)
    }
  }

  /**
   * The participant whom the study knows by this id. The id may be cleaned, or be in the form kept before ids were
   * cleaned.
   */
  function participantOf({ studyId }: Enrolment, id: OwnId | null): string | undefined {
    return id === null ? undefined : findParticipant.get(studyId, id.name, id.value, id.given)
  }

  /**
   * Whether a session belongs to another person than the one who brings its token and this id: two people share a
   * device.
   */
  function isAnothers(session: { n: number; participant: string }, enrolment: Enrolment, id: OwnId | null): boolean {
    if (id === null) return false
    const ids = findOwnIds.all(session.n, id.name)
    if (ids.length > 0) return !ids.includes(id.value) && !ids.includes(id.given)
    const known = participantOf(enrolment, id)
    return known !== undefined && known !== session.participant
  }

  function enrol(enrolment: Enrolment): EnrolOutcome {
    const own = ownId(enrolment)
    const same = findSession.get(enrolment.session)
    if (same !== undefined) {
      if (findToken.get(same.n, enrolment.tokenHash) === undefined) return { kind: 'refused' }
      if (isAnothers(same, enrolment, own)) return { kind: 'refused' }
      return { kind: 'resumed', session: enrolment.session, participant: same.participant }
    }
    const { studyId, study, kind, wave, at, idState } = enrolment
    const known = participantOf(enrolment, own)
    if (known !== undefined) {
      const earlier = findEarlier.get(known, studyId, kind, wave)
      if (earlier !== undefined) {
        if (enrolment.resume === 'device') return { kind: 'refused' }
        admit(earlier, known, enrolment)
        return { kind: 'resumed', session: earlier.id, participant: known }
      }
    }
    if (!enrolment.open) return { kind: 'closed' }
    const participant = known ?? enrolment.participant
    if (known === undefined) insertParticipant.run(participant, studyId, at)
    const event = enrolment.opened(participant)
    if (event.seq !== 1 || event.session !== enrolment.session)
      throw new Error(
        `The first event of session "${enrolment.session}" is number ${event.seq} of session "${event.session}".`,
      )
    const values = [enrolment.session, study, studyId, kind, participant, wave, enrolment.locale, event.at, event.at]
    const n = Number(insertSession.run(...values, idState).lastInsertRowid)
    writer.insert(n, event, seal(event))
    admit({ n, erased: 0 }, participant, enrolment)
    return { kind: 'enrolled', session: enrolment.session, participant }
  }

  return {
    enrol: (enrolment) => commits.write(5, () => enrol(enrolment)),
  }
}

type OwnId = { name: string; value: string; given: string }

/** The id that distinguishes this person on their platform, if the link had it. */
function ownId({ identifiers, identifiedBy: name, idAsGiven }: Enrolment): OwnId | null {
  if (name === null) return null
  const value = identifiers[name]
  return value ? { name, value, given: idAsGiven ?? value } : null
}

function given(enrolment: Enrolment): [name: string, value: string][] {
  return Object.entries(enrolment.identifiers).filter(([, value]) => value !== '')
}
