import { useDeferredValue } from 'react'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Rich } from '../markdown/Rich.tsx'
import { useWords } from '../words-context.ts'
import type { ChatScreen } from './chat-screen.ts'
import type { Line } from './line.ts'

type Props = {
  line: Extract<Line, { kind: 'running' | 'finished' }>
  last: boolean
  affordances: ChatScreen['affordances']
  onAskAgain: (turn: string) => void
}

/** A reply, on its way or finished, and what the person can do with it. */
export function Reply({ line, last, affordances, onAskAgain }: Props) {
  const { say } = useWords()
  // Drawing markdown may take longer than the time until the next piece of text. Typing must not wait for it.
  const text = useDeferredValue(line.text)
  return (
    <li className="line reply" data-state={line.kind}>
      <p className="hidden-visually">{say('reply')}</p>
      {text === '' && line.kind === 'running' ? <Writing /> : <Rich text={text} waiting={<Writing />} />}
      {line.kind === 'finished' ? (
        <Foot line={line} last={last} affordances={affordances} onAskAgain={onAskAgain} />
      ) : (
        <div className="line-foot" />
      )}
    </li>
  )
}

function Writing() {
  const { say } = useWords()
  return (
    <p className="writing">
      <span className="hidden-visually">{say('writing')}</span>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </p>
  )
}

function Foot({ line, last, affordances, onAskAgain }: Props & { line: Extract<Line, { kind: 'finished' }> }) {
  const { say } = useWords()
  const turn = line.parent
  // A reply that went wrong can always be asked for again. A good one can only if the study offers it.
  const again = last && turn !== null && (line.outcome !== 'complete' || affordances.includes('try-again'))
  const note = noteOf(line.outcome, again)
  return (
    <>
      {note !== null && <p className="reply-note">{say(note)}</p>}
      <div className="line-foot">
        {affordances.includes('copy') && line.text !== '' && (
          <CopyButton
            className="button small ghost"
            text={line.text}
            words={{ copy: say('copy'), copied: say('copied') }}
          />
        )}
        {again && (
          <button
            type="button"
            className={line.outcome === 'complete' ? 'button small ghost' : 'button small'}
            onClick={() => onAskAgain(turn)}
          >
            {line.outcome === 'complete' ? say('tryAgain') : say('askAgain')}
          </button>
        )}
      </div>
    </>
  )
}

function noteOf(outcome: Extract<Line, { kind: 'finished' }>['outcome'], again: boolean) {
  switch (outcome) {
    case 'complete':
      return null
    case 'stopped':
      return 'stopped'
    case 'truncated':
      return again ? 'truncated' : 'truncatedOnly'
    case 'broken':
      return again ? 'broken' : 'brokenOnly'
  }
}
