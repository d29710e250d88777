import type { Model, ModelRequest, ModelResult } from '../../../server/model/model.ts'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import type { RetryPolicy } from '../../../server/model/retry.ts'

/** Short pauses, so that a test of a fault is over at once. A wait that is to run out is shortened by the test of it alone. */
export const quick: Partial<RetryPolicy> = {
  attempts: 3,
  firstTextMs: 60_000,
  idleMs: 60_000,
  finishMs: 60_000,
  pauseMs: 1,
  maxPauseMs: 5,
}

export const greeting: ModelRequest = {
  messages: [{ role: 'user', content: 'Salaam' }],
  settings: { temperature: 0.3 },
}

export const KEY = 'sk-test/+secret"0123456789'

/** A model at this base URL. */
export function modelAt(baseUrl: string, model = 'normal', policy: Partial<RetryPolicy> = {}) {
  const endpoint = { alias: 'main', provider: 'test', baseUrl, model, apiKey: KEY }
  return createOpenAiModel(endpoint, { ...quick, ...policy })
}

/** One call and what was handed out in it. */
export async function call(
  model: Model,
  { signal = new AbortController().signal, onText = (_piece: string) => {} } = {},
): Promise<ModelResult & { pieces: string[] }> {
  const pieces: string[] = []
  const result = await model.reply(greeting, {
    signal,
    onText: (piece) => {
      pieces.push(piece)
      onText(piece)
    },
  })
  return { ...result, pieces }
}
