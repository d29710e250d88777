import type { Proposal } from '../../shared/protocol/socket.ts'
import { type Keep, keysOf } from './keep.ts'

type Letter = { order: number; proposal: Proposal }

export type Outbox = ReturnType<typeof createOutbox>

/**
 * Proposals that the server has not acknowledged, in the browser's storage. Each has a key of its own: two tabs that
 * write at the same moment cannot overwrite each other, as they would with one list. Any tab may send any of them,
 * since a repeat is harmless.
 */
export function createOutbox(keep: Keep, session: string) {
  const prefix = `parallax.outbox.${session}.`

  function letters(): Letter[] {
    return keysOf(keep, prefix)
      .flatMap((key) => {
        const kept = keep.getItem(key)
        return kept === null ? [] : [JSON.parse(kept) as Letter]
      })
      .sort((a, b) => a.order - b.order || a.proposal.at - b.proposal.at || (a.proposal.id < b.proposal.id ? -1 : 1))
  }

  return {
    prefix,
    /** Keeps a proposal behind all that are there. Throws when the browser's storage is full. */
    put(proposal: Proposal): void {
      const last = letters().at(-1)?.order ?? 0
      keep.setItem(prefix + proposal.id, JSON.stringify({ order: last + 1, proposal } satisfies Letter))
    },
    /** Drops one that was acknowledged or refused; false when another tab had dropped it before. */
    take(id: string): boolean {
      const there = keep.getItem(prefix + id) !== null
      keep.removeItem(prefix + id)
      return there
    },
    /** All that wait, in the order of their making. */
    all(): Proposal[] {
      return letters().map((letter) => letter.proposal)
    },
    clear(): void {
      for (const key of keysOf(keep, prefix)) keep.removeItem(key)
    },
  }
}
