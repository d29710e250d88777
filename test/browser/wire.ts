import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type Wire = Awaited<ReturnType<typeof startWire>>

/**
 * A TCP line to a port of this machine. It can break and come back, as on a phone. It can also look intact and carry
 * nothing, as at the edge of a network: `deaf` drops what the server sends, and `mute` drops what the page sends.
 */
export async function startWire(port: number) {
  const pairs = new Set<readonly [Socket, Socket]>()
  const state = { lost: false, deaf: false, mute: false, refused: 0 }

  const server = createServer((near) => {
    near.on('error', () => near.destroy())
    if (state.lost) {
      state.refused += 1
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    far.on('error', () => far.destroy())
    const pair = [near, far] as const
    pairs.add(pair)
    near.on('data', (data) => {
      if (!state.mute) far.write(data)
    })
    far.on('data', (data) => {
      if (!state.deaf) near.write(data)
    })
    for (const end of pair)
      end.once('close', () => {
        pairs.delete(pair)
        for (const other of pair) other.destroy()
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo

  const hangUp = () => {
    for (const pair of pairs) for (const end of pair) end.destroy()
  }
  return {
    origin: `http://127.0.0.1:${own}`,
    state,
    /** Breaks every connection, and accepts no new one. */
    lose(): void {
      state.lost = true
      hangUp()
    },
    mend(): void {
      state.lost = false
      state.deaf = false
      state.mute = false
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        hangUp()
      }),
  }
}
