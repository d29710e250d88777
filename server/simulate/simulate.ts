import { type Answer, partsOf } from '../../shared/instrument/answer.ts'
import type { Ack, Proposal } from '../../shared/protocol/socket.ts'
import { fold } from '../../shared/session/fold.ts'
import { outcomeOfTalks, type TalkOutcome } from '../../shared/session/replies.ts'
import { EMPTY_TALK, pathOf, type Session } from '../../shared/session/session.ts'
import { type Entry, itemsShown } from '../../shared/session/view.ts'
import type { TalkTurn } from '../../shared/structure/structure.ts'
import type { Stage } from '../../shared/study/flow.ts'
import { itemOf, stageOf } from '../../shared/study/items.ts'
import { isEarly, surveyIn, talkIn } from '../../shared/study/stages/stages.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { ResponderProfile } from '../model/builtin/profile.ts'
import type { Runner } from '../realtime/runner.ts'
import type { StoredEvent } from '../store/session-rows.ts'
import type { Store } from '../store/store.ts'
import type { RunningStudy } from '../studies/catalogue.ts'
import { enrol } from '../studies/enrol.ts'
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

/** A simulated person's arm, and what came of their talks. */
export type Passed = { condition: string | null; talk: TalkOutcome }

/**
 * Lets simulated people pass through a study. They are flagged, have sequences of their own, and go through the same
 * engine as everybody. Sessions are named by seed and number, so the same call again finds them done and adds nothing;
 * a larger number of participants adds more. People are assigned one after the other, so that a seed gives the same
 * data each time. Returns for each person what came of their talks.
 */
