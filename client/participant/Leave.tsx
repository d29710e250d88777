import { useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { isPending } from './engine/visit.ts'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** Leaving the study for good. What was written is kept or erased. */
export function Leave({ onClose }: { onClose: () => void }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const [erase, setErase] = useState(false)
  const going = isPending(state, 'session.withdrawn')
  return (
    <Dialog title={say('leaveTitle')} onClose={onClose}>
      <p>{say('leaveText')}</p>
      <fieldset className="choices">
        <legend className="hidden-visually">{say('leave')}</legend>
        {[false, true].map((choice) => (
          <label key={String(choice)} className="choice">
            <input type="radio" name="erase" checked={erase === choice} onChange={() => setErase(choice)} />
            <span>{say(choice ? 'leaveErase' : 'leaveKeep')}</span>
          </label>
        ))}
      </fieldset>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {say('leaveStay')}
        </button>
        <button
          type="button"
          className="button main"
          disabled={going}
          onClick={() => visit.propose('session.withdrawn', { erase })}
        >
          {going ? say('continuing') : say('leaveNow')}
        </button>
      </div>
    </Dialog>
  )
}
