import { createServer, connect as dial, type Socket } from 'node:net'

/** A wire-tap: a relay to a server that keeps every byte which goes to the clients, over whatever transport. */
export type Tap = {
  /** The address to use in the server's place. */
  url: string
  /** All that went to clients, a text for each connection. */
  heard(): string[]
  close(): Promise<void>
}

export async function startTap(target: string): Promise<Tap> {
  const { hostname, port } = new URL(target)
  const connections: Buffer[][] = []
  const open = new Set<Socket>()
  const relay = createServer((client) => {
    const kept: Buffer[] = []
    connections.push(kept)
    const server = dial(Number(port), hostname)
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // Either end may go first; what was heard until then is what counts.
      socket.on('error', () => {})
    }
    server.on('data', (bytes) => kept.push(bytes))
    client.pipe(server)
    server.pipe(client)
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('The tap has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    heard: () => connections.map((parts) => Buffer.concat(parts).toString('utf8')),
    close: () =>
      new Promise((resolve) => {
        relay.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
