import { ago } from './ago.ts'
import type { Study } from './api.ts'

/** While data are collected, says that people write and get no reply. Shows nothing if all get some. */
export function Silence({ study: { silence } }: { study: Study }) {
  return (
    <div className="silence">
      {silence.map(({ kind, wrote, silent, error }) => (
        <p key={kind} className="wrong">
          In {silent} of {wrote} {kind} {wrote === 1 ? 'session' : 'sessions'} in which somebody wrote, no reply came at
          all.
          {error !== null && (
            <>
              {' '}
              Last error, {ago(Date.now() - error.at)}: <span className="said">{error.message}</span>
            </>
          )}
        </p>
      ))}
    </div>
  )
}
