import type { ModelCallRow } from '../store/store.ts'
import type { ModelIdentity, ModelRequest, ModelResult } from './model.ts'

/** The log's row of a model call: what names it in columns, and all that is known of it as its record. */
export function modelCallRow(
  about: Pick<ModelCallRow, 'id' | 'session' | 'study' | 'purpose' | 'at' | 'promptHash'>,
  identity: ModelIdentity,
  request: ModelRequest,
  result: ModelResult,
): ModelCallRow {
  const { outcome } = result
  return {
    ...about,
    alias: identity.alias,
    model: identity.model,
    outcome: outcome.kind,
    error: outcome.kind === 'failed' ? `${outcome.error.kind}: ${outcome.error.message}` : null,
    record: { identity, request, result },
  }
}
