import { type FormEvent, useRef, useState } from 'react'
import type { Answer } from '../../../shared/instrument/answer.ts'
import type { SurveyItem } from '../../../shared/session/view.ts'
import { isPending } from '../engine/visit.ts'
import { Prose } from '../markdown/Prose.tsx'
import { OfflineNote } from '../OfflineNote.tsx'
import { StageHeading } from '../StageHeading.tsx'
import { useVisit } from '../visit-context.ts'
import { useWords } from '../words-context.ts'
import { answeredCount, answersNow, charactersOver, draftSlot, missingItems, type SurveyScreen } from './item.ts'
import { Missing } from './Missing.tsx'
import { Question } from './Question.tsx'

/** One page of questions. Each answer is sent when it is given. Continue looks for answers that are missing. */
export function Survey({ screen }: { screen: SurveyScreen }) {
  const { visit, state } = useVisit()
  const { say } = useWords()
  const [asked, setAsked] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { stage, items } = screen
  const answers = answersNow(screen, state)
  const written = (id: string) => visit.drafts.get(draftSlot(stage, id))
  const missing = missingItems(items, answers, written)
  const complaint = (item: SurveyItem) => {
    const over = charactersOver(item, written)
    return over > 0 ? say('tooLong', { count: over }) : say('missing')
  }
  const going = isPending(state, 'stage.completed')

  function answer(item: SurveyItem, given: Answer, tookMs: number): void {
    visit.propose('item.answered', {
      stage,
      item: item.id,
      answer: given,
      position: items.indexOf(item),
      ...(visit.allowsTelemetry() ? { tookMs } : {}),
    })
  }

  function go(event: FormEvent): void {
    event.preventDefault()
    // A text that still has the focus becomes an answer when the focus leaves it.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    const first = missing[0]
    if (first === undefined) {
      visit.propose('stage.completed', { stage })
      return
    }
    setAsked(true)
    requestAnimationFrame(() => focusItem(form.current, first.id))
  }

  return (
    <main id="content" className="column survey">
      <StageHeading stage={stage}>{screen.title}</StageHeading>
      {screen.intro !== null && <Prose text={screen.intro} />}
      <form ref={form} onSubmit={go} noValidate>
        {items.map((item) => (
          <Question
            key={item.id}
            item={item}
            stage={stage}
            answer={answers[item.id]}
            complaint={asked && missing.includes(item) ? complaint(item) : null}
            onAnswer={(given, tookMs) => answer(item, given, tookMs)}
          />
        ))}
        {asked && missing.length > 0 && (
          <Missing
            items={missing}
            complaintOf={(item) => (charactersOver(item, written) > 0 ? complaint(item) : null)}
            onChoose={(item) => focusItem(form.current, item.id)}
          />
        )}
        <div className="actions">
          <button type="submit" className="button main" disabled={going}>
            {going ? say('continuing') : say('continue')}
          </button>
          <OfflineNote going={going} />
          <p className="quiet">{say('answered', { done: answeredCount(items, answers), all: items.length })}</p>
        </div>
      </form>
    </main>
  )
}

/** Puts the focus on an item's first field, with its question in sight. */
function focusItem(form: HTMLFormElement | null, id: string): void {
  const question = form?.querySelector(`[data-item="${CSS.escape(id)}"]`)
  question?.scrollIntoView({ block: 'start' })
  question?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true })
}
