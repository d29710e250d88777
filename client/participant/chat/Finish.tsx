import { useRef, useState } from 'react'
import { Dialog } from '../Dialog.tsx'
import { useWords } from '../words-context.ts'

type Props = {
  draft: string
  /** There is no other way to go on. */
  only: boolean
  disabled: boolean
  going: boolean
  onFinish: () => void
}

/** Ends the talk. It asks first only if something would be lost. */
export function Finish({ draft, only, disabled, going, onFinish }: Props) {
  const { say } = useWords()
  const [asking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={only ? 'button main' : 'button small'}
        disabled={disabled}
        onClick={() => (draft.trim() === '' ? onFinish() : setAsking(true))}
      >
        {going ? say('continuing') : say('finish')}
      </button>
      {asking && (
        <Dialog title={say('finishTitle')} opener={button} onClose={() => setAsking(false)}>
          <p>{say('finishText')}</p>
          <div className="actions">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              {say('finishBack')}
            </button>
            <button
              type="button"
              className="button main"
              onClick={() => {
                setAsking(false)
                onFinish()
              }}
            >
              {say('finishAnyway')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
