import { cutAt } from '../../shared/cut.ts'
import type { ModelResult, TokenChance, TokenChances } from './model.ts'

/** Why a choice ended, reduced to what matters for us. `broken`: the endpoint gave up on the reply. */
export type Finish = 'stop' | 'length' | 'filtered' | 'broken'

/**
 * Something in the body that is no part of a reply: an error that the endpoint reports, or something that cannot be
 * read.
 */
export type Fault = { kind: 'reported' | 'unreadable'; body: unknown }

/**
 * What one chat completion has said so far, read from its events. Only the first choice counts. Some endpoints send
 * reasoning beside the text: it counts as a sign of life and is not kept.
 *
 * Chunks are narrowed by hand: a schema would cost more per chunk than all the rest of the adapter.
 */
export class Completion {
  /** Text that has come since the caller last emptied this. */
  fresh = ''
  /** Pieces of text so far. */
  pieces = 0
  /** Signs of life so far: text, refusal or reasoning. A chunk that holds only a role is none. */
  tokens = 0
  refusal = ''
  finish: Finish | undefined
  /** The `[DONE]` mark was seen. */
  done = false
  fault: Fault | undefined
  usage: ModelResult['usage']
  /** Log-probabilities of the first tokens, where the endpoint sends them. */
  readonly chances: TokenChances[] = []
  readonly reported: ModelResult['reported'] = {}

  /** Takes one event. `whole` is false for a last event that was not complete when the body ended. */
  event(data: string, event: string, whole: boolean): void {
    if (this.done || this.fault) return
    if (data.startsWith('[DONE]')) {
      this.done = true
      return
    }
    let chunk: unknown
    try {
      chunk = JSON.parse(data)
    } catch {
      if (event === 'error') this.fault = { kind: 'reported', body: data }
      else if (whole) this.fault = { kind: 'unreadable', body: data }
      return
    }
    this.#chunk(chunk, event)
  }

  /** Takes a body that was no event stream: an error, or the whole reply of an endpoint that does not stream. */
  body(text: string): void {
    try {
      this.#chunk(JSON.parse(text), '')
      this.done = this.finish !== undefined || this.pieces > 0
      if (!this.done && !this.fault) this.fault = { kind: 'unreadable', body: text }
    } catch {
      this.fault = { kind: 'unreadable', body: text }
    }
  }

  #chunk(chunk: unknown, event: string): void {
    if (event === 'error') this.fault = { kind: 'reported', body: chunk }
    else if (!isRecord(chunk)) this.fault = { kind: 'unreadable', body: chunk }
    else if (chunk.error || chunk.object === 'error') this.fault = { kind: 'reported', body: chunk }
    else {
      this.#identify(chunk)
      if (chunk.usage) this.#count(chunk.usage)
      if (!Array.isArray(chunk.choices)) return
      const choices: unknown[] = chunk.choices
      for (const choice of choices) if (isRecord(choice) && (choice.index ?? 0) === 0) this.#choice(choice)
    }
  }

  #choice(choice: Fields): void {
    const delta = isRecord(choice.delta) ? choice.delta : choice.message
    if (isRecord(delta)) {
      const text = textOf(delta.content)
      if (text !== '') {
        this.fresh += text
        this.pieces += 1
        this.tokens += 1
      }
      if (isFilled(delta.refusal)) {
        this.refusal += delta.refusal
        this.tokens += 1
      }
      if (isFilled(delta.reasoning_content) || isFilled(delta.reasoning)) this.tokens += 1
    }
    if (isRecord(choice.logprobs)) this.#weigh(choice.logprobs.content)
    if (isFilled(choice.finish_reason)) this.finish = finishOf(choice.finish_reason)
  }

  #weigh(content: unknown): void {
    if (!Array.isArray(content)) return
    for (const one of content as unknown[]) {
      if (this.chances.length >= MOST_CHANCES) return
      const chance = chanceOf(one)
      if (chance === null) continue
      const top: unknown[] = isRecord(one) && Array.isArray(one.top_logprobs) ? one.top_logprobs : []
      this.chances.push({ ...chance, top: top.slice(0, MOST_TOP).flatMap((other) => chanceOf(other) ?? []) })
    }
  }

  #identify(chunk: Fields): void {
    if (this.reported.model === undefined && isFilled(chunk.model)) this.reported.model = named(chunk.model)
    if (this.reported.id === undefined && isFilled(chunk.id)) this.reported.id = named(chunk.id)
    if (this.reported.fingerprint === undefined && isFilled(chunk.system_fingerprint))
      this.reported.fingerprint = named(chunk.system_fingerprint)
  }

  #count(usage: unknown): void {
    if (!isRecord(usage)) return
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage
    // Anything else is not a count: a store would refuse it, and a budget would be measured by it.
    if (isCount(promptTokens) && isCount(completionTokens)) this.usage = { promptTokens, completionTokens }
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS
}

/** A number of tokens beyond this is not believed. It is a thousand times what any model reads or writes in a call. */
const MOST_TOKENS = 1_000_000_000

/** The longest name of an endpoint or of a token that is kept, in UTF-16 units. More would only fill the log. */
const LONGEST_NAME = 200

function named(text: string): string {
  return cutAt(text, LONGEST_NAME)
}

/** How many of the likeliest tokens are kept at one place of the reply. No endpoint offers more. */
const MOST_TOP = 20

/** An answer that is a number stands in the first few tokens; the rest would only fill the log. */
const MOST_CHANCES = 8

function chanceOf(value: unknown): TokenChance | null {
  if (!isRecord(value) || typeof value.token !== 'string' || !Number.isFinite(value.logprob)) return null
  return { token: named(value.token), logprob: value.logprob as number }
}

type Fields = Record<string, unknown>

/** True for a JSON object. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for a string that is not empty. */
export function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Content is a string, or at some endpoints a list of typed parts, of which the `text` ones are the reply. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const parts: unknown[] = content
  return parts.map((part) => (isRecord(part) && part.type === 'text' && isFilled(part.text) ? part.text : '')).join('')
}

/** A reason that no table knows is still an end that the endpoint chose, so it counts as `stop`. */
function finishOf(reason: string): Finish {
  if (reason === 'length' || reason === 'max_tokens' || reason === 'model_length') return 'length'
  if (reason.startsWith('content_filter')) return 'filtered'
  if (reason === 'error' || reason === 'abort') return 'broken'
  return 'stop'
}
