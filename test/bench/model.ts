import type { Model, ModelRequest, ModelResult } from '../../server/model/model.ts'

/** Milliseconds since the epoch with fractions; comparable between processes of one machine. */
export function clockNow(): number {
  return performance.timeOrigin + performance.now()
}

/**
 * A model in this very process: each token is the time at which it was made, so that whoever reads it knows its age.
 * All streams share one timer a millisecond, and each has a phase of its own, as real streams would.
 */
export function tokenModel(options: { tokensPerSecond: number; tokens: number }): Model {
  const streams = new Set<{ due: number; left: number; onText: (piece: string) => void; done: () => void }>()
  const gap = 1000 / options.tokensPerSecond
  const timer = setInterval(() => {
    const now = clockNow()
    for (const stream of streams) {
      while (stream.due <= now && stream.left > 0) {
        // The token's age counts from when it was due, so that a late timer is counted too.
        stream.onText(`${stream.due.toFixed(1)} `)
        stream.due += gap
        stream.left -= 1
      }
      if (stream.left === 0) {
        streams.delete(stream)
        stream.done()
      }
    }
  }, 4)
  timer.unref()
  return {
    identity: { alias: 'bench', provider: 'in process', baseUrl: 'none', model: 'tokens' },
    async reply(_request: ModelRequest, { signal, onText }): Promise<ModelResult> {
      let text = ''
      if (options.tokensPerSecond === 0) {
        text = 'word '.repeat(options.tokens)
        onText(text)
      } else {
        await new Promise<void>((resolve) => {
          const take = (piece: string) => {
            text += piece
            onText(piece)
          }
          const stream = { due: clockNow() + Math.random() * gap, left: options.tokens, onText: take, done: resolve }
          streams.add(stream)
          signal.addEventListener('abort', () => {
            streams.delete(stream)
            resolve()
          })
        })
      }
      return {
        outcome: signal.aborted ? { kind: 'stopped' } : { kind: 'complete' },
        text,
        reported: {},
        timing: { endedMs: 0, chunks: options.tokens, longestGapMs: 0 },
        attempts: [{ startedMs: 0, endedMs: 0 }],
      }
    },
  }
}
