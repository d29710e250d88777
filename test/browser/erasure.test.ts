import { expect, test } from 'vitest'
import { visitor } from './browser.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'

const house = openHouse({ scripted: true, change: talkOnly })

test('a page whose session is erased says by itself that it is over, and holds no word of it any more [S16]', async () => {
  const { server, model, browser } = house
  const { page } = await visitor(browser)
  const person = passage(page)
  await person.toChat(server.url, { survey: false })
  const session = await person.session()
  await person.send('My lantern is lost')
  const first = await model.next()
  first.say('A lantern is a fine thing.')
  first.finish()
  await person.replied(1)
  await person.send('Where is my lantern?')
  const second = await model.next()
  second.say('Your lantern hangs ')
  await page.getByText('Your lantern hangs').waitFor()
  await person.composer.fill('A lantern that I did not send')
  const held = () => page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage }))
  await expect.poll(held).toContain('that I did not send')

  await server.store.erase(session, Date.now())
  await page.getByRole('heading', { name: person.say('withdrawnTitle') }).waitFor()
  await expect.poll(held).not.toContain('lantern')
  await page.reload()
  await page.getByRole('heading', { name: person.say('withdrawnTitle') }).waitFor()
  expect(await held()).not.toContain('lantern')
})
