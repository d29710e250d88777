import type { Telemetry, TelemetryAck } from '../../../shared/protocol/socket.ts'
import { randomId } from '../../ui/id.ts'
import { isPassing } from './delivery.ts'

type Mark = Telemetry['marks'][number]
type Send = (batch: Telemetry) => Promise<TelemetryAck | null>
export type AttentionLog = { stop(): void }

const EVERY_MS = 5_000
const LARGEST_BATCH = 200

/**
 * Marks that wait to be sent, in batches. A batch keeps its id until it is acknowledged, so that the server keeps it
 * only once.
 */
export function createBatches(send: Send) {
  let marks: Mark[] = []
  let sending: Telemetry | null = null
  let under = false

  return {
    add: (mark: Mark) => void marks.push(mark),
    async flush(): Promise<void> {
      if (under) return
      if (sending === null) {
        if (marks.length === 0) return
        sending = { id: randomId(), marks: marks.slice(0, LARGEST_BATCH) }
        marks = marks.slice(LARGEST_BATCH)
      }
      under = true
      const answer = await send(sending)
      // A batch that was refused for good is dropped: if it were sent again, it would be refused again.
      if (answer !== null && (answer.ok || !isPassing(answer.problem.code))) sending = null
      under = false
    },
  }
}

/**
 * Records when the person pays attention to the page, and sends it in batches. Call it only if the person has allowed
 * it.
 */
export function recordAttention(send: Send): AttentionLog {
  const { add, flush } = createBatches(send)
  const until = new AbortController()
  const { signal } = until
  const mark = (kind: Mark['kind']) => () => add({ at: Date.now(), kind })
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
    /** Sends what has been recorded and records nothing more. */
    stop() {
      until.abort()
      clearInterval(timer)
      void flush()
    },
  }
}
