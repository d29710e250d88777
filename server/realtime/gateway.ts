import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type * as z from 'zod'
import {
  type Ack,
  CatchUp,
  type ClientToServer,
  Handshake,
  type HandshakeRefusal,
  PROTOCOL_VERSION,
  Proposal,
  type ServerToClient,
  Telemetry,
} from '../../shared/protocol/socket.ts'
import { authorise } from '../authorise.ts'
import type { Clock } from '../clock.ts'
import { sha256 } from '../digest.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import { Allowance } from './allowance.ts'
import type { Audience, Runner } from './runner.ts'

type Live = Server<ClientToServer, ServerToClient, Record<string, never>, { session: string }>
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, { session: string }>

/** Longest frame: above it the connection is closed with code 1009. Below, too long a text gets a refusal that says so. */
const LONGEST_FRAME = 16 * 1024 * 1024

/** Sockets in, acknowledgements out, and no rules: what a socket says is parsed, authorised, and handed to the runner. */
export class Gateway {
  readonly #io: Live
  readonly audience: Audience

  constructor(server: HttpServer) {
    this.#io = new Server(server, {
      maxHttpBufferSize: LONGEST_FRAME,
      serveClient: false,
      pingInterval: 15_000,
      pingTimeout: 20_000,
    })
    this.audience = {
      update: (session, update) => void this.#io.to(session).emit('update', update),
      delta: (session, delta) => void this.#io.to(session).emit('delta', delta),
    }
  }

  open(parts: { runner: Runner; store: Store; clock: Clock; log: Log }): void {
    const { runner, store, clock, log } = parts
    this.#io.use((socket, next) => {
      admitted(store, socket).then(
        (refusal) => next(refusal === null ? undefined : new Error(refusal)),
        (error: unknown) => {
          log.error({ error }, 'a handshake failed')
          next(new Error('unavailable'))
        },
      )
    })
    this.#io.on('connection', (socket) => {
      const { session } = socket.data
      const allowance = new Allowance(clock)
      const answer = (ack: unknown, work: () => Promise<unknown>) => {
        if (typeof ack !== 'function') return
        if (!allowance.take()) return void ack(TOO_MANY)
        work().then(
          (value) => ack(value),
          (error: unknown) => {
            log.error({ error, session }, 'a request of a session failed')
            ack({
              ok: false,
              problem: { code: 'internal', message: 'The server could not do this; nothing was lost. Send it again.' },
            })
          },
        )
      }

      socket.on('propose', (raw: unknown, ack: unknown) => {
        const parsed = Proposal.safeParse(raw)
        answer(ack, async () => (parsed.success ? runner.propose(session, parsed.data) : malformed(parsed.error)))
      })
      socket.on('catchUp', (raw: unknown, ack: unknown) => {
        const parsed = CatchUp.safeParse(raw)
        answer(ack, async () => (parsed.success ? runner.catchUp(session, parsed.data.after) : malformed(parsed.error)))
      })
      socket.on('telemetry', (raw: unknown, ack: unknown) => {
        const parsed = Telemetry.safeParse(raw)
        answer(ack, async () => (parsed.success ? runner.noteTelemetry(session, parsed.data) : malformed(parsed.error)))
      })

      socket.onAny((name: string, ...rest: unknown[]) => {
        if (socket.eventNames().includes(name as never)) return
        const message = 'There is no such event; a client sends propose, catchUp and telemetry.'
        answer(rest.at(-1), async () => ({ ok: false, problem: { code: 'unknown-route', message } }))
      })

      const hear = (state: Ack) => {
        if (!state.ok) return void socket.disconnect()
        void socket.join(session)
        socket.emit('update', state.update)
      }
      runner.attach(session, Handshake.parse(socket.handshake.auth).after, hear).catch((error: unknown) => {
        log.error({ error, session }, 'a session could not be read')
        socket.disconnect()
      })
    })
  }

  /** Closes every connection; clients come back by themselves. */
  async close(): Promise<void> {
    await this.#io.close()
  }
}

const TOO_MANY: Extract<Ack, { ok: false }> = {
  ok: false,
  problem: { code: 'too-many', message: 'Too much was sent in a short time; wait a few seconds and send it again.' },
}

/** Judges a handshake and puts the session on the socket. */
async function admitted(store: Store, socket: LiveSocket): Promise<HandshakeRefusal | null> {
  const { auth } = socket.handshake
  if ((auth as { protocol?: unknown }).protocol !== PROTOCOL_VERSION) return 'stale-client'
  const parsed = Handshake.safeParse(auth)
  if (!parsed.success) return 'malformed'
  const { session, token } = parsed.data
  const found = await store.sessionByToken(session, sha256(token))
  const actor = found === null ? ({ kind: 'anyone' } as const) : ({ kind: 'participant', session: found.id } as const)
  if (!authorise(actor, { action: 'take-part', session })) return 'unauthorised'
  socket.data.session = session
  return null
}

function malformed(error: z.ZodError): Extract<Ack, { ok: false }> {
  const wrong = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'the message'}: ${issue.message}`)
  return { ok: false, problem: { code: 'malformed', message: `${wrong.join('; ')}.` } }
}
