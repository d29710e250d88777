import type { ModelResult } from '../model/model.ts'

/** Tokens of a call's two sides. */
export type Tokens = { prompt: number; completion: number }

/**
 * Tokens for each character, by script. These are rules of thumb for the tokenisers of present models, right to within
 * a factor of about two. They are used until the endpoint itself has reported some calls.
 */
const BY_SCRIPT: readonly [RegExp, number][] = [
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu, 0.9],
  [/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}\p{Script=Greek}]/gu, 0.45],
  [/[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Thai}\p{Script=Ethiopic}]/gu, 0.7],
]
const OTHERWISE = 0.27
/** What the format of a chat adds to each message. */
const PER_MESSAGE = 4

/** Estimated tokens of a text. */
export function textTokens(text: string): number {
  let rest = text.length
  let tokens = 0
  for (const [script, each] of BY_SCRIPT) {
    const count = text.match(script)?.length ?? 0
    tokens += count * each
    rest -= count
  }
  return Math.ceil(tokens + rest * OTHERWISE)
}

/** Estimated tokens of a prompt. */
export function promptTokens(messages: readonly { content: string }[]): number {
  return messages.reduce((sum, { content }) => sum + PER_MESSAGE + textTokens(content), 0)
}

/** The assumed length of a reply before any has come: a number, words of a few lines, or reasoning. */
export function replyTokens(
  question: { form: string; format: string },
  strategy: string,
  mostTokens: number | undefined,
): number {
  const length =
    strategy === 'reasoning-first' || question.form === 'open' ? 200 : question.format === 'number' ? 8 : 30
  return Math.min(length, mostTokens ?? length)
}

/** What a call took: as the endpoint reported it, otherwise as estimated. */
export function tokensOf(result: ModelResult, messages: readonly { content: string }[]): Tokens {
  const { usage } = result
  if (usage !== undefined) return { prompt: usage.promptTokens, completion: usage.completionTokens }
  return { prompt: promptTokens(messages), completion: textTokens(result.text) }
}

/** USD, by prices for a million tokens; 0 if no prices are known. */
export function costOf(tokens: Tokens, prices: { input: number; output: number } | null): number {
  return prices === null ? 0 : (tokens.prompt * prices.input + tokens.completion * prices.output) / 1_000_000
}

/** Corrects estimates by what calls really took. */
export class Forecast {
  #estimated: Tokens = { prompt: 0, completion: 0 }
  #taken: Tokens = { prompt: 0, completion: 0 }
  #calls = 0

  /** The estimate. It is scaled once enough calls have shown how wrong estimates are. */
  of(estimate: Tokens): Tokens {
    if (this.#calls < ENOUGH) return estimate
    const scale = (side: keyof Tokens) => (estimate[side] * this.#taken[side]) / Math.max(1, this.#estimated[side])
    return { prompt: scale('prompt'), completion: scale('completion') }
  }

  learn(estimate: Tokens, taken: Tokens): void {
    this.#calls += 1
    for (const side of ['prompt', 'completion'] as const) {
      this.#estimated[side] += estimate[side]
      this.#taken[side] += taken[side]
    }
  }
}

const ENOUGH = 10
