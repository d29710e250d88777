import { io } from 'socket.io-client'
import {
  EMPTY_REPLICA,
  type Replica,
  talkOf,
  withDelta,
  withUpdate,
} from '../../../client/participant/engine/replica.ts'
import type { EnrolResponse } from '../../../shared/protocol/http.ts'
import { type Ack, PROTOCOL_VERSION, type Proposal } from '../../../shared/protocol/socket.ts'
import type { Random } from '../../../shared/random.ts'
import type { BodyOf, ParticipantEventType } from '../../../shared/session/events.ts'
import type { Screen } from '../../../shared/session/view.ts'
import { answerTo, freshId, type Link } from '../guest.ts'
import type { Journal } from './journal.ts'

type Chat = Extract<Screen, { kind: 'chat' }>

/** Longest that an acknowledgement is waited for before the proposal is sent again. */
const PATIENCE_MS = 4_000

/**
 * A person who goes through one session whatever happens to the server: each thing done is sent under one id until it is
 * acknowledged or refused, and the acknowledgement is noted at once.
 */
export class Person {
  readonly session = freshId()
  readonly #token = `${freshId()}-a-secret-of-its-own`
  readonly #url: string
  readonly #journal: Journal
  readonly #random: Random
  /** Ids of all that was proposed. */
  readonly proposed = new Set<string>()
  /** Ids of turns that were written, whether taken or not. */
  readonly turns = new Set<string>()
  #resent = 0
  #replica: Replica = EMPTY_REPLICA
  #socket: Link | null = null
  readonly #waiting = new Set<() => void>()

  constructor(url: string, journal: Journal, random: Random) {
    this.#url = url
    this.#journal = journal
    this.#random = random
  }

  /** Proposals that had to be sent more than once. */
  get resent(): number {
    return this.#resent
  }

