import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'

/** A request as the endpoint received it. `closed` resolves when its connection is done with it, either way. */
export type Received = {
  path: string
  headers: IncomingHttpHeaders
  body: ReceivedBody
  closed: Promise<void>
}

/** The fields of the request's body that tests look at. */
export type ReceivedBody = {
  model: string
  messages: { role: string; content: string }[]
  stream?: boolean
  stream_options?: { include_usage?: boolean }
  [setting: string]: unknown
}

/** What a choice says in one chunk. */
export type Delta = Record<string, unknown>

/** One request and the means to answer it. */
export class Exchange {
  readonly received: Received
  readonly response: ServerResponse
  readonly #request: IncomingMessage
  /** Put at the end of each line of the stream. */
  lineEnd = '\n'

  constructor(received: Received, request: IncomingMessage, response: ServerResponse) {
    this.received = received
    this.#request = request
    this.response = response
  }

  /** Begins a 200 event stream. */
  open(): void {
    this.response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    this.response.flushHeaders()
  }

  /** Writes bytes as they are; resolves when they are on their way. */
  write(raw: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.response.write(raw, () => resolve()))
  }

  /** Writes one event. */
  event(data: unknown, name?: string): Promise<void> {
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    return this.write(`${name ? `event: ${name}${this.lineEnd}` : ''}data: ${text}${this.lineEnd}${this.lineEnd}`)
  }

  /** The chunk in which choice 0 says `delta`. */
  chunk(delta: Delta, finish: string | null = null): Record<string, unknown> {
    return { ...this.chunkOf([{ index: 0, delta, finish_reason: finish }]) }
  }

  /** A chunk with these choices. */
  chunkOf(choices: unknown[]): Record<string, unknown> {
    return {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: `${this.received.body.model}-2024`,
      system_fingerprint: 'fp_1',
      choices,
    }
  }

  say(text: string): Promise<void> {
    return this.event(this.chunk({ content: text }))
  }

  async sayAll(pieces: readonly string[]): Promise<void> {
    for (const piece of pieces) await this.say(piece)
  }

  finish(reason: string): Promise<void> {
    return this.event(this.chunk({}, reason))
  }

  /** The usage chunk, as OpenAI sends it: only when asked for, and with no choices. */
  async usage(): Promise<void> {
    if (!this.received.body.stream_options?.include_usage) return
    await this.event({ ...this.chunkOf([]), usage: USAGE })
  }

  async done(): Promise<void> {
    await this.event('[DONE]')
    this.response.end()
  }

  /** Answers with a status and a body, as JSON unless it is a string. */
  answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
    const isText = typeof body === 'string'
    this.response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
    this.response.end(isText ? body : JSON.stringify(body))
  }

  /** Breaks the connection with a TCP reset. */
  reset(): void {
    this.#request.socket.resetAndDestroy()
  }

  /** Breaks the connection off in the middle of the body, without a reset. */
  drop(): void {
    this.#request.socket.destroy()
  }
}

/** The token counts that the endpoint reports, on the wire. */
export const USAGE = { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 }
