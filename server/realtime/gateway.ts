import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { LONGEST_FRAME } from '../../shared/protocol/frame.ts'
import {
  type Ack,
  type ClientToServer,
  Handshake,
  type HandshakeRefusal,
  PROTOCOL_VERSION,
  type ServerToClient,
} from '../../shared/protocol/socket.ts'
import { authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { Attendance, MOST_SOCKETS } from './attendance.ts'
import { Queues } from './queues.ts'
import { drop, heldBy, MOST_HELD } from './raw-connection.ts'
import { type Requests, requestsOf } from './requests.ts'
import type { Runner } from './runner.ts'
import type { Audience } from './runner-parts.ts'
import { SOCKET_PATH, Strangers } from './strangers.ts'

type Live = Server<ClientToServer, ServerToClient, Record<string, never>, { session: string }>
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { session: string }>

/** A handshake reads the database and sends the state that the client lacks, so it counts as several requests. */
const HANDSHAKE_REQUESTS = 5

/**
 * Sockets come in, acknowledgements go out, and there are no rules here: what a socket says is parsed, authorised, and
 * handed to the runner. The gateway limits what one peer can make the server hold: a stranger (see `Strangers`), a
 * session that asks for much (its `Allowance`), and a socket that does not read, which is closed before more is written
 * to it.
 */
export class Gateway {
  readonly #io: Live
  readonly #log: Log
  readonly #strangers: Strangers
  readonly #attendance: Attendance<LiveSocket>
  /** One queue for each session: an answer is written before the next request is looked at. */
  readonly #queues = new Queues()
  readonly audience: Audience

  /** `patience`: how many milliseconds a connection may take to say which session it belongs to. */
  constructor(server: HttpServer, { clock, log, patience }: { clock: Clock; log: Log; patience: number }) {
    this.#log = log
    this.#io = new Server(server, {
      path: SOCKET_PATH,
      maxHttpBufferSize: LONGEST_FRAME,
      serveClient: false,
      pingInterval: 15_000,
      pingTimeout: 20_000,
      connectTimeout: patience,
      // `Strangers` ends upgrades to other addresses at once and completely.
      destroyUpgrade: false,
    })
    this.#strangers = new Strangers(server, this.#io.engine)
    this.#attendance = new Attendance(clock)
    this.audience = {
      update: (session, update) => void this.#readersOf(session).emit('update', update),
      delta: (session, delta) => void this.#readersOf(session).emit('delta', delta),
    }
  }

  open({ runner, store }: { runner: Runner; store: Store }): void {
    const log = this.#log
    const requests = requestsOf(runner)
    this.#io.use((socket, next) => {
      this.#admit(store, socket).then(
        (refusal) => next(refusal === null ? undefined : new Error(refusal)),
        (error: unknown) => {
          log.error({ error }, 'a handshake failed')
          next(new Error('unavailable'))
        },
      )
    })
    this.#io.on('connection', (socket) => {
      const { session } = socket.data
      const { after } = Handshake.parse(socket.handshake.auth)
      this.#attend(socket)
      // A middleware gets an event as the list in which it came. A list of many thousands of arguments cannot be passed
      // as a call.
      socket.use((event) => this.#hear(socket, event, requests))

      const hear = (state: Ack) => {
        if (!state.ok) return void socket.disconnect()
        void socket.join(session)
        this.#write(socket, () => socket.emit('update', state.update))
      }
      runner.attach(session, after, hear).catch((error: unknown) => {
        log.error({ error, session }, 'a session could not be read')
        socket.disconnect()
      })
    })
  }

  /** Closes every connection. Clients come back by themselves. */
  close(): void {
    this.#attendance.stop()
    this.#io.engine.close()
  }

  /** Judges a handshake and stores the session on the socket. */
  async #admit(store: Store, socket: LiveSocket): Promise<HandshakeRefusal | null> {
    const { auth } = socket.handshake
    if ((auth as { protocol?: unknown }).protocol !== PROTOCOL_VERSION) return 'stale-client'
    const parsed = Handshake.safeParse(auth)
    if (!parsed.success) return 'malformed'
    const { session, token } = parsed.data
    const found = await store.sessionByToken(session, sha256(token))
    const actor = found === null ? ({ kind: 'anyone' } as const) : ({ kind: 'participant', session: found.id } as const)
    if (!authorise(actor, { action: 'take-part', session })) return 'unauthorised'
    if (!this.#attendance.of(session).allowance.take(HANDSHAKE_REQUESTS)) return 'unavailable'
    socket.data.session = session
    this.#strangers.letIn(socket.conn)
    return null
  }

  /** Counts a socket among those of its session, and counts what comes over it for that session. */
  #attend(socket: LiveSocket): void {
    const { conn } = socket
    const { sockets, allowance } = this.#attendance.of(socket.data.session)
    sockets.add(socket)
    const [oldest] = sockets
    if (oldest !== undefined && sockets.size > MOST_SOCKETS) this.#cut(oldest, 'the oldest of too many sockets')
    conn.on('packet', ({ data }: { data?: string }) => {
      if (!allowance.hear(data?.length ?? 0)) this.#cut(socket, 'too much was sent')
    })
    socket.on('disconnect', () => {
      sockets.delete(socket)
      // A connection that has said farewell has nothing more to say. What it sent would count for no session.
      conn.close()
    })
  }

  #hear(socket: LiveSocket, [name, ...given]: unknown[], requests: Requests): void {
    const { session } = socket.data
    const attending = this.#attendance.of(session)
    const granted = attending.allowance.take()
    const ack = given.pop()
    if (typeof ack !== 'function') return
    const answer = (value: unknown) => this.#write(socket, () => ack(value))
    const respond = () =>
      requests(session, name, given[0]).catch((error: unknown) => {
        this.#log.error({ error, session }, 'a request of a session failed')
        return FAILED
      })
    const isCatchUp = name === 'catchUp'
    if (!granted || (isCatchUp && attending.catchUps >= MOST_SOCKETS)) return void answer(TOO_MANY)
    if (isCatchUp) attending.catchUps += 1
    void this.#queues.run(session, async () => {
      try {
        if (socket.connected) answer(attending.allowance.inDebt ? TOO_MANY : await respond())
      } finally {
        if (isCatchUp) attending.catchUps -= 1
      }
    })
  }

  /**
   * Writes to a socket and charges its session for it. A socket that has not read what was written before is closed
   * instead.
   */
  #write(socket: LiveSocket, write: () => void): void {
    const { conn } = socket
    if (heldBy(conn) > MOST_HELD) return void this.#cut(socket, 'nothing was read')
    let written = 0
    const measure = ({ data }: { data?: string }) => {
      written += data?.length ?? 0
    }
    conn.on('packetCreate', measure)
    write()
    conn.off('packetCreate', measure)
    this.#attendance.of(socket.data.session).allowance.charge(written)
  }

  /** The sockets of a session to which something can be sent. Those that do not read are closed and left out. */
  #readersOf(session: string) {
    for (const socket of this.#attendance.socketsOf(session))
      if (heldBy(socket.conn) > MOST_HELD) this.#cut(socket, 'nothing was read')
    return this.#io.to(session)
  }

  /** Ends a socket's connection. The client comes back by itself and then gets everything that it lacks. */
  #cut(socket: LiveSocket, why: string): void {
    if (socket.connected) this.#log.info({ session: socket.data.session, why }, 'a socket was cut off')
    drop(socket.conn)
  }
}

const TOO_MANY: Extract<Ack, { ok: false }> = {
  ok: false,
  problem: { code: 'too-many', message: 'Too much was sent in a short time; wait a few seconds and send it again.' },
}

const FAILED: Extract<Ack, { ok: false }> = {
  ok: false,
  problem: { code: 'internal', message: 'The server could not do this; nothing was lost. Send it again.' },
}
