import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Server } from 'socket.io'
import { LONGEST_FRAME } from '../../shared/protocol/frame.ts'
import { drop, idOf, limitPolls, MOST_HELD, type RawConnection, watch } from './raw-connection.ts'

export const SOCKET_PATH = '/socket.io/'

/** What a connection may send before a session is found for it. A handshake is some 300 bytes. */
const STRANGERS_BYTES = 8 * 1024

/** Handshakes on one connection; a browser sends one, and begins a new connection when it was refused. */
const MOST_HANDSHAKES = 2

/**
 * How many connections may wait for their handshake at once. A person's connection waits for some milliseconds. If
 * there are more, the oldest is ended.
 */
const MOST_STRANGERS = 2_000

/**
 * The first character of what may be sent to socket.io: a handshake, a farewell, an event, an acknowledgement, a
 * refusal.
 */
const HANDSHAKE = '0'
const OTHER_KINDS = new Set(['1', '2', '3', '4'])

/**
 * Stands before socket.io and makes sure that a connection without a session costs almost nothing. A peer that sends
 * what no client sends (binary data, events that announce it, a third handshake) is cut off before any of it is parsed.
 */
export class Strangers {
  /** By the connection's id, oldest first. */
  readonly #waiting = new Map<string, RawConnection>()
  /** TCP connections that carry a WebSocket with a session. */
  readonly #known = new WeakSet<Duplex>()

  /** To be made after socket.io's server, when its listeners exist. */
  constructor(server: HttpServer, engine: Server['engine']) {
    engine.on('connection', (raw: RawConnection) => this.#meet(raw))
    server.on('upgrade', (request, socket) => this.#attend(request, socket))
  }

  /** A session was found for the connection: from now on it may send as much as a person does. */
  letIn(raw: RawConnection): void {
    this.#waiting.delete(idOf(raw))
    this.#known.add(raw.request.socket)
    limitPolls(raw, LONGEST_FRAME)
  }

  #meet(raw: RawConnection): void {
    watch(raw)
    limitPolls(raw, STRANGERS_BYTES)
    this.#waiting.set(idOf(raw), raw)
    raw.once('close', () => this.#waiting.delete(idOf(raw)))
    const [oldest] = this.#waiting.values()
    if (oldest !== undefined && this.#waiting.size > MOST_STRANGERS) drop(oldest)

    let handshakes = 0
    raw.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
      if (type !== 'message') return
      const kind = typeof data === 'string' ? data.charAt(0) : ''
      if (kind === HANDSHAKE) handshakes += 1
      if (handshakes > MOST_HANDSHAKES || (kind !== HANDSHAKE && !OTHER_KINDS.has(kind))) drop(raw)
    })
  }

  /**
   * Looks at connections that ask to become WebSockets. If one is not for us, it is ended at once, since nothing else
   * would end it. On the others, as long as no session is known, what comes in is counted, including unfinished frames.
   * Connections are also ended if much was written to them and they read nothing, such as the answers to pings.
   */
  #attend({ url = '' }: IncomingMessage, socket: Duplex): void {
    if (!url.startsWith(SOCKET_PATH)) return void socket.destroy()
    // A WebSocket that takes the place of polls names them.
    const polls = new URL(url, 'http://x').searchParams.get('sid')
    let heard = 0
    socket.on('data', ({ length }: Buffer) => {
      heard += length
      const stranger = polls === null ? !this.#known.has(socket) : this.#waiting.has(polls)
      if ((stranger && heard > STRANGERS_BYTES) || socket.writableLength > MOST_HELD) socket.destroy()
    })
  }
}
