import type { ServerResponse } from 'node:http'
import { type Completion, chunkBody, event } from './chat-completions.ts'

/** How fast a reply streams. 0 tokens a second means: all at once. */
export type Pace = { tokensPerSecond: number; firstTokenMs: number }

/** What goes wrong with a stream: it goes silent or breaks half-way, says nothing, or leaves out the usage figures. */
export type StreamFault = 'stall' | 'cut' | 'empty' | 'no-usage'

/** Pieces in a chunk when everything is sent at once: every chunk costs the client some work. */
const PIECES_AT_ONCE = 8

/** Streams a completion as server-sent events. A stalled stream stays open until the client leaves or the server closes. */
export function streamCompletion(
  response: ServerResponse,
  completion: Completion,
  { pace, withUsage, fault }: { pace: Pace; withUsage: boolean; fault: StreamFault | null },
): void {
  const atOnce = pace.tokensPerSecond === 0
  const breaks = fault === 'stall' || fault === 'cut'
  const texts = fault === 'empty' ? [] : chunksOf(completion.pieces, atOnce ? PIECES_AT_ONCE : 1)
  const sent = breaks ? texts.slice(0, Math.ceil(texts.length / 2)) : texts
  const events = sent.map((text) => event(chunkBody(completion, { text })))
  if (!breaks) {
    const usage = withUsage && fault !== 'no-usage' ? event(chunkBody(completion, 'usage')) : ''
    events.push(event(chunkBody(completion, 'end')) + usage + event('[DONE]'))
  }
  const last = events.pop()!
  const finish = (): void => {
    if (!breaks) response.end(last)
    // What was written must arrive before the connection breaks, so that the client gets half a reply.
    else response.write(last, () => fault === 'cut' && response.destroy())
  }

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  response.write(event(chunkBody(completion, 'role')))
  if (atOnce) {
    response.write(events.join(''))
    finish()
    return
  }
  let next = 0
  const step = (): void => {
    if (next === events.length) finish()
    else {
      response.write(events[next]!)
      next += 1
      timer = setTimeout(step, 1000 / pace.tokensPerSecond)
    }
  }
  let timer = setTimeout(step, pace.firstTokenMs)
  response.once('close', () => clearTimeout(timer))
}

function chunksOf(pieces: readonly string[], size: number): string[] {
  return Array.from({ length: Math.ceil(pieces.length / size) }, (_, chunk) =>
    pieces.slice(chunk * size, (chunk + 1) * size).join(''),
  )
}
