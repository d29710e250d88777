import { useEffect, useMemo, useRef } from 'react'
import type { Composition } from '../../../shared/session/events.ts'
import { randomId } from '../../ui/id.ts'
import { wellFormed } from '../engine/well-formed.ts'
import { Prose } from '../markdown/Prose.tsx'
import { prepareRich } from '../markdown/Rich.tsx'
import { StageHeading } from '../StageHeading.tsx'
import { useVisit } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { Composer, focusWithoutKeyboard } from './Composer.tsx'
import type { ChatScreen } from './chat-screen.ts'
import { useFinishedReplies } from './finished-replies.ts'
import { isBusy, linesOf } from './line.ts'
import { usePinned } from './pinned.ts'
import { Talk } from './Talk.tsx'

/** A talk: what was said, and where to write. */
export function Chat({ screen }: { screen: ChatScreen }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const { stage, affordances } = screen
  const lines = useMemo(() => linesOf(state, stage), [state, stage])
  const talk = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const last = lines.at(-1)
  const { below, toEnd } = usePinned(talk, last === undefined ? null : `${last.id} ${last.text.length}`)
  useFinishedReplies(lines)
  useEffect(prepareRich, [])

  function take(parent: string | null, text: string, composition: Composition): void {
    visit.propose('turn.taken', {
      stage,
      turn: randomId(),
      parent,
      text: wellFormed(text),
      ...(visit.allowsTelemetry() ? { composition } : {}),
    })
    toEnd()
  }

  return (
    <>
      <main id="content" className="column chat" ref={talk}>
        <StageHeading stage={stage}>{screen.title}</StageHeading>
        {screen.intro !== null && <Prose text={screen.intro} />}
        {!screen.open && <p className="quiet appears-late">{say('talkOpening')}</p>}
        <Talk
          lines={lines}
          affordances={affordances}
          online={state.online}
          onAskAgain={(turn) => {
            visit.propose('reply.asked', { stage, turn })
            focusWithoutKeyboard(field.current)
          }}
          onEdit={(turn, text, composition) => take(turn.parent, text, composition)}
        />
      </main>
      <Composer
        screen={screen}
        below={below}
        field={field}
        toEnd={toEnd}
        onTurn={(text, composition) => take(last?.id ?? null, text, composition)}
        busy={isBusy(lines) || !screen.open}
        running={last?.kind === 'running' ? last : null}
      />
    </>
  )
}
