import { fork } from 'node:child_process'
import path from 'node:path'
import { createOpenAiModel } from '../../server/model/openai.ts'
import type { ListenerReport } from './listener.ts'
import { clockNow } from './model.ts'

const SECONDS = 9
const WARM_MS = 3000

/** `count` streams of 30 tokens a second from an endpoint in another process, through the adapter alone. */
export async function streamThroughAdapter(count: number): Promise<ListenerReport> {
  const child = fork(path.join(import.meta.dirname, 'endpoint.ts'), { execArgv: ['--import', 'tsx'] })
  try {
    const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(message as number)))
    const model = createOpenAiModel({
      alias: 'bench',
      provider: 'bench',
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: 'tokens',
    })
    const ages: number[] = []
    const from = clockNow() + WARM_MS
    const aborts = Array.from({ length: count }, () => new AbortController())
    const hear = (text: string) => {
      const now = clockNow()
      for (const word of text.split(' ')) if (word.length === 15 && Number(word) >= from) ages.push(now - Number(word))
    }
    const streams = aborts.map((abort) =>
      model.reply(
        { messages: [{ role: 'user', content: 'Go.' }], settings: {} },
        { signal: abort.signal, onText: hear },
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000))
    for (const abort of aborts) abort.abort()
    await Promise.all(streams)
    ages.sort((a, b) => a - b)
    const at = (share: number) => ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? Number.NaN
    return {
      tokens: ages.length,
      p50: at(0.5),
      p99: at(0.99),
      worst: at(1),
      late: ages.filter((age) => age > 100).length,
    }
  } finally {
    child.kill()
  }
}
