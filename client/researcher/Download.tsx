import { useState } from 'react'
import type { Api, Study } from './api.ts'

const KINDS = [
  { id: 'simulated', words: 'with simulated sessions' },
  { id: 'preview', words: 'with preview sessions' },
] as const

/** The data as one file, with a description of itself. */
export function Download({ study, api }: { study: Pick<Study, 'id'>; api: Api }) {
  const [include, setInclude] = useState<readonly string[]>([])
  const [state, setState] = useState<{ kind: 'idle' | 'asking' } | { kind: 'failed'; message: string }>({
    kind: 'idle',
  })

  async function download(): Promise<void> {
    setState({ kind: 'asking' })
    const answer = await api.downloadLink(study.id, [...include])
    if (!answer.ok) {
      setState({ kind: 'failed', message: answer.message })
      return
    }
    setState({ kind: 'idle' })
    // The server sends it as an attachment: the page stays.
    location.assign(answer.body.url)
  }

  return (
    <div className="download">
      <h3>Data</h3>
      <div className="download-row">
        <button type="button" className="button" disabled={state.kind === 'asking'} onClick={() => void download()}>
          Download all data (ZIP)
        </button>
        {KINDS.map((kind) => (
          <label key={kind.id}>
            <input
              type="checkbox"
              checked={include.includes(kind.id)}
              onChange={(event) =>
                setInclude(event.target.checked ? [...include, kind.id] : include.filter((one) => one !== kind.id))
              }
            />
            {kind.words}
          </label>
        ))}
      </div>
      <p className="wrong" role="status">
        {state.kind === 'failed' && state.message}
      </p>
    </div>
  )
}
