import { io, type Socket } from 'socket.io-client'
import { EMPTY_REPLICA, type Replica, talkOf, withDelta, withUpdate } from '../../client/participant/engine/replica.ts'
import type { EnrolResponse } from '../../shared/protocol/http.ts'
import {
  type Ack,
  type ClientToServer,
  type Delta,
  PROTOCOL_VERSION,
  type Proposal,
  type ServerToClient,
  type Telemetry,
  type Update,
} from '../../shared/protocol/socket.ts'
import { createRandom } from '../../shared/random.ts'
import type { BodyOf, ParticipantEventType } from '../../shared/session/events.ts'
import type { Entry, Screen } from '../../shared/session/view.ts'

export type Link = Socket<ServerToClient, ClientToServer>
type ScreenOf<Kind extends Screen['kind']> = Extract<Screen, { kind: Kind }>

let made = 0
const random = createRandom(`${process.pid} ${performance.now()}`)

/** An id as a client makes one. */
export function freshId(): string {
  made += 1
  return `guest-${process.pid}-${made}-${String(random.integer(2 ** 32)).padStart(10, '0')}`
}

/** How long a test waits for something that must come: no measure of any machine, only short of the test's own limit. */
const PATIENCE_MS = 60_000

/** Resolves with `promise`, or fails with what was waited for. */
export function soon<T>(what: string, promise: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${patienceMs / 1000} s in vain: ${what}.`)), patienceMs)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Resolves once `check` gives true; for what tells nobody that it has happened. */
export function eventually(what: string, check: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  let over = false
  const look = async () => {
    while (!over && !(await check())) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return soon(what, look(), patienceMs).finally(() => {
    over = true
  })
}

/** A participant's browser without a page: it enrols over HTTP, takes part over a socket, and sees what a page would. */
export class Guest {
  readonly url: string
  readonly session: string
  readonly token: string
  readonly enrolled: EnrolResponse
  readonly updates: Update[] = []
  readonly deltas: Delta[] = []
  replica: Replica = EMPTY_REPLICA
  #socket: Link | null = null
  readonly #watching = new Set<() => void>()

  constructor(url: string, token: string, enrolled: EnrolResponse) {
    this.url = url
    this.token = token
    this.session = enrolled.session
    this.enrolled = enrolled
  }

  static async enrol(url: string, link: string, wish: Partial<Record<string, unknown>> = {}): Promise<Guest> {
    const token = `${freshId()}-a-secret-of-its-own`
    const body = { session: freshId(), token, locale: 'en', query: {}, ...wish }
    const response = await fetch(`${url}/api/links/${link}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`Enrolment was refused: ${response.status} ${await response.text()}`)
    return new Guest(url, String(body.token), (await response.json()) as EnrolResponse)
  }

  /** Another tab of the same person: it has the token, and has seen nothing yet. */
  tab(): Guest {
    return new Guest(this.url, this.token, this.enrolled)
  }

  /** The socket. Throws when there is none. */
  get socket(): Link {
    if (this.#socket === null) throw new Error('This guest is not connected.')
    return this.#socket
  }

  /** Connects and waits for the first state. Rejects with the handshake's refusal. */
  async connect(options: { transports?: ('websocket' | 'polling')[]; reconnect?: boolean } = {}): Promise<this> {
    const socket: Link = io(this.url, {
      transports: options.transports ?? ['websocket'],
      forceNew: true,
      reconnection: options.reconnect ?? false,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      auth: (give) =>
        give({ protocol: PROTOCOL_VERSION, session: this.session, token: this.token, after: this.replica.seq }),
    })
    this.#socket = socket
    socket.on('update', (update) => {
      this.updates.push(update)
      this.#see(withUpdate(this.replica, update))
    })
    socket.on('delta', (delta) => {
      this.deltas.push(delta)
      const { replica, gap } = withDelta(this.replica, delta)
      this.#see(replica)
      if (gap) void this.catchUp(this.replica.seq)
    })
    const first = new Promise<void>((resolve, reject) => {
      socket.once('update', () => resolve())
      socket.on('connect_error', (error) => {
        if (!socket.active) reject(error)
      })
    })
    await soon('the first state after connecting', first)
    return this
  }

  #see(replica: Replica): void {
    this.replica = replica
    for (const look of this.#watching) look()
  }

  leave(): void {
    this.#socket?.disconnect()
    this.#socket = null
  }

  /** Resolves once what is seen passes `look`. */
  async until(what: string, look: (replica: Replica) => boolean): Promise<void> {
    if (look(this.replica)) return
    let check = () => {}
    const passed = new Promise<void>((resolve) => {
      check = () => look(this.replica) && resolve()
      this.#watching.add(check)
    })
    await soon(what, passed).finally(() => this.#watching.delete(check))
  }

  async send(proposal: Proposal): Promise<Ack> {
    const ack = await soon(`an answer to "${proposal.type}"`, this.socket.emitWithAck('propose', proposal))
    if (ack.ok) this.#see(withUpdate(this.replica, ack.update))
    return ack
  }

  proposal<Type extends ParticipantEventType>(type: Type, body: BodyOf<Type>, id = freshId()): Proposal {
    return { id, at: 1_800_000_000_000, offset: 0, type, body } as Proposal
  }

  /** Proposes a fact and returns the acknowledgement, whatever it says. */
  propose<Type extends ParticipantEventType>(type: Type, body: BodyOf<Type>, id = freshId()): Promise<Ack> {
    return this.send(this.proposal(type, body, id))
  }

  /** Proposes a fact that must be taken. */
  async must<Type extends ParticipantEventType>(type: Type, body: BodyOf<Type>, id = freshId()): Promise<number> {
    const ack = await this.propose(type, body, id)
    if (!ack.ok) throw new Error(`"${type}" was refused as ${ack.problem.code}: ${ack.problem.message}`)
    return ack.seq
  }

  async catchUp(after: number): Promise<Ack> {
    const ack = await soon('an answer to "catchUp"', this.socket.emitWithAck('catchUp', { after }))
    if (ack.ok) this.#see(withUpdate(this.replica, ack.update))
    return ack
  }

  telemetry(batch: Telemetry): Promise<unknown> {
    return soon('an answer to "telemetry"', this.socket.emitWithAck('telemetry', batch))
  }

  /** The screen, which must be of this kind. */
  screen<Kind extends Screen['kind']>(kind: Kind): ScreenOf<Kind> {
    const { screen } = this.replica
    if (screen?.kind !== kind) throw new Error(`The screen is "${screen?.kind}" and not "${kind}".`)
    return screen as ScreenOf<Kind>
  }

  get lines(): Entry[] {
    return talkOf(this.replica)
  }

  async consent(...uses: ('telemetry' | 'quotation' | 'reuse')[]): Promise<void> {
    const { stage, version } = this.screen('consent')
    await this.must('consent.given', { stage, version, uses })
  }

  /** Answers every item of the survey on screen and leaves it. */
  async answerAll(words = 'Because the river is near.'): Promise<void> {
    const { stage, items } = this.screen('survey')
    for (const [position, item] of items.entries())
      await this.must('item.answered', { stage, item: item.id, answer: answerTo(item.answer, words), position })
    await this.must('stage.completed', { stage })
  }

  /** Goes on until the talk is open. */
  async toTalk(...uses: ('telemetry' | 'quotation' | 'reuse')[]): Promise<void> {
    if (this.replica.screen?.kind === 'consent') await this.consent(...uses)
    while (this.replica.screen?.kind === 'survey') await this.answerAll()
    await this.until('an open talk', ({ screen }) => screen?.kind === 'chat' && screen.open)
  }

  /** A turn after the last line; resolves with its id once it was taken. */
  async say(text: string): Promise<string> {
    const turn = freshId()
    const { stage } = this.screen('chat')
    await this.must('turn.taken', { stage, turn, parent: this.lines.at(-1)?.id ?? null, text })
    return turn
  }

  /** Resolves with the reply of that id once it is finished. */
  async reply(id: string): Promise<Extract<Entry, { state: 'finished' }>> {
    await this.until(`the end of reply ${id}`, ({ entries }) => stateOf(entries[id]) === 'finished')
    return this.replica.entries[id] as Extract<Entry, { state: 'finished' }>
  }

  /** Passes through the rest of the session, with so many turns in each talk. */
  async toEnd(turns = 1): Promise<void> {
    for (;;) {
      const { screen } = this.replica
      if (screen === null || screen.kind === 'ended') return
      if (screen.kind === 'consent') await this.consent()
      else if (screen.kind === 'survey') await this.answerAll()
      else if (screen.kind === 'debrief') await this.must('stage.completed', { stage: screen.stage })
      else if (screen.kind === 'waiting')
        await this.until('the next stage', (replica) => replica.screen?.kind !== 'waiting')
      else {
        for (let turn = 0; turn < turns; turn += 1) await this.reply(`${await this.say(`Turn ${turn}.`)}.1`)
        await this.must('stage.completed', { stage: screen.stage })
      }
    }
  }
}

function stateOf(entry: Entry | undefined): string | null {
  return entry?.kind === 'reply' ? entry.state : null
}

/** Some answer that fits. */
export function answerTo(
  format: ScreenOf<'survey'>['items'][number]['answer'],
  words: string,
): BodyOf<'item.answered'>['answer'] {
  switch (format.kind) {
    case 'options':
      return { kind: 'code', code: format.options[0]!.code }
    case 'range':
      return { kind: 'code', code: format.max }
    case 'text':
      return { kind: 'text', text: words }
    case 'population':
      return { kind: 'places', places: ['EGY'], words }
  }
}
