import type { Page } from 'playwright-core'
import type { House } from './house.ts'
import { passage } from './passage.ts'

/** What a person has done, in order, once everything on the page has reached the server. */
export async function done({ server }: House, page: Page, session: string): Promise<string[]> {
  // Whatever a press proposes is in the outbox before the press is over.
  await passage(page).allSent()
  const events = await server.store.read(session, 0)
  return events.filter((event) => event.actor === 'participant').map((event) => event.type)
}
