import { useEffect, useState } from 'react'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** A break shorter than this is not mentioned. */
const PATIENCE_MS = 1_500

/**
 * Whether everything that was done has reached the server. It has a place of its own, so that nothing moves when it
 * changes.
 */
export function SaveState() {
  const { state } = useVisit()
  const { say } = useWords()
  const offline = useLasting(!state.online)
  const saving = useLasting(state.pending.length > 0, 400)
  const kind = offline ? 'stateOffline' : saving ? 'stateSaving' : 'stateSaved'
  const begun = state.replica.screen !== null && state.replica.screen.kind !== 'consent'
  return (
    <p className="save-state" data-state={kind}>
      {offline || saving || begun ? say(kind) : ''}
    </p>
  )
}

/** True once `now` has been true for a while; false at once. */
export function useLasting(now: boolean, after = PATIENCE_MS): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!now) {
      setLasting(false)
      return
    }
    const timer = setTimeout(() => setLasting(true), after)
    return () => clearTimeout(timer)
  }, [now, after])
  return lasting
}
