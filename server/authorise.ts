/** Who asks. */
export type Actor =
  | { kind: 'anyone' }
  | { kind: 'participant'; session: string }
  | { kind: 'researcher' }
  /** Holder of a short-lived download link. */
  | { kind: 'download'; studyId: string }

/** What is asked for, with what is needed to decide. */
export type Act =
  | { action: 'follow-link' }
  | { action: 'enrol' }
  | { action: 'take-part'; session: string }
  | { action: 'see-studies' }
  | { action: 'see-sessions'; studyId: string }
  | { action: 'download'; studyId: string }

/** The one place that decides who may do what. Every route and every socket asks it. */
export function authorise(actor: Actor, act: Act): boolean {
  switch (act.action) {
    case 'follow-link':
    case 'enrol':
      return true
    case 'take-part':
      return actor.kind === 'participant' && actor.session === act.session
    case 'see-studies':
    case 'see-sessions':
      return actor.kind === 'researcher'
    case 'download':
      return actor.kind === 'researcher' || (actor.kind === 'download' && actor.studyId === act.studyId)
  }
}
