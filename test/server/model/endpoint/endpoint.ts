import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dialect, dialects } from './dialects.ts'
import { Exchange, type Received, type ReceivedBody } from './exchange.ts'
import { faults } from './faults.ts'
import { refusing } from './refusing.ts'

export { type Dialect, PIECES, saying, TEXT } from './dialects.ts'
export { type Exchange, type Received, USAGE } from './exchange.ts'
export { answering, rateLimited } from './faults.ts'

const named = { ...dialects, ...faults, ...refusing }

/** A dialect or fault by name. */
export type DialectName = keyof typeof named

/** An OpenAI-compatible endpoint on a free local port, for tests. */
export type TestEndpoint = {
  /** The base URL, ending in `/v1`. */
  url: string
  /** What has arrived, in order. */
  requests: Received[]
  /**
   * Queues how the next requests are answered, one each. With an empty queue, a request's model id names its
   * dialect (`no-usage`), and any other model id gets `normal`.
   */
  script: (...answers: (DialectName | Dialect)[]) => void
  /** Resolves with request number `count` (from 1) once it has arrived. */
  arrival: (count: number) => Promise<Received>
  /** Breaks all connections and stops listening. */
  close: () => Promise<void>
}

/** Starts the endpoint. It answers `POST /v1/chat/completions`, and 404 to all else. */
export async function startEndpoint(): Promise<TestEndpoint> {
  const queue: (DialectName | Dialect)[] = []
  const requests: Received[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()))
    const received = { path: request.url ?? '', headers: request.headers, body, closed }
    requests.push(received)
    for (const { count, resolve } of waiting) if (count <= requests.length) resolve()
    const exchange = new Exchange(received, request, response)
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return exchange.answer(404, { error: { message: `No route ${request.method} ${request.url}` } })
    const next = queue.shift() ?? (isName(body.model) ? body.model : 'normal')
    await (typeof next === 'string' ? named[next] : next)(exchange)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...answers) => void queue.push(...answers),
    arrival: async (count) => {
      if (requests.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }))
      return requests[count - 1]!
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function isName(model: string): model is DialectName {
  return Object.hasOwn(named, model)
}

async function bodyOf(request: IncomingMessage): Promise<ReceivedBody> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString() || '{}')
}
