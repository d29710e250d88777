import type { Json, RequestParameters } from '../../shared/study/request-parameters.ts'

/** A chat message as OpenAI-compatible endpoints take it. */
export type ChatMessage = { role: 'system' | 'developer' | 'user' | 'assistant'; content: string }

/** Sampling parameters, sent as given. If one is absent, the endpoint uses its default. */
export type ModelSettings = {
  temperature?: number | undefined
  top_p?: number | undefined
  max_tokens?: number | undefined
  seed?: number | undefined
  stop?: string[] | undefined
  /** Asks for the log-probabilities of the reply's tokens, with this many of the likeliest tokens at each place. */
  logprobs?: number | undefined
  /** Asks for a reply that is a JSON object. */
  json?: boolean | undefined
}

/** A token that could have stood at a place of the reply, and the natural logarithm of its probability. */
export type TokenChance = { token: string; logprob: number }

/** A token of the reply, with the likeliest tokens at its place. */
export type TokenChances = TokenChance & { top: TokenChance[] }

export type ModelRequest = { messages: ChatMessage[]; settings: ModelSettings }

/** How a call ended. `failed` carries the real error, for the researcher only. */
export type ModelOutcome =
  | { kind: 'complete' }
  /** The caller's signal was aborted. */
  | { kind: 'stopped' }
  /**
   * The stream ended without a finish reason, at the token limit, or because the reply was longer than the longest that
   * is accepted.
   */
  | { kind: 'truncated'; why: 'length' | 'cut' | 'too-long' }
  /** The model declined, in the `refusal` field. */
  | { kind: 'refused'; refusal: string }
  /** The provider's content filter blocked the reply. */
  | { kind: 'filtered' }
  | { kind: 'failed'; error: ModelError }

export type ModelError = {
  kind: 'connection' | 'timeout' | 'rate-limit' | 'server' | 'request' | 'authentication' | 'malformed'
  /**
   * What the endpoint said; never holds the key. If the endpoint refused a parameter, the message first says which
   * setting to change.
   */
  message: string
  status?: number
  /** Parameters that the endpoint refused, by their names on the wire. */
  refused?: string[]
  /** The sentence about them alone. It holds nothing that an endpoint or a person wrote. */
  remedy?: string
}

/** One try at the endpoint. Times in milliseconds since the call began. */
export type ModelAttempt = {
  startedMs: number
  endedMs: number
  error?: ModelError
  /** What follows from the error: `once` is one more try, but not several. */
  again?: 'yes' | 'once' | 'never'
  retryAfterMs?: number
}

/** Everything that is known of a call when it has ended. The model-call log keeps it as it is. */
export type ModelResult = {
  outcome: ModelOutcome
  text: string
  /** What the endpoint reported; absent if it reported nothing. */
  usage?: { promptTokens: number; completionTokens: number }
  reported: { model?: string; id?: string; fingerprint?: string }
  /** For the first tokens, if they were asked for and given. */
  logprobs?: TokenChances[]
  /** Milliseconds since the call began. `firstTextMs` is absent if no text came. */
  timing: { firstTextMs?: number; endedMs: number; chunks: number; longestGapMs: number }
  attempts: ModelAttempt[]
  /** What was sent in the last attempt, without the messages; absent if nothing was sent. */
  sent?: Record<string, Json>
}

/** What names a model on every row of data. `parameters`: how its binding changes requests, if it does. */
export type ModelIdentity = {
  alias: string
  provider: string
  baseUrl: string
  model: string
  parameters?: RequestParameters
}

export interface Model {
  readonly identity: ModelIdentity
  /**
   * Streams one reply. Never rejects: whatever happens is an outcome.
   * `onText` gets each piece of text as it arrives; pieces joined are `text` of the result.
   * Text that was already handed out is never retried over: a stream that breaks after its first text ends `truncated`.
   */
  reply(request: ModelRequest, options: { signal: AbortSignal; onText: (piece: string) => void }): Promise<ModelResult>
}
