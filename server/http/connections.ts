import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** How long what is under way may take to its end while the server closes: an enrolment does, a download does not. */
const GRACE_MS = 2_000

/**
 * Every connection of a server, those too that were made WebSockets or have yet to send a whole request: node's own
 * `closeAllConnections` knows neither.
 */
export class Connections {
  readonly #server: Server
  readonly #open = new Set<Socket>()

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
  }

  /** Takes no new connection, gives those that are there a moment to end, and ends the rest. Resolves once none is left. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    const looking = setInterval(() => this.#server.closeIdleConnections(), LOOK_MS)
    const grace = setTimeout(() => {
      for (const socket of this.#open) socket.destroy()
    }, GRACE_MS)
    await ended
    clearInterval(looking)
    clearTimeout(grace)
  }
}

const LOOK_MS = 50
