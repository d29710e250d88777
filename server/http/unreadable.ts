import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../shared/protocol/problem.ts'
import { refuse } from './refuse.ts'

/** Answers a request for which no route was found because its address cannot be decoded. */
export function refuseAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
  refuse(reply, { code: 'malformed', message: 'The address is not well encoded; check the characters after "%".' })
}

/** Answers bytes that are not HTTP, so that even these get a problem as their answer. Then the connection is closed. */
export function refuseBytes(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, problem] = judged(error.code)
  const body = JSON.stringify({ problem })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  // Nothing else watches this connection any more, and a peer that goes on sending would keep it open.
  const leave = setTimeout(() => socket.destroy(), FAREWELL_MS)
  socket.once('close', () => clearTimeout(leave))
}

/** How long the peer has to read the reason. */
const FAREWELL_MS = 1_000

function judged(code: string): [status: string, problem: Problem] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        '431 Request Header Fields Too Large',
        { code: 'too-large', message: 'The headers are larger than 16 KB; send less.' },
      ]
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [
        '408 Request Timeout',
        { code: 'malformed', message: 'The request did not arrive in time; send the whole request again.' },
      ]
    default:
      return [
        '400 Bad Request',
        { code: 'malformed', message: 'This is not an HTTP request; send one in the form of HTTP/1.1.' },
      ]
  }
}
