import type { ReplyOutcome } from '../../shared/session/events.ts'
import { structureOf, talkPrompt } from '../../shared/session/prompt.ts'
import type { Message } from '../../shared/structure/render.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { modelCallRow } from '../model/call-row.ts'
import type { CallWatch } from '../model/call-watch.ts'
import type { Models } from '../model/models.ts'
import type { ModelCallRow } from '../store/session-rows.ts'
import type { Store } from '../store/store.ts'
import type { LoadedSession } from './loaded-session.ts'
import type { LiveReply } from './reply-stream.ts'

/** The assistant's opening line; empty if the person opens. */
export function openingOf(loaded: LoadedSession): string {
  const { initiative } = structureOf(loaded.running.study, loaded.session)
  return initiative.opens === 'assistant' ? initiative.opening : ''
}

/**
 * The id of a reply's model call. It follows from the reply, so that after a restart the call that was cut off can be
 * named.
 */
export function callId(session: string, reply: string): string {
  return `call-${sha256(`${session} ${reply}`).slice(0, 24)}`
}

/** Lets the model write a reply into `live`, and keeps the call with all that is known of it. */
export async function writeReply(parts: {
  loaded: LoadedSession
  live: LiveReply
  prompt: Message[]
  promptHash: string
  models: Models
  store: Pick<Store, 'recordCall'>
  clock: Clock
  watch: CallWatch
  signal: AbortSignal
}): Promise<{ outcome: ReplyOutcome; text: string }> {
  const { loaded, live, prompt, promptHash, signal } = parts
  const { study, hash } = loaded.running
  const request = { messages: prompt, settings: study.model.settings }
  const at = parts.clock.now()
  const model = parts.models.of(loaded.running)
  const result = await model.reply(request, {
    signal,
    onText: (piece) => {
      live.text += piece
    },
  })
  const { identity } = model
  parts.watch.ended({ identity, purpose: 'reply', session: loaded.session.id, study: hash, reply: live.reply, result })
  const id = callId(loaded.session.id, live.reply)
  const about = { id, session: loaded.session.id, study: hash, purpose: 'reply' as const, at, promptHash }
  await parts.store.recordCall(modelCallRow(about, identity, request, result))
  return { outcome: result.outcome.kind, text: result.text }
}

/** The row of a call that a crash cut off: what was asked, and the text that was kept. Nothing else is known of it. */
export function lostCall(parts: {
  loaded: LoadedSession
  stage: string
  turn: string
  reply: string
  text: string
  models: Models
  at: number
}): ModelCallRow {
  const { loaded, stage, turn, reply, text, at } = parts
  const { study, hash } = loaded.running
  const messages = talkPrompt(study, loaded.session, stage, turn)
  const { identity } = parts.models.of(loaded.running)
  return {
    id: callId(loaded.session.id, reply),
    session: loaded.session.id,
    study: hash,
    purpose: 'reply',
    at,
    promptHash: sha256(JSON.stringify(messages)),
    alias: identity.alias,
    model: identity.model,
    outcome: 'interrupted',
    error: 'interrupted: the server stopped before the reply had ended',
    record: { identity, request: { messages, settings: study.model.settings }, result: { text } },
  }
}
