import { useId } from 'react'
import { wellFormed } from '../engine/well-formed.ts'
import { GrowingText } from '../GrowingText.tsx'
import { useDraft, useVisit } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { draftSlot, type ItemProps } from './item.ts'

/** Free words. What is written is a draft until the person leaves the field; then it is an answer. */
export function TextItem({ item, stage, format, answer, onAnswer, labelled, described }: ItemProps<'text'>) {
  const { visit } = useVisit()
  const { say } = useWords()
  const slot = draftSlot(stage, item.id)
  const [draft, setDraft] = useDraft(slot)
  const given = answer?.kind === 'text' ? answer.text : ''
  // An empty draft means that nothing is being written. If the person deletes the answer, the draft is CLEARED.
  const text = draft === CLEARED ? '' : draft === '' ? given : draft
  const over = text.length - format.maxLength
  const counterId = useId()

  function leave(): void {
    if (draft === '' || over > 0) return
    const written = text.trim()
    if (written === given.trim()) visit.drafts.sent(slot, draft)
    else if (written !== '') {
      onAnswer({ kind: 'text', text: wellFormed(text) })
      visit.drafts.sent(slot, draft)
    } else if (item.optional) {
      onAnswer({ kind: 'skipped' })
      visit.drafts.sent(slot, draft)
    }
  }

  return (
    <>
      <GrowingText
        className="field"
        value={text}
        rows={2}
        aria-labelledby={labelled}
        aria-describedby={[described, over > -NEAR ? counterId : undefined].filter(Boolean).join(' ') || undefined}
        aria-invalid={over > 0 || undefined}
        onChange={(event) => setDraft(event.target.value === '' ? CLEARED : event.target.value)}
        onBlur={leave}
      />
      {over > -NEAR && (
        <p id={counterId} className="counter" data-over={over > 0 || undefined}>
          {over > 0 ? say('charactersOver', { count: over }) : say('charactersLeft', { count: -over })}
        </p>
      )}
    </>
  )
}

/** When fewer characters than this are left before the limit, they are counted down. */
const NEAR = 100

/** The draft of a field that was emptied. It is a blank, since an empty draft means that there is no draft. */
const CLEARED = ' '
