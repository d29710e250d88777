import type { Json } from '../../shared/study/request-parameters.ts'
import type { ModelSettings } from './model.ts'

/** Settings as OpenAI's chat completions name them. An absent one stays absent. */
export function wireParameters(settings: ModelSettings): Record<string, Json> {
  const { temperature, top_p, max_tokens, seed, stop, logprobs, json } = settings
  return {
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
    ...(max_tokens !== undefined && { max_tokens }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop }),
    ...(logprobs !== undefined && { logprobs: true, top_logprobs: logprobs }),
    ...(json && { response_format: { type: 'json_object' } }),
  }
}

type Every = { [Name in keyof ModelSettings]-?: NonNullable<ModelSettings[Name]> }

// All settings are listed, so that the compiler asks for a new one here too.
const EVERY: Every = { temperature: 1, top_p: 1, max_tokens: 1, seed: 1, stop: [], logprobs: 1, json: true }

/** All parameter names that settings can become in a request: what a binding can rename and drop. */
export const WIRE_NAMES: readonly string[] = Object.keys(wireParameters(EVERY))

/**
 * The parameters that every call is made with. Another value would mean another model, other words, or a reply that the
 * adapter cannot read.
 */
export const RESERVED: readonly string[] = [
  ...['model', 'messages', 'prompt', 'input', 'stream', 'stream_options', 'n'],
  ...['tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call'],
]
