// Runs as a process of its own: the participants' side of the streaming bench. It opens sockets, takes a turn on each,
// and reports the age of every token that arrives after the warm-up.
import { io, type Socket } from 'socket.io-client'
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts'
import { clockNow } from './model.ts'

export type ListenerOrder =
  | { kind: 'sessions'; url: string; tickets: { session: string; token: string }[]; stage: string; seconds: number }
  | { kind: 'bare'; url: string; sockets: number; seconds: number }
export type ListenerReport = { tokens: number; p50: number; p99: number; worst: number; late: number }

process.on('message', (order: ListenerOrder) => {
  listen(order).then(
    (report) => process.send!(report),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function listen(order: ListenerOrder): Promise<ListenerReport> {
  const ages: number[] = []
  let from = Number.POSITIVE_INFINITY
  const hear = (text: string) => {
    const now = clockNow()
    for (const word of text.split(' ')) {
      const made = Number(word)
      // Pieces may split a number; only whole ones count.
      if (word.length === 15 && made >= from) ages.push(now - made)
    }
  }
  const sockets: Socket[] = []
  if (order.kind === 'bare') {
    for (let number = 0; number < order.sockets; number += 1) {
      const socket = io(order.url, { transports: ['websocket'], forceNew: true })
      socket.on('token', hear)
      sockets.push(socket)
    }
    await Promise.all(sockets.map(connected))
    from = clockNow() + WARM_MS
    for (const socket of sockets) socket.emit('begin')
  } else {
    for (const { session, token } of order.tickets) {
      const auth = { protocol: PROTOCOL_VERSION, session, token, after: 0 }
      const socket = io(order.url, { transports: ['websocket'], forceNew: true, auth })
      socket.on('delta', (delta: { text: string }) => hear(delta.text))
      sockets.push(socket)
    }
    await Promise.all(sockets.map(connected))
    from = clockNow() + WARM_MS
    await Promise.all(
      sockets.map((socket, number) => {
        const { session } = order.tickets[number]!
        const turn = `turn-${session}`
        const body = { stage: order.stage, turn, parent: null, text: 'Tell me something.' }
        return socket.emitWithAck('propose', {
          id: `take-${session}`,
          at: Date.now(),
          offset: null,
          type: 'turn.taken',
          body,
        })
      }),
    )
  }
  await new Promise((resolve) => setTimeout(resolve, order.seconds * 1000))
  for (const socket of sockets) socket.disconnect()
  ages.sort((a, b) => a - b)
  const at = (share: number) => ages[Math.min(ages.length - 1, Math.floor(ages.length * share))] ?? Number.NaN
  const late = ages.filter((age) => age > 100).length
  return { tokens: ages.length, p50: at(0.5), p99: at(0.99), worst: at(1), late }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
}

/** The first seconds, with all sessions opening at once, are no steady state. */
const WARM_MS = 3000
