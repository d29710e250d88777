import { useEffect, useRef, useState } from 'react'
import type { Composition } from '../../../shared/session/events.ts'
import { LONGEST_TURN } from '../../../shared/session/limits.ts'
import { GrowingText } from '../GrowingText.tsx'
import { useLasting } from '../SaveState.tsx'
import { useDraft } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { useComposing } from './composing.ts'
import type { Line } from './line.ts'

type Props = {
  line: Extract<Line, { kind: 'turn' }>
  online: boolean
  /** The study lets people edit what they said. */
  edits: boolean
  /** They can do so now. */
  editable: boolean
  onEdit: (text: string, composition: Composition) => void
}

/** What the person said. */
export function Turn({ line, online, edits, editable, onEdit }: Props) {
  const { say } = useWords()
  const [editing, setEditing] = useState(false)
  const edit = useRef<HTMLButtonElement>(null)
  const late = useLasting(line.state === 'sending', 800)
  const note = line.state === 'taken' || !late ? '' : say(online ? 'turnSending' : 'turnOffline')
  if (editing && editable)
    return (
      <li className="line turn">
        <EditTurn
          id={line.id}
          text={line.text}
          onSend={(text, composition) => {
            setEditing(false)
            onEdit(text, composition)
          }}
          onCancel={() => {
            setEditing(false)
            requestAnimationFrame(() => edit.current?.focus())
          }}
        />
      </li>
    )
  return (
    <li className="line turn" data-state={line.state}>
      <p className="hidden-visually">{say('you')}</p>
      <p className="said" dir="auto">
        {line.text}
      </p>
      {/* This row is always there, so that the talk does not move when its words come and go. */}
      <div className="line-foot">
        {note !== '' && <span className="quiet">{note}</span>}
        {edits && (
          <button
            ref={edit}
            type="button"
            className="button small ghost"
            data-away={!editable || undefined}
            onClick={() => setEditing(true)}
          >
            {say('edit')}
          </button>
        )}
      </div>
    </li>
  )
}

type EditProps = {
  id: string
  text: string
  onSend: (text: string, composition: Composition) => void
  onCancel: () => void
}

function EditTurn(props: EditProps) {
  const { attach, take } = useComposing(true)
  const { say } = useWords()
  const [draft, setDraft] = useDraft(`edit.${props.id}`)
  const [touched, setTouched] = useState(draft !== '')
  const form = useRef<HTMLFormElement>(null)
  // The buttons too.
  useEffect(() => form.current?.scrollIntoView({ block: 'nearest' }), [])
  const text = touched ? draft : props.text
  function cancel(): void {
    setDraft('')
    props.onCancel()
  }
  const unfit = text.trim() === '' || text.trim() === props.text.trim() || text.length > LONGEST_TURN
  return (
    <form
      ref={form}
      className="edit-turn"
      onSubmit={(event) => {
        event.preventDefault()
        if (unfit) return
        setDraft('')
        props.onSend(text, take())
      }}
    >
      <GrowingText
        ref={attach}
        autoFocus
        className="field"
        aria-label={say('editLabel')}
        value={text}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) cancel()
        }}
        onChange={(event) => {
          setTouched(true)
          setDraft(event.target.value)
        }}
      />
      <div className="actions">
        <button type="button" className="button small" onClick={cancel}>
          {say('cancel')}
        </button>
        <button type="submit" className="button small main" disabled={unfit}>
          {say('editSend')}
        </button>
      </div>
    </form>
  )
}
