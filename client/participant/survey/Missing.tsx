import { useEffect } from 'react'
import type { SurveyItem } from '../../../shared/session/view.ts'
import { useAnnounce } from '../Announcer.tsx'
import { useWords } from '../words-context.ts'

type Props = {
  items: SurveyItem[]
  /** What is wrong with an answer that is there; null if there is none. */
  complaintOf: (item: SurveyItem) => string | null
  onChoose: (item: SurveyItem) => void
}

/**
 * The questions without an answer or with one that is too long, each as a link to the question. The list stands beside the button that was pressed.
 */
export function Missing({ items, complaintOf, onChoose }: Props) {
  const { say } = useWords()
  const announce = useAnnounce()
  const title = say(items.some(complaintOf) ? 'lookAgainTitle' : 'missingTitle', { count: items.length })
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when it appears, not with every answer
  useEffect(() => announce(title), [announce])
  return (
    <section className="missing" aria-label={title}>
      <p className="missing-title">{title}</p>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="as-link" dir="auto" onClick={() => onChoose(item)}>
              {item.words}
            </button>
            {complaintOf(item) !== null && <p>{complaintOf(item)}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
