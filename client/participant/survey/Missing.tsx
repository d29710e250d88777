import { useEffect } from 'react'
import type { SurveyItem } from '../../../shared/session/view.ts'
import { useAnnounce } from '../Announcer.tsx'
import { useWords } from '../words-context.ts'

type Props = { items: SurveyItem[]; onChoose: (item: SurveyItem) => void }

/**
 * The questions without an answer, each as a link to the question. The list stands beside the button that was pressed.
 */
export function Missing({ items, onChoose }: Props) {
  const { say } = useWords()
  const announce = useAnnounce()
  const title = say('missingTitle', { count: items.length })
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
          </li>
        ))}
      </ul>
    </section>
  )
}
