import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../shared/protocol/problem.ts'
import { refuse } from './refuse.ts'

/** Answers a request for which no route was found because its address cannot be decoded, or a part of it is too long. */
export function refuseAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
  const message =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? 'The address is too long; check where it ends.'
      : 'The address is not well encoded; check the characters after "%".'
  refuse(reply, { code: 'malformed', message })
}

/** Words for what the framework finds wrong with a request, by its code or, where it gives none, by its status. */
const UNREADABLE: Readonly<Record<string, string>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY:
    'The request says that it holds JSON, and it is empty; send JSON as the route expects it.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The request is not JSON; send JSON as the route expects it.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE:
    'The request is of a type that is not read; send JSON with the content-type "application/json".',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The request is shorter or longer than its content-length says; send it again.',
  403: 'The address leads out of the folder of the pages; check it.',
}

/** Answers a request that a route could not read. */
export function refuseUnreadable({ code, statusCode }: FastifyError, reply: FastifyReply): FastifyReply {
  const message =
    UNREADABLE[code] ??
    UNREADABLE[`${statusCode}`] ??
    'The request could not be read; check its address and headers, and send JSON as the route expects it.'
  return refuse(reply, { code: 'malformed', message })
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
