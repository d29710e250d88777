import { expect } from 'vitest'

/** Waits until the server makes no download. It makes one at a time, and finishes a little later than its reader. */
export async function noneIsMade(server: { origin: string; secret: string }): Promise<void> {
  const ask = () =>
    fetch(`${server.origin}/api/researcher/studies/demo/download-link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.secret}` },
    })
  await expect.poll(async () => (await ask()).status).toBe(200)
}
