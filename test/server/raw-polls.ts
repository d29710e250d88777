import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { soon } from './guest.ts'

/** Polls without a library: what no client sends, and what no client leaves unread. */
export class RawPolls {
  readonly #url: string
  readonly id: string

  constructor(url: string, id: string) {
    this.#url = url
    this.id = id
  }

  static async open(url: string): Promise<RawPolls> {
    const opened = await fetch(`${url}/socket.io/?EIO=4&transport=polling`)
    const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string }
    return new RawPolls(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, sid)
  }

  /** Sends packets in one body. Resolves with the status, or with null when the connection was cut. */
  send(...packets: string[]): Promise<number | null> {
    return this.sendBytes(Buffer.from(packets.join('\x1e')))
  }

  sendBytes(body: Buffer): Promise<number | null> {
    const answered = new Promise<number | null>((resolve) => {
      const post = request(this.#url, { method: 'POST', headers: { 'content-type': 'text/plain;charset=UTF-8' } })
      post.on('response', (response) => {
        response.resume()
        resolve(response.statusCode ?? null)
      })
      post.on('error', () => resolve(null))
      post.end(body)
    })
    return soon('an answer to a post', answered)
  }

  /** Asks for what there is. Resolves with the packets, or with null when the connection was cut. */
  async poll(): Promise<string[] | null> {
    const response = await fetch(this.#url).catch(() => null)
    return response === null || !response.ok ? null : (await response.text()).split('\x1e')
  }

  /** Asks for what there is on a connection of its own, and reads no answer. Resolves once there is one, or none will be. */
  pollUnread(): Promise<Socket> {
    const { hostname, port, pathname, search } = new URL(this.#url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: x\r\n\r\n`)
    // Readable means that something has arrived; it stays where it is.
    return new Promise((resolve) => {
      socket.once('readable', () => resolve(socket))
      socket.once('close', () => resolve(socket))
    })
  }

  /** Whether the server knows these polls no more. */
  async areOver(): Promise<boolean> {
    return (await this.send('3')) === 400
  }
}
