import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { Visit, VisitState } from './engine/visit.ts'

export const VisitContext = createContext<Visit | null>(null)

/** The visit, its state in this drawing, and a function that makes screen readers read a text out. */
export function useVisit(): { visit: Visit; state: VisitState } {
  const visit = useContext(VisitContext)
  if (visit === null) throw new Error('There is no visit around this component; render it inside VisitContext.')
  return { visit, state: useSyncExternalStore(visit.subscribe, visit.getState) }
}

/** Text that is being written in a slot, kept through reloads. */
export function useDraft(slot: string): [text: string, set: (text: string) => void] {
  const visit = useContext(VisitContext)
  if (visit === null) throw new Error('There is no visit around this component; render it inside VisitContext.')
  const { drafts } = visit
  const text = useSyncExternalStore(drafts.subscribe, () => drafts.get(slot))
  const set = useCallback((written: string) => drafts.set(slot, written), [drafts, slot])
  return [text, set]
}
