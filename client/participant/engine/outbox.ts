import type { Proposal } from '../../../shared/protocol/socket.ts'
import { type KeyValues, keysOf } from './storage.ts'

/** `sent`: it has been sent, and may have reached the server. It is noted only of what can be taken back. */
type Letter = { order: number; proposal: Proposal; sent?: true }

export type Outbox = ReturnType<typeof createOutbox>

/**
 * Proposals that the server has not acknowledged, in the browser's storage. Each has a key of its own: two tabs that
 * write at the same moment cannot overwrite each other, as they would with one list. Any tab may send any of them,
 * since a repeat does no harm.
 */
export function createOutbox(storage: KeyValues, session: string) {
  const prefix = `parallax.outbox.${session}.`

  /** Proposals for which the browser's storage had no room. They exist as long as the tab. */
  const unkept = new Map<string, Letter>()

  function keep(letter: Letter): void {
    const { id } = letter.proposal
    try {
      storage.setItem(prefix + id, JSON.stringify(letter))
    } catch {
      unkept.set(id, letter)
    }
  }

  function letters(): Letter[] {
    const kept = keysOf(storage, prefix).flatMap((key) => {
      const letter = storage.getItem(key)
      return letter === null ? [] : [JSON.parse(letter) as Letter]
    })
    // If the storage had room for a proposal and not for the note that it was sent, it is in both.
    const all = new Map([...kept, ...unkept.values()].map((letter) => [letter.proposal.id, letter]))
    return [...all.values()].sort(
      (a, b) => a.order - b.order || a.proposal.at - b.proposal.at || (a.proposal.id < b.proposal.id ? -1 : 1),
    )
  }

  return {
    prefix,
    /** Keeps a proposal after all that are there. */
    put(proposal: Proposal): void {
      keep({ order: (letters().at(-1)?.order ?? 0) + 1, proposal })
    },
    /** Notes, for all tabs, that a proposal is being sent. From then on it cannot be taken back. */
    noteSent(id: string): void {
      const letter = letters().find((one) => one.proposal.id === id)
      if (letter !== undefined && letter.sent === undefined) keep({ ...letter, sent: true })
    },
    /** Whether a proposal that still waits may have reached the server. */
    wasSent: (id: string): boolean => letters().some((one) => one.proposal.id === id && one.sent === true),
    /** Drops a proposal that was acknowledged or refused. False if another tab had dropped it before. */
    take(id: string): boolean {
      const there = storage.getItem(prefix + id) !== null
      storage.removeItem(prefix + id)
      return unkept.delete(id) || there
    },
    /** All proposals that wait, in the order in which they were made. */
    all(): Proposal[] {
      return letters().map((letter) => letter.proposal)
    },
    /** Drops all but what `kept` names. */
    clear(kept: (proposal: Proposal) => boolean = () => false): void {
      for (const { proposal } of letters()) {
        if (kept(proposal)) continue
        storage.removeItem(prefix + proposal.id)
        unkept.delete(proposal.id)
      }
    },
  }
}
