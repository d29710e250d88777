import type { Page } from 'playwright-core'
import type { House } from './house.ts'
import { passage } from './passage.ts'

/** The types of the events that a person caused, in order. First waits until all of them have reached the server. */
export async function done({ server }: House, page: Page, session: string): Promise<string[]> {
  // Everything that a press causes is in the outbox before the press ends.
  await passage(page).allSent()
  const events = await server.store.read(session, 0)
  return events.filter((event) => event.actor === 'participant').map((event) => event.type)
}