export async function simulate(simulation: Simulation): Promise<Passed[]> {
  const passed: Passed[] = []
  const underWay = new Set<Promise<void>>()
  for (let number = 0; number < simulation.participants; number += 1) {
    const passage = new Passage(simulation, number)
    await passage.untilAssigned()
    const rest: Promise<void> = passage.untilEnded().then((one) => {
      underWay.delete(rest)
      passed.push(one)
      simulation.progress(passed.length)
    })
    // The first failure is reported below. Failures of the others that work at the same time must not end the program
    // by themselves.
    rest.catch(() => {})
    underWay.add(rest)
    if (underWay.size >= simulation.concurrency) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  return passed
}

const TRIES = 3

type Screen = Extract<Ack, { ok: true }>['update']['screen']
type ScreenOf<Kind extends Screen['kind']> = Extract<Screen, { kind: Kind }>
type Act<Type extends Proposal['type']> = Extract<Proposal, { type: Type }>

/**
 * One simulated person's way through the study. If an earlier run was cut off, it reads from its log what it did then.
 */
class Passage {
  readonly #simulation: Simulation
  readonly #person: Person
  readonly #session: string
  readonly #codes: Record<string, number> = {}
  readonly #heard: string[] = []
  #screen: Screen = { kind: 'waiting' }

  constructor(simulation: Simulation, number: number) {
    this.#simulation = simulation
    const seed = `${simulation.seed}|${number}`
    this.#person = createPerson(simulation.profile, seed)
    this.#session = `sim-${sha256(`${simulation.running.hash}|${seed}`).slice(0, 24)}`
  }

  async untilAssigned(): Promise<void> {
    const { store, running, clock, seed } = this.#simulation
    const entered = await enrol(store, running, {
      session: this.#session,
      kind: 'simulated',
      locale: this.#person.locale,
      at: clock.now(),
      tokenHash: sha256(`${this.#session}|${seed}`),
      query: {},
    })
    if (entered.kind === 'refused') throw new Error(`Session ${this.#session} belongs to somebody else.`)
    await this.#remember()
    await this.#look()
    while (this.#isBeforeAssignment()) await this.#goOn()
  }

  async untilEnded(): Promise<Passed> {
    while (this.#screen.kind !== 'ended') await this.#goOn()
    // The probes at the end may still be under way. A session counts as done when they are kept.
    await this.#simulation.runner.quiet(this.#session)
    const { session, events } = await this.#read()
    const talk = outcomeOfTalks(this.#simulation.running.study, session, events)
    return { condition: session.assignment?.condition ?? null, talk }
  }

  /** Takes up what an earlier run has answered and read. */
  async #remember(): Promise<void> {
    const { session } = await this.#read()
    for (const stage of session.completed) {
      for (const [ref, answer] of Object.entries(session.answers[stage] ?? {})) this.#note(ref, answer)
      const path = pathOf(session.talks[stage] ?? EMPTY_TALK)
      for (const node of path)
        if (node.kind === 'reply' && node.reply.state === 'finished') this.#heard.push(node.reply.text)
    }
  }

  #note(ref: string, answer: Answer): void {
    const { code } = partsOf(answer)
    if (code !== null) this.#codes[ref] = code
  }

  async #read(): Promise<{ session: Session; events: StoredEvent[] }> {
    const log = await this.#simulation.store.read(this.#session, 0)
    const events = log.filter((event): event is StoredEvent => event.body !== null)
    return { session: fold(this.#simulation.running.study, events), events }
  }

  #isBeforeAssignment(): boolean {
    const screen = this.#screen
    return 'stage' in screen && isEarly(this.#stageOn(screen))
  }

  /** What the person does at each kind of screen. */
  readonly #deeds: { readonly [Kind in Screen['kind']]: (screen: ScreenOf<Kind>) => Promise<void> } = {
    consent: ({ stage, version, uses }) =>
      this.#propose('consent', 'consent.given', { stage, version, uses: uses.map((use) => use.id) }),
    survey: (screen) => this.#answerAll(screen),
    chat: (screen) => this.#talk(screen),
    debrief: ({ stage }) => this.#complete(stage),
    waiting: async () => {
      // A look lets the engine do what is due. If the person still waits after it, what they wait for has failed.
      await this.#look()
      if (this.#screen.kind === 'waiting')
        throw new Error(`Session ${this.#session} was not assigned; the log says why.`)
    },
    ended: async () => {},
  }

  #goOn(): Promise<void> {
    const screen = this.#screen
    return (this.#deeds[screen.kind] as (screen: Screen) => Promise<void>)(screen)
  }

  async #answerAll(screen: ScreenOf<'survey'>): Promise<void> {
    const { running, profile } = this.#simulation
    const stage = surveyIn(this.#stageOn(screen))!
    for (const [position, ref] of itemsShown(stage, this.#session).entries()) {
      const earlier = this.#codes[ref] ?? null
      const item = itemOf(running.study, ref)
      const given = screen.answers[running.veil.hide(ref)]
      const answer =
        given ?? answerOf(profile, this.#person, { ref, item, stage: stage.id, earlier, read: this.#heard })
      this.#note(ref, answer)
      const body = { stage: screen.stage, item: running.veil.hide(ref), answer, position }
      if (given === undefined) await this.#propose(`answer ${stage.id} ${ref}`, 'item.answered', body)
    }
    await this.#complete(screen.stage)
  }

  async #talk(screen: ScreenOf<'chat'>): Promise<void> {
    const { profile, runner } = this.#simulation
    const opaque = screen.stage
    const stage = talkIn(this.#stageOn(screen))!
    const intro = screen.intro ?? ''
    const wanted = turnsWanted(this.#person, stage.id, stage.turns)
    for (;;) {
      await runner.quiet(this.#session)
      const { entries } = await this.#look()
      if (await this.#askedAgain(stage.id, opaque, entries)) continue
      const turns: TalkTurn[] = entries.flatMap((entry): TalkTurn[] => {
        if (entry.kind === 'turn') return [{ speaker: 'person', text: entry.text }]
        return entry.state === 'finished' && entry.text !== '' ? [{ speaker: 'assistant', text: entry.text }] : []
      })
      const taken = turns.filter((turn) => turn.speaker === 'person').length
      if (taken >= wanted) {
        for (const turn of turns) if (turn.speaker === 'assistant') this.#heard.push(turn.text)
        break
      }
      const text = turnOf(profile, this.#person, { intro, turns, codes: this.#codes })
      const turn = `${this.#session}-${sha256(stage.id).slice(0, 6)}-${taken}`
      const body = { stage: opaque, turn, parent: entries.at(-1)?.id ?? null, text }
      await this.#propose(`turn ${stage.id} ${taken}`, 'turn.taken', body)
    }
    await this.#complete(opaque)
  }

  /** A reply that was cut off or failed is asked for again, a few times, as a patient person would do. */
  async #askedAgain(stage: string, opaque: string, entries: readonly Entry[]): Promise<boolean> {
    const last = entries.at(-1)
    if (last?.kind !== 'reply' || last.state !== 'finished' || last.parent === null) return false
    const wentWrong = last.outcome === 'truncated' || last.outcome === 'broken'
    // The id of a reply to a turn is the id of the turn with a number behind it.
    if (!wentWrong || last.id.endsWith(`.${TRIES}`)) return false
    await this.#propose(`again ${stage} ${last.id}`, 'reply.asked', { stage: opaque, turn: last.parent })
    return true
  }

  #complete(opaque: string): Promise<void> {
    return this.#propose(`complete ${opaque}`, 'stage.completed', { stage: opaque })
  }

  #stageOn(screen: { stage: string }): Stage {
    const { study, veil } = this.#simulation.running
    return stageOf(study, veil.reveal(screen.stage)!)
  }

  async #look() {
    const state = await this.#simulation.runner.catchUp(this.#session, 0)
    if (!state.ok) throw new Error(`Simulated session ${this.#session}: ${state.problem.message}`)
    this.#screen = state.update.screen
    return state.update
  }

  /** `deed` names what is done within the session, so that it has the same id in every run. */
  async #propose<Type extends Proposal['type']>(deed: string, type: Type, body: Act<Type>['body']): Promise<void> {
    const id = sha256(`${this.#session} ${deed}`).slice(0, 32)
    const proposal = { id, at: this.#simulation.clock.now(), offset: null, type, body } as Proposal
    const ack = await this.#simulation.runner.propose(this.#session, proposal)
    if (!ack.ok) throw new Error(`Simulated session ${this.#session} may not do "${type}": ${ack.problem.message}`)
    this.#screen = ack.update.screen
  }
}
