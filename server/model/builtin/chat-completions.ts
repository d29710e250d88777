import * as z from 'zod'

/** Content as a text, or as parts. Of the parts, only the texts count. */
const Content = z.union([
  z.string(),
  z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? '').join('')),
])

/**
 * The part of a chat-completions request that the responder reads. Everything else is accepted and ignored, as other
 * endpoints do.
 */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z
    .array(z.looseObject({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: Content }))
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  seed: z.int().nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

/** A reply cut into pieces like words, each with the space after it. Joined, they are the reply. */
export function piecesOf(text: string): string[] {
  return text.match(/\s*\S+\s*/gu) ?? []
}

/** A whole reply. A piece counts as a token. */
export type Completion = {
  id: string
  created: number
  model: string
  fingerprint: string
  pieces: readonly string[]
  finish: 'stop' | 'length'
  promptTokens: number
}

const head = ({ id, created, model, fingerprint }: Completion) => ({
  id,
  created,
  model,
  system_fingerprint: fingerprint,
})

function usageOf({ promptTokens, pieces }: Completion) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: pieces.length,
    total_tokens: promptTokens + pieces.length,
  }
}

/** The body of a reply that is not streamed. */
export function completionBody(completion: Completion, withUsage: boolean): object {
  const message = { role: 'assistant', content: completion.pieces.join(''), refusal: null }
  return {
    ...head(completion),
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: completion.finish }],
    ...(withUsage && { usage: usageOf(completion) }),
  }
}

/** One event of a stream: the role, a piece of text, the end, or (with no choices) the usage figures. */
export function chunkBody(completion: Completion, kind: 'role' | 'end' | 'usage' | { text: string }): object {
  const common = { ...head(completion), object: 'chat.completion.chunk' }
  if (kind === 'usage') return { ...common, choices: [], usage: usageOf(completion) }
  const delta = kind === 'role' ? { role: 'assistant', content: '' } : kind === 'end' ? {} : { content: kind.text }
  const finish = kind === 'end' ? completion.finish : null
  return { ...common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] }
}

/** The body of an error, in the shape of OpenAI's. */
export function errorBody(message: string, type: string, code: string | null): object {
  return { error: { message, type, param: null, code } }
}

/** A server-sent event. */
export function event(data: object | '[DONE]'): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}
