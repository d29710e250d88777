import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Message = { role: string; content: string }

/** A reply that the test writes piece by piece, while the page waits. */
export type HeldReply = {
  messages: Message[]
  /** Streams one piece of text. */
  say(text: string): void
  /** Ends the reply in the way a model does. */
  finish(): void
  /** Breaks the connection in the middle of the reply. */
  cut(): void
  /** Resolves when the server has closed the connection. */
  left: Promise<void>
}

export type ScriptedModel = Awaited<ReturnType<typeof startScriptedModel>>

/**
 * An OpenAI-compatible endpoint. The test writes its replies while it runs, so that a reply can stay unfinished for
 * exactly as long as the test needs. Probes, which have a seed, are answered at once. While `failing` is set, every
 * request fails with status 500.
 */
export async function startScriptedModel() {
  const arrived: HeldReply[] = []
  const awaiting: ((reply: HeldReply) => void)[] = []
  const script = { failing: false }

  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    if (script.failing) {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'GPU 3 fell off the bus', type: 'server_error' } }))
      return
    }
    const { messages, seed } = JSON.parse(body) as { messages: Message[]; seed?: number }
    const reply = held(messages, response)
    if (seed !== undefined) {
      reply.say('1')
      reply.finish()
      return
    }
    const waiting = awaiting.shift()
    if (waiting === undefined) arrived.push(reply)
    else waiting(reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    script,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** The next reply that the server has asked for. */
    next: (): Promise<HeldReply> => {
      const there = arrived.shift()
      return there === undefined ? new Promise((resolve) => awaiting.push(resolve)) : Promise.resolve(there)
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function held(messages: Message[], response: ServerResponse): HeldReply {
  const send = (delta: object, finish: string | null) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    )
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  send({ role: 'assistant', content: '' }, null)
  return {
    messages,
    say: (text) => void send({ content: text }, null),
    finish() {
      send({}, 'stop')
      response.end('data: [DONE]\n\n')
    },
    cut: () => void response.destroy(),
    left: new Promise((resolve) => response.once('close', () => resolve())),
  }
}
