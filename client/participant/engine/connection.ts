import { io, type Socket } from 'socket.io-client'
import { LONGEST_FRAME } from '../../../shared/protocol/frame.ts'
import type {
  Ack,
  ClientToServer,
  Handshake,
  HandshakeRefusal,
  LastingRefusal,
  Proposal,
  ServerToClient,
  Telemetry,
  TelemetryAck,
} from '../../../shared/protocol/socket.ts'
import { PROTOCOL_VERSION } from '../../../shared/protocol/version.ts'
import type { Identity } from './identity.ts'

/** How long an acknowledgement may take before the proposal is sent again. */
const PATIENCE_MS = 15_000
/** Characters that a frame has in addition to a proposal: its own name, and the number of its acknowledgement. */
const AROUND = 100

type Hears = {
  /** The last sequence number that the page has. */
  after(): number
  connected(up: boolean): void
  refused(why: LastingRefusal): void
  update: ServerToClient['update']
  delta: ServerToClient['delta']
}

export type Connection = ReturnType<typeof connect>

/** The socket to the server. It comes back by itself. What must not be lost is in the outbox, not here. */
export function connect(identity: Identity, hears: Hears) {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 8_000,
    auth: (give) => give({ protocol: PROTOCOL_VERSION, ...identity, after: hears.after() } satisfies Handshake),
  })

  const { comeBack, heard } = createComeBack(
    () => socket.connect(),
    (milliseconds, act) => setTimeout(act, milliseconds),
  )
  socket.on('connect', () => hears.connected(true))
  socket.on('disconnect', (reason) => {
    hears.connected(false)
    if (reason === 'io server disconnect') comeBack()
  })
  socket.on('connect_error', (error) => {
    hears.connected(false)
    if (socket.active) return
    if (isLasting(error.message)) hears.refused(error.message)
    else comeBack()
  })
  socket.on('update', (update) => {
    heard()
    hears.update(update)
  })
  socket.on('delta', hears.delta)
  // A phone that wakes up should not wait for the next attempt.
  addEventListener('online', () => !socket.connected && socket.active && socket.disconnect().connect())

  return {
    isUp: () => socket.connected,
    propose: (proposal: Proposal) =>
      fitsFrame(proposal)
        ? answered<Ack>((give) => socket.timeout(PATIENCE_MS).emit('propose', proposal, give))
        : Promise.resolve(TOO_LARGE),
    catchUp: (after: number) => answered<Ack>((give) => socket.timeout(PATIENCE_MS).emit('catchUp', { after }, give)),
    telemetry: (batch: Telemetry) =>
      answered<TelemetryAck>((give) => socket.timeout(PATIENCE_MS).emit('telemetry', batch, give)),
    close: () => void socket.disconnect(),
  }
}

/**
 * Connects again after the server has refused or ended a connection. The library does this by itself only if the
 * network ended it. The pauses get longer and longer, until something comes from the server.
 */
export function createComeBack(connect: () => void, later: (milliseconds: number, act: () => void) => void) {
  let inVain = 0
  return {
    comeBack(): void {
      later(Math.min(30_000, 1_000 * 2 ** inVain), connect)
      inVain += 1
    },
    heard(): void {
      inVain = 0
    },
  }
}

/** The acknowledgement, or null if none came in time. */
function answered<Answer>(emit: (give: (error: Error | null, answer: Answer) => void) => void): Promise<Answer | null> {
  return new Promise((resolve) => emit((error, answer) => resolve(error === null ? answer : null)))
}

/**
 * Whether the server would accept it. If a client sends a larger one, the server cuts the connection, each time that it
 * is sent again.
 */
export function fitsFrame(proposal: Proposal): boolean {
  return new TextEncoder().encode(JSON.stringify(proposal)).length + AROUND <= LONGEST_FRAME
}

const TOO_LARGE: Ack = {
  ok: false,
  problem: { code: 'too-large', message: 'This is too long to be sent; shorten it.' },
}

/**
 * Which refusals last. The compiler makes sure that all are listed. After any other answer, also one from a proxy
 * between, the page tries again.
 */
const LASTING: Readonly<Record<HandshakeRefusal, boolean>> = {
  'stale-client': true,
  unauthorised: true,
  malformed: true,
  unavailable: false,
}

export function isLasting(message: string): message is LastingRefusal {
  return Object.hasOwn(LASTING, message) && LASTING[message as HandshakeRefusal]
}
