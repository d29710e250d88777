import { type RefObject, useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** Leaving the study for good. What was written is kept or erased; before the consent there is nothing yet. */
export function Leave({ opener, onClose }: { opener: RefObject<HTMLElement | null>; onClose: () => void }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const [wanted, setWanted] = useState(false)
  const { leaving, online } = state
  const erase = leaving?.erase ?? wanted
  const sent = leaving?.sent === true

  /** Staying takes the wish to leave back. Once it was sent, it is too late for that. */
  function stay(): void {
    if (sent) return
    visit.stay()
    onClose()
  }

  return (
    <Dialog title={say('leaveTitle')} opener={opener} onClose={stay}>
      <p>{say('leaveText')}</p>
      {state.replica.screen?.kind !== 'consent' && (
        <fieldset className="choices" disabled={leaving !== null}>
          <legend className="hidden-visually">{say('leave')}</legend>
          {[false, true].map((choice) => (
            <label key={String(choice)} className="choice">
              <input type="radio" name="erase" checked={erase === choice} onChange={() => setWanted(choice)} />
              <span>{say(choice ? 'leaveErase' : 'leaveKeep')}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p role="status">{leaving !== null && !online && say(sent ? 'leaveTooLate' : 'leaveOffline')}</p>
      <div className="actions">
        <button type="button" className="button" aria-disabled={sent || undefined} onClick={stay}>
          {say('leaveStay')}
        </button>
        <button
          type="button"
          className="button main"
          // It keeps the focus, so that a keyboard stays in the dialog.
          aria-disabled={leaving !== null || undefined}
          onClick={() => leaving === null && visit.propose('session.withdrawn', { erase })}
        >
          {leaving !== null ? say('continuing') : say(erase ? 'leaveNowErase' : 'leaveNow')}
        </button>
      </div>
    </Dialog>
  )
}
