import { localise } from '../../shared/instrument/localised.ts'
import type { Ack, Proposal } from '../../shared/protocol/socket.ts'
import { itemsShown } from '../../shared/session/view.ts'
import type { TalkTurn } from '../../shared/structure/structure.ts'
import type { StageOf } from '../../shared/study/flow.ts'
import { itemOf, stageOf } from '../../shared/study/items.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { ResponderProfile } from '../model/builtin/profile.ts'
import type { Runner } from '../realtime/runner.ts'
import type { Store } from '../store/store.ts'
import { enrol } from '../studies/enrol.ts'
import type { RunningStudy } from '../studies/shelf.ts'
import { answerOf, createPerson, type Person, turnsWanted } from './person.ts'
import { turnOf } from './person-talk.ts'

export type Simulation = {
  store: Store
  runner: Runner
  running: RunningStudy
  profile: ResponderProfile
  clock: Clock
  participants: number
  seed: string
  /** Sessions under way at once. */
  concurrency: number
  progress(done: number): void
}

/**
 * Lets simulated people pass through a study: flagged, in sequences of their own, through the same engine as everybody.
 * Sessions are named by seed and number, so the same call again finds them done and adds nothing; a larger number of
 * participants extends it. People are assigned one after the other, so that a seed gives the same data each time.
 */
export async function simulate(simulation: Simulation): Promise<number> {
  let done = 0
  const underWay = new Set<Promise<void>>()
  for (let number = 0; number < simulation.participants; number += 1) {
    const passage = new Passage(simulation, number)
    await passage.untilAssigned()
    const rest: Promise<void> = passage.untilEnded().then(() => {
      underWay.delete(rest)
      done += 1
      simulation.progress(done)
    })
    underWay.add(rest)
    if (underWay.size >= simulation.concurrency) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  return done
}

type Screen = Extract<Ack, { ok: true }>['update']['screen']
type Act<Type extends Proposal['type']> = Extract<Proposal, { type: Type }>

/** One simulated person's way through the study. */
class Passage {
  readonly #simulation: Simulation
  readonly #person: Person
  readonly #session: string
  readonly #codes: Record<string, number> = {}
  readonly #read: string[] = []
  #acts = 0
  #screen: Screen = { kind: 'waiting' }

  constructor(simulation: Simulation, number: number) {
    this.#simulation = simulation
    const seed = `${simulation.seed}|${number}`
    this.#person = createPerson(simulation.profile, seed)
    this.#session = `sim-${sha256(`${simulation.running.hash}|${seed}`).slice(0, 24)}`
  }

  async untilAssigned(): Promise<void> {
    const { store, running, clock } = this.#simulation
    await enrol(store, running, {
      session: this.#session,
      kind: 'simulated',
      locale: this.#person.locale,
      at: clock.now(),
      tokenHash: sha256(`${this.#session}|${this.#simulation.seed}`),
      query: {},
    })
    await this.#look()
    while (this.#screen.kind === 'consent') await this.#consent(this.#screen)
  }

  async untilEnded(): Promise<void> {
    while (this.#screen.kind !== 'ended') {
      const screen = this.#screen
      switch (screen.kind) {
        case 'consent':
          await this.#consent(screen)
          break
        case 'survey':
          await this.#answerAll(screen.stage)
          break
        case 'chat':
          await this.#talk(screen.stage)
          break
        case 'debrief':
          await this.#propose('stage.completed', { stage: screen.stage })
          break
        case 'waiting':
          await this.#look()
          break
      }
    }
    // The end's probes may still be under way; a session counts as done when they are kept.
    await this.#simulation.runner.quiet(this.#session)
  }

  async #consent(screen: Extract<Screen, { kind: 'consent' }>): Promise<void> {
    const uses = screen.uses.map((use) => use.id)
    await this.#propose('consent.given', { stage: screen.stage, version: screen.version, uses })
  }

  async #answerAll(opaque: string): Promise<void> {
    const { running, profile } = this.#simulation
    const stage = this.#stage<'survey'>(opaque)
    for (const [position, ref] of itemsShown(stage, this.#session).entries()) {
      const question = {
        ref,
        item: itemOf(running.study, ref),
        stage: stage.id,
        earlier: this.#codes[ref] ?? null,
        read: this.#read,
      }
      const answer = answerOf(profile, this.#person, question)
      if (answer.kind === 'code') this.#codes[ref] = answer.code
      await this.#propose('item.answered', { stage: opaque, item: running.veil.hide(ref), answer, position })
    }
    await this.#propose('stage.completed', { stage: opaque })
  }

  async #talk(opaque: string): Promise<void> {
    const { profile, runner } = this.#simulation
    const stage = this.#stage<'chat'>(opaque)
    const intro = stage.intro === undefined ? '' : localise(stage.intro, this.#person.locale)
    const wanted = turnsWanted(this.#person, stage.id, stage.turns)
    for (;;) {
      await runner.quiet(this.#session)
      const update = await this.#look()
      const turns: TalkTurn[] = update.entries.flatMap((entry): TalkTurn[] => {
        if (entry.kind === 'turn') return [{ speaker: 'person', text: entry.text }]
        return entry.state === 'finished' ? [{ speaker: 'assistant', text: entry.text }] : []
      })
      const taken = turns.filter((turn) => turn.speaker === 'person').length
      if (taken >= wanted) {
        this.#read.push(...turns.flatMap((turn) => (turn.speaker === 'assistant' ? [turn.text] : [])))
        break
      }
      const text = turnOf(profile, this.#person, { intro, turns, codes: this.#codes })
      const turn = `${this.#session}-${stage.id}-${taken}`
      await this.#propose('turn.taken', { stage: opaque, turn, parent: update.entries.at(-1)?.id ?? null, text })
    }
    await this.#propose('stage.completed', { stage: opaque })
  }

  #stage<Kind extends 'survey' | 'chat'>(opaque: string): StageOf<Kind> {
    const { study, veil } = this.#simulation.running
    return stageOf(study, veil.reveal(opaque)!) as StageOf<Kind>
  }

  async #look() {
    const state = await this.#simulation.runner.catchUp(this.#session, 0)
    if (!state.ok) throw new Error(`Simulated session ${this.#session}: ${state.problem.message}`)
    this.#screen = state.update.screen
    return state.update
  }

  async #propose<Type extends Proposal['type']>(type: Type, body: Act<Type>['body']): Promise<void> {
    this.#acts += 1
    const id = `${this.#session}-${type}-${this.#acts}`.replaceAll('.', '_')
    const proposal = { id, at: this.#simulation.clock.now(), offset: null, type, body } as Proposal
    const ack = await this.#simulation.runner.propose(this.#session, proposal)
    if (!ack.ok) throw new Error(`Simulated session ${this.#session} may not ${type}: ${ack.problem.message}`)
    this.#screen = ack.update.screen
  }
}
