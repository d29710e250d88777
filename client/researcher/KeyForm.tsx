import { useId, useState } from 'react'

type Props = { refused: boolean; onKey: (secret: string) => void }

/** Asks for the secret. It is kept in this tab only. */
export function KeyForm({ refused, onKey }: Props) {
  const [secret, setSecret] = useState('')
  const id = useId()
  return (
    <main className="key">
      <h1>Parallax</h1>
      <p>
        This page needs the researcher secret. It was printed when the server was first started; the command{' '}
        <code>npm run -s parallax -- secret</code> makes a new one.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // Many people paste the whole link.
          const given = secret.trim().replace(/^.*#key=/, '')
          if (given !== '') onKey(given)
        }}
      >
        <label htmlFor={id}>Researcher secret</label>
        <input
          id={id}
          className="field"
          type="password"
          autoComplete="current-password"
          value={secret}
          aria-invalid={refused || undefined}
          aria-describedby={refused ? `${id}wrong` : undefined}
          onChange={(event) => setSecret(event.target.value)}
        />
        {refused && (
          <p id={`${id}wrong`} className="wrong" role="alert">
            This secret is wrong. It may have been replaced meanwhile; make a new one with the command above.
          </p>
        )}
        <button type="submit" className="button main">
          Open
        </button>
      </form>
    </main>
  )
}
