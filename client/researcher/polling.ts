import { useCallback, useEffect, useState } from 'react'
import type { Answered } from '../ui/ask.ts'

const EVERY_MS = 5_000

/**
 * Asks again and again while the page is in sight; what was there stays when a try fails. `load` must keep its identity
 * as long as the question is the same. `failure` is that of the last try, null when it went well.
 */
export function usePolling<Body>(load: () => Promise<Answered<Body>>): {
  body: Body | null
  failure: Extract<Answered<Body>, { ok: false }> | null
  again: () => void
} {
  const [body, setBody] = useState<Body | null>(null)
  const [failure, setFailure] = useState<Extract<Answered<Body>, { ok: false }> | null>(null)
  const [asked, setAsked] = useState(0)
  const again = useCallback(() => setAsked((count) => count + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` starts a new round
  useEffect(() => {
    let current = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const round = async () => {
      if (document.visibilityState === 'visible') {
        const answer = await load()
        if (!current) return
        if (answer.ok) setBody(answer.body)
        setFailure(answer.ok ? null : answer)
      }
      timer = setTimeout(round, EVERY_MS)
    }
    void round()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [load, asked])

  return { body, failure, again }
}
