import { randomId } from '../../ui/id.ts'
import type { KeyValues } from './storage.ts'

/**
 * Names a session and proves that it is ours. It is made here, so that the page can ask again if the server's answer
 * was lost.
 */
export type Identity = { session: string; token: string }

const keyOf = (link: string) => `parallax.identity.${link}`

/** The identity of this link in this browser, if there is one. */
export function keptIdentity(storage: KeyValues, link: string): Identity | null {
  const kept = storage.getItem(keyOf(link))
  return kept === null ? null : (JSON.parse(kept) as Identity)
}

/** A new identity. It is stored before anything is sent. */
export function newIdentity(storage: KeyValues, link: string): Identity {
  return keepIdentity(storage, link, { session: randomId(16), token: randomId(32) })
}

export function keepIdentity(storage: KeyValues, link: string, identity: Identity): Identity {
  storage.setItem(keyOf(link), JSON.stringify(identity))
  return identity
}
