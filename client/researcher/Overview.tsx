import { useEffect } from 'react'
import type { Api } from './api.ts'
import { PausedCard } from './PausedCard.tsx'
import { usePolling } from './polling.ts'
import { StudyCard } from './StudyCard.tsx'

type Props = { api: Api; onRefused: (why: 'wrong' | 'left') => void }

/** All studies. What is on screen is refreshed in place: nothing moves and nothing loses the focus. */
export function Overview({ api, onRefused }: Props) {
  const { body, failure } = usePolling(api.overview)
  const wrong = failure?.code === 'unauthorised'
  useEffect(() => {
    if (wrong) onRefused('wrong')
  }, [wrong, onRefused])

  return (
    <>
      <header className="bar">
        <h1>Parallax</h1>
        <p className="quiet" role="status">
          {failure !== null && !wrong && `The server does not answer (${failure.message}); trying again.`}
        </p>
        <button type="button" className="button small" onClick={() => onRefused('left')}>
          Lock
        </button>
      </header>
      <main className="studies">
        {body === null && failure === null && <p className="quiet">Loading…</p>}
        {body?.paused.map((study) => (
          <PausedCard key={study.id} study={study} api={api} />
        ))}
        {body?.studies.map((study) => (
          <StudyCard key={study.id} study={study} api={api} />
        ))}
      </main>
    </>
  )
}
