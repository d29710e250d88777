import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Connections } from './connections.ts'

/** The errors of a machine that has no such address. */
const NO_SUCH_ADDRESS: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/**
 * Listens. "localhost" means both addresses of this machine, as it does to browsers. Fastify would make a second server
 * for the other address, and the sockets would not know it.
 */
export async function listen(
  app: FastifyInstance,
  connections: Connections,
  { host, port }: { host: string; port: number },
): Promise<void> {
  if (host.toLowerCase() !== 'localhost') {
    await app.listen({ host, port })
    return
  }
  await app.listen({ host: '127.0.0.1', port })
  try {
    await connections.alsoAt({ host: '::1', port: (app.server.address() as AddressInfo).port })
  } catch (error) {
    if (!NO_SUCH_ADDRESS.has((error as { code?: string }).code)) throw error
  }
}
