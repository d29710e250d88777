import { useEffect, useId, useRef } from 'react'
import type { Answer } from '../../../shared/instrument/answer.ts'
import type { SurveyItem } from '../../../shared/session/view.ts'
import { useWords } from '../words-context.ts'
import { Fields } from './Fields.tsx'
import { isWritten } from './item.ts'

/** The longest time that can be recorded for an answer, in milliseconds. */
const LONGEST_MS = 1e9

type Props = {
  item: SurveyItem
  stage: string
  answer: Answer | undefined
  /** Why Continue does not go on; null if this question does not stop it. */
  complaint: string | null
  onAnswer: (answer: Answer, tookMs: number) => void
}

/** A question with its fields. The time of an answer counts from the moment when the question first came into view. */
export function Question({ item, stage, answer, complaint, onAnswer }: Props) {
  const { say } = useWords()
  const box = useRef<HTMLFieldSetElement>(null)
  const since = useSeenSince(box)
  const id = useId()
  const labelled = `${id}words`
  const described = complaint !== null ? `${id}missing` : undefined
  const give = (given: Answer) => onAnswer(given, Math.min(LONGEST_MS, Math.round(performance.now() - since())))
  const common = { item, answer, stage, onAnswer: give, labelled, described }
  const clearable = item.optional && answer !== undefined && answer.kind !== 'skipped' && !isWritten(item.answer)
  return (
    <fieldset
      ref={box}
      className="question"
      data-item={item.id}
      data-missing={complaint !== null || undefined}
      aria-describedby={described}
    >
      <legend id={labelled} dir="auto">
        {item.words}
        {item.optional && <span className="quiet"> ({say('optional')})</span>}
      </legend>
      {complaint !== null && (
        <p id={described} className="complaint">
          {complaint}
        </p>
      )}
      <Fields {...common} />
      {clearable && (
        <button type="button" className="as-link" onClick={() => give({ kind: 'skipped' })}>
          {say('clearAnswer')}
        </button>
      )}
    </fieldset>
  )
}

/** When the element first came into view, on the clock of `performance.now`. If it has not yet, when it was drawn. */
function useSeenSince(element: { current: Element | null }): () => number {
  const since = useRef<number | null>(null)
  const drawn = useRef(performance.now())
  useEffect(() => {
    if (element.current === null) return
    const watch = new IntersectionObserver((changes) => {
      if (!changes.some((change) => change.isIntersecting)) return
      since.current = performance.now()
      watch.disconnect()
    })
    watch.observe(element.current)
    return () => watch.disconnect()
  }, [element])
  return () => since.current ?? drawn.current
}
