import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const TEXT = 1
const PING = 9

/**
 * A WebSocket without a library, which can do what no client does: send parts of frames, and read nothing. Its first state
 * is that of engine.io before any handshake of socket.io.
 */
export class RawSocket {
  readonly tcp: Socket
  /** Texts that came, in order. */
  readonly texts: string[] = []
  /** Bytes that came, frames' heads included. */
  heard = 0
  readonly closed: Promise<void>
  #rest = Buffer.alloc(0)

  constructor(tcp: Socket) {
    this.tcp = tcp
    this.closed = new Promise((resolve) => tcp.once('close', () => resolve()))
    // Whoever writes to what was cut off gets an error before the end.
    tcp.on('error', () => {})
  }

  /** Opens one; `query` adds to the address, such as the name of polls to take the place of. */
  static async open(url: string, query = ''): Promise<RawSocket> {
    const { hostname, port } = new URL(url)
    const socket = new RawSocket(connect(Number(port), hostname))
    const key = randomBytes(16).toString('base64')
    socket.tcp.write(
      `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
    )
    const [head] = (await once(socket.tcp, 'data')) as [Buffer]
    const end = head.indexOf('\r\n\r\n')
    if (!head.toString().startsWith('HTTP/1.1 101')) throw new Error(`No WebSocket: ${head}`)
    socket.tcp.on('data', (bytes) => socket.#hear(bytes))
    socket.#hear(head.subarray(end + 4))
    return socket
  }

  #hear(bytes: Buffer): void {
    this.heard += bytes.length
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const frame = firstFrame(this.#rest)
      if (frame === null) return
      if (frame.opcode === TEXT) this.texts.push(frame.payload.toString())
      this.#rest = this.#rest.subarray(frame.end)
    }
  }

  /** Sends texts or binary messages, a frame each, in one piece. */
  send(...messages: (string | Buffer)[]): void {
    this.tcp.write(Buffer.concat(messages.map((message) => frameOf(message))))
  }

  /** Sends the beginning of a text that is said to be longer. */
  begin(length: number, part: string): void {
    this.tcp.write(Buffer.concat([headOf(TEXT, length), Buffer.from(part)]))
  }

  ping(times: number): void {
    const one = Buffer.concat([headOf(PING, 100), Buffer.alloc(100)])
    this.tcp.write(Buffer.concat(Array.from({ length: times }, () => one)))
  }

  /** Resolves once a text has come that `look` takes. */
  async until(look: (text: string) => boolean): Promise<string> {
    for (;;) {
      const found = this.texts.find(look)
      if (found !== undefined) return found
      await once(this.tcp, 'data')
    }
  }

  end(): void {
    this.tcp.destroy()
  }
}

/** Frames of a client are masked; a mask of zeros leaves them as they are. */
function headOf(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode
  const mask = [0, 0, 0, 0]
  if (length < 126) return Buffer.from([first, 0x80 | length, ...mask])
  const long = Buffer.alloc(8)
  long.writeBigUInt64BE(BigInt(length))
  return Buffer.from([first, 0xff, ...long, ...mask])
}

function frameOf(message: string | Buffer): Buffer {
  const payload = Buffer.from(message)
  return Buffer.concat([headOf(typeof message === 'string' ? TEXT : 2, payload.length), payload])
}

function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | null {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < head) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = head + length
  if (bytes.length < end) return null
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(head, end), end }
}
