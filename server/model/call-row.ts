import { LONGEST_REPLY } from '../../shared/session/limits.ts'
import type { ModelCallRow } from '../store/session-rows.ts'
import type { ModelIdentity, ModelOutcome, ModelRequest, ModelResult } from './model.ts'

/**
 * The log's row for a model call. Its columns hold what names the call, its record holds everything that is known of
 * the call. `request` is what the study asked for. `sent` is what was really sent, without the messages; it is absent
 * if nothing was sent.
 */
export function modelCallRow(
  about: Pick<ModelCallRow, 'id' | 'session' | 'study' | 'purpose' | 'at' | 'promptHash'>,
  identity: ModelIdentity,
  request: ModelRequest,
  result: ModelResult,
): ModelCallRow {
  const { sent, ...rest } = result
  const { outcome } = result
  return {
    ...about,
    alias: identity.alias,
    model: identity.model,
    outcome: outcome.kind,
    error: errorOf(outcome),
    record: { identity, request, ...(sent && { sent }), result: rest },
  }
}

const TRUNCATED: Record<Extract<ModelOutcome, { kind: 'truncated' }>['why'], string> = {
  cut: 'cut: the connection ended in the middle of the reply',
  length:
    'length: the reply reached the most tokens allowed; raise max_tokens in the study, or ask for shorter replies',
  'too-long': `too long: the reply went on after ${LONGEST_REPLY} characters, the most that is taken, and was ended there; set max_tokens in the study, or ask for shorter replies`,
}

/** What went wrong, for the researcher's page. Null for a reply that came as it should, or that the person stopped. */
function errorOf(outcome: ModelOutcome): string | null {
  switch (outcome.kind) {
    case 'complete':
    case 'stopped':
      return null
    case 'truncated':
      return TRUNCATED[outcome.why]
    case 'refused':
      return 'refused: the model declined to reply; its words are in the record of the call'
    case 'filtered':
      return "filtered: the provider's content filter ended the reply"
    case 'failed':
      return `${outcome.error.kind}: ${outcome.error.message}`
  }
}
