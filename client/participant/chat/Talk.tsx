import type { Composition } from '../../../shared/session/events.ts'
import type { ChatScreen } from './chat-screen.ts'
import { isBusy, type Line } from './line.ts'
import { Reply } from './Reply.tsx'
import { Turn } from './Turn.tsx'

type Props = {
  lines: readonly Line[]
  affordances: ChatScreen['affordances']
  online: boolean
  onAskAgain: (turn: string) => void
  onEdit: (turn: { parent: string | null }, text: string, composition: Composition) => void
}

/** The talk's lines in their order. It is no live region: a screen reader would read text on its way in pieces. */
export function Talk({ lines, affordances, online, onAskAgain, onEdit }: Props) {
  const busy = isBusy(lines)
  return (
    <ol className="talk">
      {lines.map((line, index) =>
        line.kind === 'turn' ? (
          <Turn
            key={line.id}
            line={line}
            online={online}
            edits={affordances.includes('edit')}
            editable={affordances.includes('edit') && line.state === 'taken' && !busy}
            onEdit={(text, composition) => onEdit(line, text, composition)}
          />
        ) : (
          <Reply
            // A new attempt takes the place of the one before, so that nothing jumps.
            key={line.id}
            line={line}
            last={index === lines.length - 1}
            affordances={affordances}
            onAskAgain={onAskAgain}
          />
        ),
      )}
    </ol>
  )
}
