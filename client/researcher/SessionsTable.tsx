import { useCallback, useState } from 'react'
import { ago } from './ago.ts'
import type { Api, SessionRow, Study } from './api.ts'
import { usePolling } from './polling.ts'

/** The sessions of a study, newest first, one page at a time. */
export function SessionsTable({ study, api }: { study: Pick<Study, 'id' | 'title'>; api: Api }) {
  /** Cursors of the pages that led here; the last is that of the page on screen. */
  const [trail, setTrail] = useState<(string | null)[]>([null])
  const before = trail.at(-1) ?? null
  const load = useCallback(() => api.sessions(study.id, before), [api, study.id, before])
  const { body, current, failure } = usePolling(load)
  const rows = body?.sessions ?? []
  const next = body?.next ?? null
  // While a page is being loaded, the page on screen does not say what comes before or after it.
  const turn = (to: (string | null)[]) => {
    if (current) setTrail(to)
  }

  return (
    <div className="sessions">
      <h3>Sessions</h3>
      {failure !== null && <p className="wrong">{failure.message}</p>}
      {body !== null && rows.length === 0 && <p className="quiet">No session yet, of any kind.</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled sideways, by keyboard too
        <section className="wide" tabIndex={0} aria-label={`Sessions of ${study.title}`}>
          <table>
            <thead>
              <tr>
                {[
                  'Session',
                  'Kind',
                  'Status',
                  'Condition',
                  'Language',
                  'Stage',
                  'Turns',
                  'Opened',
                  'Last activity',
                ].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {(trail.length > 1 || next !== null) && (
        <div className="pages">
          <button
            type="button"
            className="button small"
            disabled={trail.length === 1}
            onClick={() => turn(trail.slice(0, -1))}
          >
            Newer
          </button>
          <span className="quiet">Page {trail.length}</span>
          <button
            type="button"
            className="button small"
            disabled={next === null}
            onClick={() => turn([...trail, next])}
          >
            Older
          </button>
        </div>
      )}
    </div>
  )
}

function Row({ row }: { row: SessionRow }) {
  const now = Date.now()
  return (
    <>
      <tr>
        <td>
          <code title={row.id}>{row.id.slice(0, 10)}</code>
        </td>
        <td>{row.kind}</td>
        <td>{row.status.replaceAll('-', ' ')}</td>
        <td>{row.condition ?? '–'}</td>
        <td>{row.locale}</td>
        <td>{row.stage ?? '–'}</td>
        <td className="number">{row.turns}</td>
        <td>
          <Moment at={row.openedAt} now={now} />
        </td>
        <td>
          <Moment at={row.lastAt} now={now} />
        </td>
      </tr>
      {row.error !== null && (
        <tr className="error">
          <td />
          <td colSpan={8}>
            <strong>Model error, {row.error.kind}</strong>, <Moment at={row.error.at} now={now} />: {row.error.message}
          </td>
        </tr>
      )}
    </>
  )
}

function Moment({ at, now }: { at: number; now: number }) {
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString('en')}>
      {ago(now - at)}
    </time>
  )
}
