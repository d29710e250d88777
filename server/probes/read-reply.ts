import type { Item } from '../../shared/instrument/instrument.ts'
import type { Locale } from '../../shared/instrument/localised.ts'
import type { Outcome } from '../../shared/instrument/outcome.ts'
import { readAnswer } from '../../shared/instrument/read-answer.ts'
import type { ModelResult } from '../model/model.ts'

/** A call that brought text is read; one that the model or its provider declined is a refusal; the rest failed. */
export function readReply(result: ModelResult, item: Item, locale: Locale): Outcome {
  switch (result.outcome.kind) {
    case 'complete':
    case 'truncated':
      return result.text.trim() === '' ? { kind: 'failed' } : readAnswer(result.text, item, locale)
    case 'refused':
    case 'filtered':
      return { kind: 'refused' }
    case 'stopped':
    case 'failed':
      return { kind: 'failed' }
  }
}
