import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { openHouse } from './house.ts'
import { passage } from './passage.ts'

const house = openHouse({})

/** The top of the head in the window after scrolling to the end of the page, in pixels. */
async function headAtTheEnd(page: Page): Promise<number> {
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  await page.waitForFunction(() => scrollY > 400 && scrollY + innerHeight >= document.documentElement.scrollHeight - 1)
  return (await page.locator('.head').boundingBox())!.y
}

test.each([
  { on: 'a phone', options: PHONE, stays: true },
  { on: 'a desk', options: DESK, stays: true },
  { on: 'a window of few lines', options: { ...DESK, viewport: { width: 320, height: 256 } }, stays: false },
])('the menu and the save state stay in sight: $stays, on $on', async ({ options, stays }) => {
  const { page } = await visitor(house.browser, options)
  const person = passage(page)
  await person.open(house.server.url)
  await person.agree()
  await page.locator('fieldset.question').first().waitFor()
  const top = await headAtTheEnd(page)
  await shot(page, `head-${options.viewport?.width}-${options.viewport?.height}`)
  if (!stays) {
    expect(top).toBeLessThan(-300)
    return
  }
  expect(top).toBe(0)
  // A question that still needs an answer is shown below the head.
  await person.button(person.say('continue')).press('Enter')
  await page.locator('.complaint').first().waitFor()
  const question = page.locator('[data-missing] legend').first()
  const head = (await page.locator('.head').boundingBox())!
  await expect.poll(async () => (await question.boundingBox())!.y).toBeGreaterThanOrEqual(head.height)
  await expect.poll(async () => (await question.boundingBox())!.y).toBeLessThan(200)
  await shot(page, `head-question-${options.viewport?.width}`)
  await person.button(person.say('menu')).press('Enter')
  await person.button(person.say('leave')).waitFor()
  await shot(page, `head-menu-${options.viewport?.width}`)
})

test('before the consent, leaving asks nothing about what was written, and the last page says nothing of it', async () => {
  const { page } = await visitor(house.browser, PHONE)
  const person = passage(page)
  await person.open(house.server.url)
  await person.button(person.say('menu')).press('Enter')
  await person.button(person.say('leave')).press('Enter')
  await page.getByRole('dialog').waitFor()
  expect(await page.getByRole('radio').count()).toBe(0)
  await person.button(person.say('leaveNow')).press('Enter')
  await page.getByRole('heading', { name: person.say('withdrawnTitle') }).waitFor()
  await person.allSent()
  expect(await page.locator('main').innerText()).toContain(person.say('withdrawnText'))
  for (const key of ['withdrawnKept', 'withdrawnErased'] as const)
    expect(await page.locator('main').innerText()).not.toContain(person.say(key))
})
