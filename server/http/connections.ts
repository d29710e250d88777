import type { Server } from 'node:http'
import { createServer, type Server as Door, type Socket } from 'node:net'

/**
 * How long work under way may take to end while the server closes. It is enough for an enrolment, not for a download.
 */
const GRACE_MS = 2_000

/**
 * Every connection of a server, also those that became WebSockets and those that have not yet sent a whole request.
 * Node's own `closeAllConnections` knows neither.
 */
export class Connections {
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #doors: Door[] = []

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.once('close', () => this.#open.delete(socket))
    })
  }

  /**
   * Accepts connections at one more address. They are handed to the server itself, so that all that works on the server
   * holds for them too: its sockets, its time limits, and the end of this class.
   */
  async alsoAt(place: { host: string; port: number }): Promise<void> {
    const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#server.emit('connection', socket)
    })
    await new Promise<void>((resolve, reject) => {
      door.once('error', reject)
      door.listen(place, () => resolve())
    })
    this.#doors.push(door)
  }

  /**
   * Accepts no new connection, gives the present ones a moment to end, and then ends the rest. Resolves once none is
   * left.
   */
  async close(): Promise<void> {
    const ended = Promise.all(
      [this.#server, ...this.#doors].map((one) => new Promise<void>((resolve) => one.close(() => resolve()))),
    )
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
