import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../shared/instrument/outcome.ts'
import { PARSER_VERSION } from '../../shared/instrument/read-answer.ts'
import { probePrompt } from '../../shared/session/prompt.ts'
import type { Session } from '../../shared/session/session.ts'
import { chatStage } from '../../shared/session/work.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import { modelCallRow } from '../model/call-row.ts'
import type { CallWatch } from '../model/call-watch.ts'
import type { Models } from '../model/models.ts'
import { Slots } from '../model/slots.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy } from '../studies/catalogue.ts'
import { readReply } from './read-reply.ts'

type Asked = { item: string; repeat: number }

/**
 * Asks the model a stage's items as side branches of a session's talk: one item a call, R repeats, each kept as it
 * arrives. What was asked before a restart is not asked again. All sessions share a few slots, so that probes never
 * delay the replies that people wait for.
 */
export class ProbeRound {
  readonly #parts: { store: Store; models: Models; clock: Clock; watch: CallWatch }
  readonly #slots: Slots

  constructor(parts: { store: Store; models: Models; clock: Clock; watch: CallWatch }, slots = 8) {
    this.#parts = parts
    this.#slots = new Slots(slots)
  }

  /**
   * Asks what is missing of a round. Counts cover the whole round; `failed` is the number of calls that brought no
   * reply at all.
   */
  async ask(
    { session, running }: { session: Session; running: RunningStudy },
    stage: string,
    moment: 'start' | 'end',
    signal: AbortSignal,
  ): Promise<{ asked: number; failed: number }> {
    const { probes } = chatStage(running.study, stage)
    if (probes === undefined) return { asked: 0, failed: 0 }
    const kept = (await this.#parts.store.probes(session.id)).filter(
      (row) => row.stage === stage && row.moment === moment,
    )
    const have = new Set(kept.map((row) => `${row.item} ${row.repeat}`))
    let failed = kept.filter((row) => row.outcome === 'failed').length
    const wanted: Asked[] = probes.items.flatMap((item) =>
      Array.from({ length: probes.repeats }, (_, repeat) => ({ item, repeat })),
    )
    const missing = wanted.filter(({ item, repeat }) => !have.has(`${item} ${repeat}`))
    const ask = async (one: Asked) => {
      if ((await this.#askOne(session, running, stage, moment, one, signal)) === 'failed') failed += 1
    }
    await Promise.all(missing.map((one) => this.#slots.use(signal, () => ask(one))))
    return { asked: wanted.length, failed }
  }

  async #askOne(
    session: Session,
    { study, hash }: RunningStudy,
    stage: string,
    moment: 'start' | 'end',
    { item, repeat }: Asked,
    signal: AbortSignal,
  ): Promise<Outcome['kind'] | null> {
    const { store, models, clock, watch } = this.#parts
    const { messages, question, answerLocale } = probePrompt(study, session, stage, moment, item)
    const promptHash = sha256(JSON.stringify(messages))
    const model = models.of({ study, hash })
    // Repeats of one prompt must be independent draws, and a resumed round must not depend on what was asked before.
    const seed = Number.parseInt(sha256(`${session.id}|${stage}|${moment}|${item}|${repeat}`).slice(0, 7), 16)
    const request = { messages, settings: { ...study.model.settings, seed } }
    const at = clock.now()
    const result = await model.reply(request, { signal, onText: () => {} })
    if (signal.aborted) return null
    watch.ended({ identity: model.identity, purpose: 'probe', session: session.id, study: hash, result })
    const outcome = readReply(result, question.item, answerLocale)
    const call = randomUUID()
    const { form, wording, reversed } = question
    const code = outcome.kind === 'classified' ? outcome.code : null
    const key = { session: session.id, study: hash, stage, moment, item, form, wording, reversed, repeat }
    await store.recordProbe(
      { ...key, at, call, promptHash, parser: PARSER_VERSION, outcome: outcome.kind, code, text: result.text },
      modelCallRow(
        { id: call, session: session.id, study: hash, purpose: 'probe', at, promptHash },
        model.identity,
        request,
        result,
      ),
    )
    return outcome.kind
  }
}
