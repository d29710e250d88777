// Runs as a process of its own: connects sessions and holds them until it is ended.
import { io } from 'socket.io-client'
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts'

process.on('message', ({ url, tickets }: { url: string; tickets: { session: string; token: string }[] }) => {
  const sockets = tickets.map(({ session, token }) =>
    io(url, {
      transports: ['websocket'],
      forceNew: true,
      auth: { protocol: PROTOCOL_VERSION, session, token, after: 0 },
    }),
  )
  Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('update', resolve)))).then(() =>
    process.send!('connected'),
  )
})
