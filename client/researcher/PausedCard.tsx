import type { Api, PausedStudy } from './api.ts'
import { Counts } from './Counts.tsx'
import { Download } from './Download.tsx'
import { SessionsTable } from './SessionsTable.tsx'

/** A study that is not served: what is wrong with its files, and what there is of it nevertheless. */
export function PausedCard({ study, api }: { study: PausedStudy; api: Api }) {
  const { id, file, problems, counts } = study
  return (
    <section className="study" aria-labelledby={`study-${id}`}>
      <h2 id={`study-${id}`}>
        <code>{id}</code> <strong className="tag">not served</strong>
      </h2>
      <p className="what">
        {problems.length === 1 ? 'Its files have an error.' : `Its files have ${problems.length} errors.`} Repair them
        and start the server again; <code>npm run -s parallax -- study check {file}</code> says what is still wrong.
        {counts !== null && ' Until then nobody new can take part, and people who have begun go on.'}
      </p>
      <ul className="cautions">
        {problems.map((problem) => (
          <li key={`${problem.file}:${problem.line} ${problem.message}`}>
            <code>
              {problem.file}:{problem.line}
            </code>
            <br />
            {problem.message}
          </li>
        ))}
      </ul>
      {counts !== null && (
        <>
          <h3>Live sessions by status</h3>
          <Counts counts={counts.sessions} />
          <SessionsTable study={{ id, title: id }} api={api} />
          <Download study={{ id, kinds: counts.kinds }} api={api} />
        </>
      )}
    </section>
  )
}
