import { randomId } from '../ui/id.ts'
import type { Keep } from './keep.ts'

/** Names a session and proves that it is ours. Made here, so that a lost answer of the server can be asked for again. */
export type Identity = { session: string; token: string }

const keyOf = (link: string) => `parallax.identity.${link}`

/** The identity of this link in this browser, if there is one. */
export function keptIdentity(keep: Keep, link: string): Identity | null {
  const kept = keep.getItem(keyOf(link))
  return kept === null ? null : (JSON.parse(kept) as Identity)
}

/** A new identity, kept before anything is sent. */
export function newIdentity(keep: Keep, link: string): Identity {
  return keepIdentity(keep, link, { session: randomId(16), token: randomId(32) })
}

export function keepIdentity(keep: Keep, link: string, identity: Identity): Identity {
  keep.setItem(keyOf(link), JSON.stringify(identity))
  return identity
}
