import type { Telemetry } from '../../shared/protocol/socket.ts'
import { randomId } from '../ui/id.ts'

type Mark = Telemetry['marks'][number]
export type AttentionLog = { stop(): void }

const EVERY_MS = 5_000
const LARGEST_BATCH = 200

/**
 * Records when the page has the person's attention, and sends it in batches. A batch keeps its id until it is
 * acknowledged. Call it only where the person has allowed it.
 */
export function recordAttention(send: (batch: Telemetry) => Promise<{ ok: boolean } | null>): AttentionLog {
  let marks: Mark[] = []
  let sending: Telemetry | null = null
  let under = false

  async function flush(): Promise<void> {
    if (under) return
    if (sending === null) {
      if (marks.length === 0) return
      sending = { id: randomId(), marks: marks.slice(0, LARGEST_BATCH) }
      marks = marks.slice(LARGEST_BATCH)
    }
    under = true
    // A refused batch is dropped: sending it again would be refused again.
    if ((await send(sending)) !== null) sending = null
    under = false
  }

  const until = new AbortController()
  const { signal } = until
  const mark = (kind: Mark['kind']) => () => void marks.push({ at: Date.now(), kind })
  for (const kind of ['focus', 'blur', 'online', 'offline'] as const) addEventListener(kind, mark(kind), { signal })
  document.addEventListener('copy', mark('copy'), { signal })
  document.addEventListener(
    'visibilitychange',
    () => {
      mark(document.visibilityState === 'visible' ? 'visible' : 'hidden')()
      void flush()
    },
    { signal },
  )
  const timer = setInterval(() => void flush(), EVERY_MS)
  return {
    /** Sends what is there and records no more. */
    stop() {
      until.abort()
      clearInterval(timer)
      void flush()
    },
  }
}
