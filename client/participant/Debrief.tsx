import type { Screen } from '../../shared/session/view.ts'
import { isPending } from './engine/visit.ts'
import { Prose } from './markdown/Prose.tsx'
import { OfflineNote } from './OfflineNote.tsx'
import { StageHeading } from './StageHeading.tsx'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** Says what the study was about, before the end. */
export function Debrief({ screen }: { screen: Extract<Screen, { kind: 'debrief' }> }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const going = isPending(state, 'stage.completed')
  return (
    <main id="content" className="column">
      <StageHeading stage={screen.stage}>{screen.title}</StageHeading>
      <Prose text={screen.text} />
      <div className="actions">
        <button
          type="button"
          className="button main"
          disabled={going}
          onClick={() => visit.propose('stage.completed', { stage: screen.stage })}
        >
          {going ? say('continuing') : say('continue')}
        </button>
        <OfflineNote going={going} />
      </div>
    </main>
  )
}
