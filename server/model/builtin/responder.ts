import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { prettifyError } from 'zod'
import { ChatRequest, type Completion, completionBody, errorBody, piecesOf } from './chat-completions.ts'
import type { ResponderProfile } from './profile.ts'
import { replyTo } from './reply.ts'
import { type Pace, type StreamFault, streamCompletion } from './stream.ts'

/** It changes whenever the same messages would get another reply. */
export const RESPONDER_VERSION = '2'

/**
 * A fault in every nth reply, to see how the product behaves. `stall`: half a reply, then silence. `cut`: the
 * connection breaks half-way. `error-500`, `rate-limit`: that status. `empty`: a reply without text. `no-usage`: no
 * usage figures. `garbage`: a body that is no reply at all.
 */
export type Misbehaviour = { everyNth: number; kind: StreamFault | 'error-500' | 'rate-limit' | 'garbage' }

export type ResponderOptions = {
  profiles: readonly ResponderProfile[]
  seed: string
  /** Default: 40 tokens a second, the first after 250 ms. */
  pace?: Partial<Pace>
  misbehave?: Misbehaviour
}

/**
 * A running responder. `baseUrl` ends in `/v1`. Only a caller with `apiKey`, which is made at each start, gets a reply.
 */
export type Responder = {
  baseUrl: string
  apiKey: string
  /** Adds another profile, such as that of an earlier version of a study. */
  add(profile: ResponderProfile): void
  close(): Promise<void>
}

const MODEL_PREFIX = 'responder:'

/** The model id that selects a profile. */
export function responderModel(profileId: string): string {
  return MODEL_PREFIX + profileId
}

const LARGEST_BODY = 10_000_000

/**
 * Starts the built-in responder as an OpenAI-compatible endpoint on a free port of the loopback: chat completions,
 * streamed or not, and the list of models. It is no language model, and it never takes the place of one that cannot be
 * reached.
 */
export async function startResponder(options: ResponderOptions): Promise<Responder> {
  const apiKey = randomBytes(24).toString('base64url')
  const profiles = new Map(options.profiles.map((profile) => [responderModel(profile.id), profile]))
  const pace = { tokensPerSecond: 40, firstTokenMs: 250, ...options.pace }
  let calls = 0

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      if (!response.headersSent) json(response, 500, errorBody(message, 'server_error', null))
      else response.destroy()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`
    if (!isKey(request.headers.authorization, apiKey))
      return json(response, 401, errorBody('The key is wrong; use the one made at the start.', 'invalid_api_key', null))
    if (route === 'GET /v1/models') return json(response, 200, modelList([...profiles.keys()]))
    if (route !== 'POST /v1/chat/completions')
      return json(response, 404, errorBody(`No route ${route}.`, 'invalid_request_error', null))
    const body = await bodyOf(request)
    if (body === 'too-large')
      return json(response, 413, errorBody('The request is larger than 10 MB.', 'invalid_request_error', null))
    const parsed = ChatRequest.safeParse(parsedJson(body))
    if (!parsed.success) {
      const message = `The request is no chat completion:\n${prettifyError(parsed.error)}`
      return json(response, 400, errorBody(message, 'invalid_request_error', null))
    }
    const profile = profiles.get(parsed.data.model)
    if (profile === undefined) {
      const known = [...profiles.keys()].join(', ') || 'none'
      const message = `No model "${parsed.data.model}". Known models: ${known}.`
      return json(response, 404, errorBody(message, 'invalid_request_error', 'model_not_found'))
    }
    calls += 1
    const fault =
      options.misbehave !== undefined && calls % options.misbehave.everyNth === 0 ? options.misbehave.kind : null
    complete(response, parsed.data, profile, fault)
  }

  function complete(
    response: ServerResponse,
    request: ChatRequest,
    profile: ResponderProfile,
    fault: Misbehaviour['kind'] | null,
  ): void {
    switch (fault) {
      case 'error-500':
        json(response, 500, errorBody('Broken on purpose.', 'server_error', null))
        break
      case 'rate-limit':
        response.setHeader('retry-after', '1')
        json(response, 429, errorBody('Too many requests, on purpose.', 'rate_limit_error', 'rate_limit_exceeded'))
        break
      case 'garbage':
        response.writeHead(200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' })
        response.end(request.stream ? 'data: {"choices": [{"delta"\n\n' : '<html>no reply</html>')
        break
      default: {
        const completion = completionOf(request, profile)
        const withUsage = request.stream_options?.include_usage === true
        if (request.stream) streamCompletion(response, completion, { pace, withUsage, fault })
        else sendWhole(response, completion, fault)
      }
    }
  }

  function completionOf(request: ChatRequest, profile: ResponderProfile): Completion {
    const pieces = piecesOf(replyTo(profile, request.messages, options.seed, request.seed ?? undefined))
    const most = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY
    return {
      id: `chatcmpl-${randomBytes(9).toString('hex')}`,
      created: Math.floor(Date.now() / 1000),
      model: request.model,
      fingerprint: fingerprintOf(profile),
      pieces: pieces.slice(0, most),
      finish: pieces.length > most ? 'length' : 'stop',
      promptTokens: request.messages.reduce((sum, message) => sum + piecesOf(message.content).length, 0),
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    add: (profile) => void profiles.set(responderModel(profile.id), profile),
    apiKey,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A reply that is not streamed. If it stalls, it never comes; it ends with the client or with the server. */
function sendWhole(response: ServerResponse, completion: Completion, fault: StreamFault | null): void {
  if (fault === 'cut') response.destroy()
  else if (fault !== 'stall') {
    const shown = fault === 'empty' ? { ...completion, pieces: [] } : completion
    json(response, 200, completionBody(shown, fault !== 'no-usage'))
  }
}

const fingerprints = new WeakMap<ResponderProfile, string>()

/** Names the responder's version and the planted effects, so that rows of data say which of them produced the row. */
function fingerprintOf(profile: ResponderProfile): string {
  const known = fingerprints.get(profile)
  if (known !== undefined) return known
  const digest = createHash('sha256').update(JSON.stringify(profile.effects)).digest('hex').slice(0, 12)
  const made = `responder-${RESPONDER_VERSION}-${digest}`
  fingerprints.set(profile, made)
  return made
}

function modelList(ids: readonly string[]): object {
  return { object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'parallax' })) }
}

function isKey(header: string | undefined, key: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${key}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string | 'too-large'> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > LARGEST_BODY) return 'too-large'
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
