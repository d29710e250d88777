import { expect, test } from 'vitest'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { openHouse } from './house.ts'
import { passage } from './passage.ts'
import { startWire } from './wire.ts'

const house = openHouse({})

async function survey(options: Parameters<typeof visitor>[1] = {}) {
  const { page } = await visitor(house.browser, options)
  const person = passage(page)
  await person.open(house.server.url)
  await person.agree()
  await page.locator('fieldset.question').first().waitFor()
  return { page, person }
}

test.each([
  { on: 'a phone', options: PHONE },
  { on: 'a desk', options: DESK },
])('the list of places moves nothing on $on, and the first press beside it counts', async ({ options }) => {
  const { page, person } = await survey(options)
  const press = (label: string) => {
    const one = page.getByLabel(label)
    return options === PHONE ? one.tap() : one.click()
  }
  const search = page.getByRole('combobox')
  const list = page.getByRole('listbox')
  const places = async () => (await page.getByLabel(person.say('placesNone')).boundingBox())!.y + (await scrolled())
  const scrolled = () => page.evaluate(() => scrollY)
  await search.scrollIntoViewIfNeeded()
  const place = await places()

  await search.fill('Leb')
  await list.waitFor()
  await shot(page, `places-${options.viewport?.width}`)
  expect(await places()).toBe(place)
  await press(person.say('placesWords'))
  await list.waitFor({ state: 'hidden' })
  expect(await page.getByLabel(person.say('placesWords')).evaluate((one) => one === document.activeElement)).toBe(true)
  expect(await places()).toBe(place)

  await search.fill('nowhere at all')
  await page.getByText(person.say('placesFound', { count: 0 })).waitFor()
  await shot(page, `places-nowhere-${options.viewport?.width}`)
  expect(await places()).toBe(place)
  await press(person.say('placesNone'))
  expect(await page.getByLabel(person.say('placesNone')).isChecked()).toBe(true)
})

test('Continue says while offline why it waits, and goes on by itself when the network is back', async () => {
  const wire = await startWire(house.server.port)
  const { page } = await visitor(house.browser, PHONE)
  const person = passage(page)
  await person.open(wire.origin + house.server.link)
  const offline = page.locator('.offline-note', { hasText: person.say('goingOffline') })
  const lose = async () => {
    await page.context().setOffline(true)
    wire.lose()
    await page.locator('.save-state').getByText(person.say('stateOffline')).waitFor()
  }
  const mend = async () => {
    await page.context().setOffline(false)
    wire.mend()
  }
  await lose()
  await person.button(person.say('agree')).press('Enter')
  await offline.waitFor()
  await mend()
  await page.locator('fieldset.question').first().waitFor()
  await page.locator('.save-state').getByText(person.say('stateSaved')).waitFor()

  await page.getByLabel(person.say('placesNone')).check()
  for (const question of await page.locator('fieldset.question').all())
    if ((await question.getByRole('radio').count()) > 0) await question.getByRole('radio').first().check()
  await person.allSent()
  await lose()
  expect(await offline.count()).toBe(0)
  await person.button(person.say('continue')).press('Enter')
  await expect.poll(() => offline.evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight)).toBe(true)
  await shot(page, 'en-phone-continue-offline')
  await mend()
  await person.composer.waitFor()
  await wire.close()
})

test('choosing a language and removing a place leave the focus where the person goes on', async () => {
  const { page } = await visitor(house.browser, DESK)
  const person = passage(page)
  await person.open(house.server.url)
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)
  await page.locator('.locales [lang="ar"]').press('Enter')
  await page.waitForFunction(() => document.documentElement.lang === 'ar')
  expect(await focused()).toBe('العربية')
  await page.locator('.locales [lang="en"]').press('Enter')
  await page.waitForFunction(() => document.documentElement.lang === 'en')
  expect(await focused()).toBe('English')

  await person.agree()
  const search = page.getByRole('combobox')
  const names: string[] = []
  for (const chosen of [1, 2, 3]) {
    await search.click()
    names.push(await page.getByRole('option').first().innerText())
    await page.getByRole('option').first().click()
    await page
      .locator('.chosen li')
      .nth(chosen - 1)
      .waitFor()
  }
  const remove = (place: string) => person.say('placesRemove', { place })
  await person.button(remove(names[1]!)).press('Enter')
  await expect.poll(focused).toBe(remove(names[2]!))
  await page.keyboard.press('Enter')
  await expect.poll(focused).toBe(remove(names[0]!))
  await page.keyboard.press('Enter')
  await expect.poll(() => search.evaluate((one) => one === document.activeElement)).toBe(true)
})
