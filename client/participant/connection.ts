import { io, type Socket } from 'socket.io-client'
import type {
  Ack,
  ClientToServer,
  Handshake,
  HandshakeRefusal,
  LastingRefusal,
  Proposal,
  ServerToClient,
  Telemetry,
} from '../../shared/protocol/socket.ts'
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts'
import type { Identity } from './identity.ts'

/** How long an acknowledgement may take before the proposal is sent again. */
const PATIENCE_MS = 15_000

type Hears = {
  /** The last sequence number that the page has. */
  after(): number
  connected(up: boolean): void
  refused(why: LastingRefusal): void
  update: ServerToClient['update']
  delta: ServerToClient['delta']
}

export type Connection = ReturnType<typeof connect>

/** The socket to the server. It comes back by itself; what must not be lost is in the outbox and not in here. */
export function connect(identity: Identity, hears: Hears) {
  const socket: Socket<ServerToClient, ClientToServer> = io({
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 8_000,
    auth: (give) => give({ protocol: PROTOCOL_VERSION, ...identity, after: hears.after() } satisfies Handshake),
  })

  socket.on('connect', () => hears.connected(true))
  socket.on('disconnect', (reason) => {
    hears.connected(false)
    // The library does not come back by itself when the server closed the connection, for instance to restart.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000)
  })
  socket.on('connect_error', (error) => {
    hears.connected(false)
    if (socket.active) return
    if (isLasting(error.message)) hears.refused(error.message)
    else setTimeout(() => socket.connect(), 3_000)
  })
  socket.on('update', hears.update)
  socket.on('delta', hears.delta)
  // A phone that wakes up should not wait for the next try.
  addEventListener('online', () => !socket.connected && socket.active && socket.disconnect().connect())

  return {
    isUp: () => socket.connected,
    propose: (proposal: Proposal) =>
      answered<Ack>((give) => socket.timeout(PATIENCE_MS).emit('propose', proposal, give)),
    catchUp: (after: number) => answered<Ack>((give) => socket.timeout(PATIENCE_MS).emit('catchUp', { after }, give)),
    telemetry: (batch: Telemetry) =>
      answered<{ ok: boolean }>((give) => socket.timeout(PATIENCE_MS).emit('telemetry', batch, give)),
    close: () => void socket.disconnect(),
  }
}

/** The acknowledgement, or null when none came in time. */
function answered<Answer>(emit: (give: (error: Error | null, answer: Answer) => void) => void): Promise<Answer | null> {
  return new Promise((resolve) => emit((error, answer) => resolve(error === null ? answer : null)))
}

/** Which refusals last, by the compiler's leave: the rest, and whatever a proxy between says, is tried again. */
const LASTING: Readonly<Record<HandshakeRefusal, boolean>> = {
  'stale-client': true,
  unauthorised: true,
  malformed: true,
  unavailable: false,
}

export function isLasting(message: string): message is LastingRefusal {
  return Object.hasOwn(LASTING, message) && LASTING[message as HandshakeRefusal]
}
