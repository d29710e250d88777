import { useState } from 'react'
import type { Api, Study, Wanted } from './api.ts'

/** What the choice is made from. A study that is not served has it too. */
type Counted = Pick<Study, 'id' | 'kinds'>
type Choice = { id: string; words: string; count: number; wanted: Wanted }

/**
 * What can be downloaded: each kind of session alone and, if there are several kinds, all of them in the same files.
 */
export function choicesOf({ kinds: { live, simulated, preview } }: Counted): Choice[] {
  const alone: Choice[] = [
    { id: 'live', words: 'people who take part', count: live, wanted: { only: 'live' } },
    { id: 'simulated', words: 'simulated only', count: simulated, wanted: { only: 'simulated' } },
    { id: 'preview', words: 'preview only', count: preview, wanted: { only: 'preview' } },
  ]
  const there = alone.filter(({ count }) => count > 0)
  if (there.length < 2) return alone
  const wanted = { 'pool-kinds': there.map(({ id }) => id).join(',') }
  return [...alone, { id: 'all', words: 'all together', count: live + simulated + preview, wanted }]
}

/** The data as one file that also describes them. */
export function Download({ study, api }: { study: Counted; api: Api }) {
  const [chosen, setChosen] = useState('live')
  const [state, setState] = useState<{ kind: 'idle' | 'asking' } | { kind: 'failed'; message: string }>({
    kind: 'idle',
  })
  const choices = choicesOf(study)
  const choice = choices.find(({ id }) => id === chosen) ?? choices[0]!

  async function download(): Promise<void> {
    setState({ kind: 'asking' })
    const answer = await api.downloadLink(study.id, choice.wanted)
    if (!answer.ok) {
      setState({ kind: 'failed', message: answer.message })
      return
    }
    setState({ kind: 'idle' })
    // The link saves a file and does not lead to another page. If the server refuses it after all, this page stays.
    const link = document.createElement('a')
    link.href = answer.body.url
    link.download = ''
    link.click()
  }

  return (
    <div className="download">
      <h3>Data</h3>
      <fieldset className="kinds">
        <legend>Sessions of</legend>
        {choices.map(({ id, words, count }) => (
          <label key={id}>
            <input type="radio" name={`kinds-${study.id}`} checked={id === choice.id} onChange={() => setChosen(id)} />
            {words} <span className="quiet">({count})</span>
          </label>
        ))}
      </fieldset>
      {choice.id === 'all' && (
        <p className="quiet">
          Rows of people and of others are in the same files; the column <code>kind</code> says which is which. Numbers
          over all rows describe neither.
        </p>
      )}
      <div className="download-row">
        <button
          type="button"
          className="button"
          data-once=""
          disabled={state.kind === 'asking'}
          onClick={() => void download()}
        >
          Download all data (ZIP)
        </button>
      </div>
      <p className="wrong" role="status">
        {state.kind === 'failed' && state.message}
      </p>
    </div>
  )
}
