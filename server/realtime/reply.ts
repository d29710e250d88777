import { randomUUID } from 'node:crypto'
import type { ReplyOutcome } from '../../shared/session/events.ts'
import { structureOf } from '../../shared/session/prompt.ts'
import type { Message } from '../../shared/structure/render.ts'
import type { Clock } from '../clock.ts'
import { modelCallRow } from '../model/call-row.ts'
import type { Models } from '../model/models.ts'
import type { Store } from '../store/store.ts'
import type { LiveReply } from './pulse.ts'
import type { Seat } from './seat.ts'

/** The assistant's opening line, or nothing where the person opens. */
export function openingOf(seat: Seat): string {
  const { initiative } = structureOf(seat.running.study, seat.session)
  return initiative.opens === 'assistant' ? initiative.opening : ''
}

/** Lets the model write a reply into `live`, and keeps the call with all that is known of it. Never rejects for what a model does. */
export async function writeReply(parts: {
  seat: Seat
  live: LiveReply
  prompt: Message[]
  promptHash: string
  models: Models
  store: Pick<Store, 'recordCall'>
  clock: Clock
  signal: AbortSignal
}): Promise<{ outcome: ReplyOutcome; text: string; call: string }> {
  const { seat, live, prompt, promptHash, signal } = parts
  const { study, hash } = seat.running
  const model = parts.models.of(study)
  const request = { messages: prompt, settings: study.model.settings }
  const at = parts.clock.now()
  const result = await model.reply(request, {
    signal,
    onText: (piece) => {
      live.text += piece
    },
  })
  const call = randomUUID()
  const about = { id: call, session: seat.session.id, study: hash, purpose: 'reply' as const, at, promptHash }
  await parts.store.recordCall(modelCallRow(about, model.identity, request, result))
  return { outcome: result.outcome.kind, text: result.text, call }
}
