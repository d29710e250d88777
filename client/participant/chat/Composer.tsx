import { type KeyboardEvent, type RefObject, useCallback, useId, useState } from 'react'
import type { Composition } from '../../../shared/session/events.ts'
import { LONGEST_TURN } from '../../../shared/session/limits.ts'
import { writesByTouch } from '../engine/device.ts'
import { isPending } from '../engine/visit.ts'
import { shownLength } from '../engine/well-formed.ts'
import { GrowingText } from '../GrowingText.tsx'
import { useLasting } from '../SaveState.tsx'
import { useDraft, useVisit } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import type { ChatScreen } from './chat-screen.ts'
import { useComposing } from './composing.ts'
import { Finish } from './Finish.tsx'
import type { Line } from './line.ts'

/** When fewer characters than this are left before the limit, they are counted down. */
const NEAR_LIMIT = 500
/** When this many turns or fewer are left, the person is told. */
const NEAR_LAST = 3

type Props = {
  screen: ChatScreen
  /** A turn or a reply is on its way, or the talk is not open yet. */
  busy: boolean
  running: Extract<Line, { kind: 'running' }> | null
  /** There is new text below the part that is in sight. */
  below: boolean
  /** Where the person writes. */
  field: RefObject<HTMLTextAreaElement | null>
  toEnd: () => void
  onTurn: (text: string, composition: Composition) => void
}

/** The field where the person writes. They can write at any time, and send when it is their turn. */
export function Composer({ screen, busy, running, below, field, toEnd, onTurn }: Props) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const { stage, turns } = screen
  const [text, setText] = useDraft(stage)
  const left = turns.max - turns.taken
  const { attach, take } = useComposing(!busy && left > 0)
  const counterId = useId()
  const over = text.length - LONGEST_TURN
  const sendable = !busy && left > 0 && over <= 0 && text.trim() !== ''
  const leaving = isPending(state, 'stage.completed')
  const [tried, setTried] = useState(false)
  const finishable = turns.taken >= turns.min
  /** Why nothing can be sent or finished now. */
  const reason = useReason({ busy, leaving, shown: tried || finishable || text.trim() !== '' })

  const reference = useCallback(
    (element: HTMLTextAreaElement | null) => {
      field.current = element
      return attach(element)
    },
    [attach, field],
  )

  function send(): void {
    if (!sendable) {
      setTried(busy && text.trim() !== '')
      return
    }
    setTried(false)
    const composition = take()
    onTurn(text, composition)
    // From here on the outbox keeps it.
    visit.drafts.sent(stage, text)
    field.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    // 229: in Safari, the Enter that ends a composition comes after the composition.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || composing || writesByTouch()) return
    event.preventDefault()
    send()
  }

  const stoppable = screen.affordances.includes('stop') ? running : null
  return (
    <footer className="composer">
      {below && (
        <button type="button" className="button small to-end" onClick={toEnd}>
          {say('toEnd')} <span aria-hidden="true">↓</span>
        </button>
      )}
      <form
        className="composer-box"
        // After the last turn there is nothing to write. But a text that was not sent can still be read and copied.
        hidden={left <= 0 && !busy && text === ''}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <GrowingText
          ref={reference}
          className="field"
          rows={1}
          value={text}
          placeholder={say('compose')}
          aria-label={say('compose')}
          aria-describedby={over > -NEAR_LIMIT ? counterId : undefined}
          aria-invalid={over > 0 || undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className="button main send"
          hidden={stoppable !== null}
          aria-disabled={!sendable || undefined}
        >
          {say('send')}
        </button>
        {stoppable !== null && (
          <button
            type="button"
            className="button main send"
            disabled={stoppable.stopping}
            onClick={() => {
              visit.propose('reply.stopped', { stage, reply: stoppable.id, shown: shownLength(stoppable.text) })
              focusWithoutKeyboard(field.current)
            }}
          >
            {say('stop')}
          </button>
        )}
      </form>
      <div className="composer-foot">
        <p className="quiet">
          {over > -NEAR_LIMIT ? (
            <span id={counterId} className="counter" data-over={over > 0 || undefined}>
              {over > 0 ? say('charactersOver', { count: over }) : say('charactersLeft', { count: -over })}
            </span>
          ) : reason !== null ? (
            say(reason)
          ) : (
            left <= NEAR_LAST && say('remaining', { count: Math.max(0, left) })
          )}
        </p>
        {finishable && (
          <Finish
            draft={text}
            only={left <= 0}
            disabled={busy || leaving}
            going={leaving}
            onFinish={() => visit.propose('stage.completed', { stage })}
          />
        )}
      </div>
    </footer>
  )
}

/** The reason in words; null while everything can be pressed. A short moment is not worth a word. */
function useReason({ busy, leaving, shown }: { busy: boolean; leaving: boolean; shown: boolean }) {
  const { state } = useVisit()
  const lasting = useLasting((busy || leaving) && shown, 800)
  if (!lasting) return null
  if (!state.online) return 'goingOffline'
  return busy ? 'writing' : 'continuing'
}

/** Moves the focus to the field when the button that had it goes. On a phone this would bring up the keyboard. */
export function focusWithoutKeyboard(field: HTMLElement | null): void {
  if (!writesByTouch()) field?.focus({ preventScroll: true })
}
