import { randomUUID } from 'node:crypto'
import type { Problem } from '../../shared/protocol/problem.ts'
import { type Event, type Happening, VERSIONS } from '../../shared/session/events.ts'
import type { Session } from '../../shared/session/session.ts'
import { step } from '../../shared/session/step.ts'
import { assignmentAt, stratumOf } from '../../shared/study/assignment.ts'
import type { Clock } from '../clock.ts'
import { assignmentSeed } from '../secrets.ts'
import type { Store } from '../store/store.ts'
import { misfitOfPage } from './fits-page.ts'
import type { LoadedSession } from './loaded-session.ts'
import { progressOf } from './progress.ts'

/** Who proposes something, and the time by that person's clock. */
export type Author = Pick<Event, 'id' | 'actor' | 'clientAt' | 'clientOffset'>

export type Entered = { ok: true; seq: number; repeated: boolean } | { ok: false; problem: Problem }

/**
 * Enters facts into the log. `step` judges each fact, the store keeps it, and only then is it true in memory. Called
 * inside the session's queue.
 */
export class EventWriter {
  readonly #store: Store
  readonly #clock: Clock

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async enter(loaded: LoadedSession, happening: Happening, by: Author): Promise<Entered> {
    const { session, running } = loaded
    const event = this.#event(session, happening, by)
    // A repeat may come long after its time. So it is recognised by its id before any rule can refuse it. [S4]
    let next = session
    if (!loaded.taken.has(by.id)) {
      const judged = step(running.study, session, event)
      if (!judged.ok) return { ok: false, problem: judged.refusal }
      const misfit = by.actor === 'participant' ? misfitOfPage(running.study, happening) : null
      if (misfit !== null) return { ok: false, problem: misfit }
      next = judged.session
    }
    const outcome = await this.#store.append(session.id, [event], progressOf(running.study, next))
    switch (outcome.kind) {
      case 'appended':
        loaded.session = next
        loaded.taken.add(by.id)
        return { ok: true, seq: event.seq, repeated: false }
      case 'repeated':
        return { ok: true, seq: outcome.seq, repeated: true }
      case 'clash':
        return refused('conflicting-id', 'This id was used before for something else; make a new id.')
      case 'erased':
        return refused('ended', 'This session is over, and what was written in it was erased.')
      case 'conflict':
        // Another program wrote to this session, so memory is out of date and the log must be read again.
        loaded.stale = true
        return refused('busy', 'The session was changed elsewhere at the same moment; send it again.')
    }
  }

  /** Enters what the engine itself has done. Throws if a rule refuses it: that would be a defect. */
  async note(loaded: LoadedSession, happening: Happening): Promise<void> {
    const entered = await this.enter(loaded, happening, engine())
    if (!entered.ok)
      throw new Error(`Session ${loaded.session.id} refused "${happening.type}": ${entered.problem.message}`)
  }

  /** Draws the session's condition. It is counted and entered in one transaction [S3]. */
  async assign(loaded: LoadedSession): Promise<void> {
    const { study, hash } = loaded.running
    const { session } = loaded
    const name = stratumOf(study, session)
    const seed = await assignmentSeed(this.#store, hash, session.kind)
    let next: Session = session
    const outcome = await this.#store.assign(session.id, { study: hash, kind: session.kind, name }, (index) => {
      const body = assignmentAt(study, seed, name, index)
      const event = this.#event(session, { type: 'assignment.made', body }, engine())
      const judged = step(study, session, event)
      if (!judged.ok) throw new Error(`Session ${session.id} refused its assignment: ${judged.refusal.message}`)
      next = judged.session
      return { event, progress: progressOf(study, next) }
    })
    if (outcome.kind !== 'appended') {
      loaded.stale = true
      throw new Error(`Session ${session.id} was not assigned: ${outcome.kind}.`)
    }
    loaded.session = next
  }

  #event(session: Session, happening: Happening, by: Author): Event {
    const { type } = happening
    return {
      ...by,
      ...happening,
      session: session.id,
      seq: session.seq + 1,
      version: VERSIONS[type],
      at: this.#clock.now(),
    } as Event
  }
}

function engine(): Author {
  return { id: randomUUID(), actor: 'engine', clientAt: null, clientOffset: null }
}

function refused(code: Problem['code'], message: string): Entered {
  return { ok: false, problem: { code, message } }
}
