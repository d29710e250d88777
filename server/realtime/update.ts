import type { Ack, Update } from '../../shared/protocol/socket.ts'
import { entriesOf, screenOf } from '../../shared/session/view.ts'
import type { Store } from '../store/store.ts'
import type { LoadedSession } from './loaded-session.ts'

/** What a client that has the log up to `after` lacks. */
export function updateOf({ session, running }: LoadedSession, after: number, now: number): Update {
  return {
    seq: session.seq,
    at: now,
    locale: session.locale,
    screen: screenOf(running.study, session, running.veil),
    entries: entriesOf(session, after),
    live: null,
  }
}

/** What can still be shown of an erased session: that it is over. */
export async function erasedUpdate(store: Pick<Store, 'session'>, session: string, now: number): Promise<Ack> {
  const summary = await store.session(session)
  if (summary === null)
    return {
      ok: false,
      problem: { code: 'unknown-session', message: 'There is no such session; open the link again.' },
    }
  const { seq, locale } = summary
  const screen = { kind: 'ended', how: 'withdrawn' } as const
  return { ok: true, seq, update: { seq, at: now, locale, screen, entries: [], live: null } }
}
