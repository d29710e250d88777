import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import type { Socket } from 'socket.io'

/** A connection below socket.io, as engine.io has it: a WebSocket, or a series of polls. */
export type RawConnection = Socket['conn']

/**
 * The members of a raw connection that we use and its types do not list. `socket` exists for a WebSocket, the rest for
 * polls.
 */
type Insides = {
  id: string
  writeBuffer: { data?: string }[]
  transport: {
    socket?: { bufferedAmount: number; terminate(): void }
    maxHttpBufferSize?: number
  }
}

/**
 * The most that may wait in memory for one peer to read it, in addition to the answer that is being written. A reload
 * of a long talk is some hundred kilobytes.
 */
export const MOST_HELD = 2 * 1024 * 1024

/** What a packet takes in memory beside its text. Without this, many small packets would count as nothing. */
const PACKET = 256

/** Connections on which answers to polls were written. The answers may still lie there unread. */
const polled = new WeakMap<RawConnection, TcpSocket[]>()

/** How long a WebSocket may take to answer a farewell, in milliseconds. */
const FAREWELL_MS = 1_000

/**
 * Begins to remember what `heldBy` needs, and makes sure that a close ends the connection. Call it once for each
 * connection.
 */
export function watch(raw: RawConnection): void {
  raw.transport.on('headers', (_headers: unknown, { socket }: IncomingMessage) => {
    const unread = (polled.get(raw) ?? []).filter((one) => one !== socket && isUnread(one))
    polled.set(raw, [...unread, socket])
  })
  raw.once('close', () => {
    const { socket } = (raw as unknown as Insides).transport
    // The library would wait for half a minute and still receive whatever comes.
    if (socket !== undefined) setTimeout(() => socket.terminate(), FAREWELL_MS).unref()
  })
}

/**
 * The name of the connection. A client's later polls, and a WebSocket that takes their place, refer to it by this name.
 */
export function idOf(raw: RawConnection): string {
  return (raw as unknown as Insides).id
}

/** Roughly how many bytes wait in memory for the peer to read them. */
export function heldBy(raw: RawConnection): number {
  const { writeBuffer, transport } = raw as unknown as Insides
  let held = transport.socket?.bufferedAmount ?? 0
  for (const { data } of writeBuffer) held += PACKET + (data?.length ?? 0)
  for (const socket of polled.get(raw) ?? []) if (isUnread(socket)) held += socket.writableLength
  return held
}

/**
 * Ends a connection at once. There is no farewell, since a peer that does not read would delay it. The client comes
 * back by itself.
 */
export function drop(raw: RawConnection): void {
  const { transport } = raw as unknown as Insides
  raw.close(true)
  transport.socket?.terminate()
  for (const socket of polled.get(raw) ?? []) if (isUnread(socket)) socket.destroy()
}

/** Limits how long the body of a poll may be. For WebSockets there is one limit for all. */
export function limitPolls(raw: RawConnection, bytes: number): void {
  const { transport } = raw as unknown as Insides
  if (transport.maxHttpBufferSize !== undefined) transport.maxHttpBufferSize = bytes
}

function isUnread(socket: TcpSocket): boolean {
  return !socket.destroyed && socket.writableLength > 0
}