  /** Whether a reply is being written on this person's screen. */
  get isReading(): boolean {
    return Object.keys(this.#replica.live).length > 0
  }

  /** Enrols, however often the server is down, and connects. */
  async begin(link: string): Promise<void> {
    const body = JSON.stringify({ session: this.session, token: this.#token, locale: null, query: {} })
    const headers = { 'content-type': 'application/json' }
    for (;;) {
      const response = await fetch(`${this.#url}/api/links/${link}/sessions`, { method: 'POST', headers, body }).catch(
        () => null,
      )
      const enrolled = response?.ok ? ((await response.json().catch(() => null)) as EnrolResponse | null) : null
      if (enrolled?.session === this.session) break
      if (response !== null && !response.ok) throw new Error(`Enrolment was refused with ${response.status}.`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const socket: Link = io(this.#url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 250,
      auth: (give) =>
        give({ protocol: PROTOCOL_VERSION, session: this.session, token: this.#token, after: this.#replica.seq }),
    })
    socket.on('connect_error', (error) => {
      if (!socket.active) throw new Error(`The handshake of ${this.session} was refused: ${error.message}`)
    })
    socket.on('update', (update) => this.#see(withUpdate(this.#replica, update)))
    socket.on('delta', (delta) => this.#see(withDelta(this.#replica, delta).replica))
    socket.on('disconnect', () => this.#see({ ...this.#replica, live: {} }))
    this.#socket = socket
    await this.#until(({ screen }) => screen !== null)
  }

  /** Goes through the session; in each talk as long as `talkOn` says, and for one turn at least. */
  async goThrough(talkOn: () => boolean): Promise<void> {
    for (;;) {
      const { screen } = this.#replica
      switch (screen!.kind) {
        case 'ended':
          this.#socket?.disconnect()
          return
        case 'consent':
          await this.#do('consent.given', { stage: screen!.stage, version: screen!.version, uses: ['telemetry'] })
          break
        case 'survey':
          await this.#survey(screen as Extract<Screen, { kind: 'survey' }>)
          break
        case 'chat':
          await this.#talk(screen as Chat, talkOn)
          break
        case 'debrief':
          await this.#do('stage.completed', { stage: screen!.stage })
          break
        case 'waiting':
          await this.#until((replica) => replica.screen?.kind !== 'waiting')
          break
      }
    }
  }

  leave(): void {
    this.#socket?.disconnect()
  }

  async #survey({ stage, items, answers }: Extract<Screen, { kind: 'survey' }>): Promise<void> {
    for (const [position, item] of items.entries())
      if (answers[item.id] === undefined)
        await this.#do('item.answered', { stage, item: item.id, answer: answerTo(item.answer, 'The mill.'), position })
    await this.#do('stage.completed', { stage })
  }

  /** One step of a talk: waits, asks again, takes a turn, now and then stops the reply, or leaves. */
  async #talk({ stage, turns, open }: Chat, talkOn: () => boolean): Promise<void> {
    if (!open) return this.#until(({ screen }) => screen?.kind !== 'chat' || screen.open)
    const last = talkOf(this.#replica).at(-1)
    if (last?.kind === 'reply' && last.state !== 'finished') {
      if (this.#random.integer(4) === 0 && last.state === 'running') {
        const shown = this.#replica.live[last.id]?.length ?? 0
        await this.#do('reply.stopped', { stage, reply: last.id, shown })
      }
      return this.#until(({ entries }) => {
        const entry = entries[last.id]
        return entry?.kind !== 'reply' || entry.state === 'finished'
      })
    }
    const wentWrong: readonly string[] = ['truncated', 'broken']
    // The last of five replies cannot be asked for again.
    const brokeOff = last?.kind === 'reply' && last.state === 'finished' && wentWrong.includes(last.outcome)
    if (brokeOff && last.parent !== null && !last.id.endsWith('.5') && this.#random.integer(2) === 0)
      return void (await this.#do('reply.asked', { stage, turn: last.parent }))
    if (turns.taken >= turns.max || (turns.taken >= turns.min && !talkOn()))
      return void (await this.#do('stage.completed', { stage }))
    const turn = freshId()
    this.turns.add(turn)
    await this.#do('turn.taken', { stage, turn, parent: last?.id ?? null, text: `Turn ${turns.taken} of ${turn} 🌾` })
  }

  /** Proposes until there is an answer. A refusal means that what was on screen was out of date. */
  async #do<Type extends ParticipantEventType>(type: Type, body: BodyOf<Type>): Promise<void> {
    const proposal = { id: freshId(), at: 1, offset: null, type, body } as Proposal
    this.proposed.add(proposal.id)
    for (let tries = 0; ; tries += 1) {
      await this.#connected()
      if (tries === 1) this.#resent += 1
      const ack = await this.#answerTo(proposal)
      if (ack === null) continue
      if (ack.ok) {
        this.#journal.note({ session: this.session, id: proposal.id, type, seq: ack.seq })
        this.#see(withUpdate(this.#replica, ack.update))
        return
      }
      if (type !== 'reply.stopped' && !(ack.problem.code === 'busy' || ack.problem.code === 'stale'))
        throw new Error(`${this.session}: "${type}" was refused as ${ack.problem.code}: ${ack.problem.message}`)
      return
    }
  }

  /** The acknowledgement; null when the connection broke or it took too long. */
  #answerTo(proposal: Proposal): Promise<Ack | null> {
    const socket = this.#socket!
    return new Promise((resolve) => {
      const broken = () => resolve(null)
      socket.once('disconnect', broken)
      socket.timeout(PATIENCE_MS).emit('propose', proposal, (error: Error | null, ack: Ack) => {
        socket.off('disconnect', broken)
        resolve(error === null ? ack : null)
      })
    })
  }

  async #connected(): Promise<void> {
    const socket = this.#socket!
    if (!socket.connected) await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  }

  #see(replica: Replica): void {
    this.#replica = replica
    for (const look of this.#waiting) look()
  }

  async #until(look: (replica: Replica) => boolean): Promise<void> {
    if (look(this.#replica)) return
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!look(this.#replica)) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
    })
  }
}
