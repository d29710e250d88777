import { useCallback, useEffect, useState } from 'react'
import type { Answered } from '../ui/ask.ts'

const EVERY_MS = 5_000

/**
 * Asks again and again while the page is in sight. If an attempt fails, the earlier answer stays. `load` must stay the
 * same function as long as the question is the same. `current` is false while `body` still answers the question before.
 * `failure` is that of the last attempt, null when it went well.
 */
export function usePolling<Body>(load: () => Promise<Answered<Body>>): {
  body: Body | null
  current: boolean
  failure: Extract<Answered<Body>, { ok: false }> | null
  again: () => void
} {
  const [kept, setKept] = useState<{ body: Body; load: () => Promise<Answered<Body>> } | null>(null)
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
        if (answer.ok) setKept({ body: answer.body, load })
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

  return { body: kept?.body ?? null, current: kept?.load === load, failure, again }
}
