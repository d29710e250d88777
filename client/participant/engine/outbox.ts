import type { Proposal } from '../../../shared/protocol/socket.ts'
import { type KeyValues, keysOf } from './storage.ts'

type Letter = { order: number; proposal: Proposal }

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

  function letters(): Letter[] {
    const kept = keysOf(storage, prefix).flatMap((key) => {
      const letter = storage.getItem(key)
      return letter === null ? [] : [JSON.parse(letter) as Letter]
    })
    return [...kept, ...unkept.values()].sort(
      (a, b) => a.order - b.order || a.proposal.at - b.proposal.at || (a.proposal.id < b.proposal.id ? -1 : 1),
    )
  }

  return {
    prefix,
    /** Keeps a proposal after all that are there. */
    put(proposal: Proposal): void {
      const letter = { order: (letters().at(-1)?.order ?? 0) + 1, proposal }
      try {
        storage.setItem(prefix + proposal.id, JSON.stringify(letter))
      } catch {
        unkept.set(proposal.id, letter)
      }
    },
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
