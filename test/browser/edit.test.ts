import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Study } from '../../shared/study/study.ts'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'

const house = openHouse({ scripted: true, change: withEdits })

function withEdits(study: Study): void {
  talkOnly(study)
  for (const stage of study.flow)
    if (stage.kind === 'chat') {
      stage.turns = { min: 1, max: 30 }
      stage.affordances = ['stop', 'try-again', 'edit', 'copy']
    }
}

async function talk(options: Parameters<typeof visitor>[1] = {}) {
  const { server, model, browser } = house
  const { page } = await visitor(browser, options)
  const person = passage(page)
  await person.toChat(server.url, { survey: false })
  const answer = async (text: string, count: number): Promise<void> => {
    const reply = await model.next()
    reply.say(text)
    reply.finish()
    await person.replied(count)
  }
  return { page, person, model, answer }
}

const distanceToEnd = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - scrollY - document.documentElement.clientHeight)

const LONG = 'It goes on and on, for a long time.\n\n'.repeat(12)

test('whoever sends with Enter where turns can be edited stays at the end of the talk', async () => {
  const { page, person, answer } = await talk(DESK)
  // If every turn lost its foot, the talk would get shorter, and more so with more turns.
  for (let count = 1; count <= 16; count += 1) {
    await person.composer.fill(`Turn ${count} is sent`)
    await person.composer.press('Enter')
    await page.locator('.said', { hasText: `Turn ${count} is sent` }).waitFor()
    if (count > 14) await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
    await answer(count > 14 ? LONG : 'Well.', count)
    await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
    expect(await page.locator('.to-end').count()).toBe(0)
  }
})

test('no line of the talk gets shorter or longer when a turn is sent, and Edit comes back where it was', async () => {
  const { page, person, model, answer } = await talk(PHONE)
  await person.send('The first')
  await answer('Well.', 1)
  const edit = page
    .locator('.turn')
    .first()
    .getByRole('button', { name: person.say('edit'), includeHidden: true })
  await edit.waitFor()
  const heights = () => page.locator('.line').evaluateAll((all) => all.slice(0, 2).map((one) => one.clientHeight))
  const before = await heights()
  await person.send('The second')
  const reply = await model.next()
  await edit.waitFor({ state: 'hidden' })
  expect(await heights()).toEqual(before)
  reply.say('Well.')
  reply.finish()
  await person.replied(2)
  await edit.waitFor()
  expect(await heights()).toEqual(before)
  await shot(page, 'edit-phone')
})

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)

test('after Escape, Stop and asking again the focus is where the person goes on, and never lost', async () => {
  const { page, person, model } = await talk(DESK)
  const { say, button } = person
  await button(say('menu')).press('Enter')
  await button(say('leave')).press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe(say('menu'))

  await person.send('Tell me')
  const reply = await model.next()
  reply.say('It begins')
  await page.getByText('It begins').waitFor()
  await button(say('stop')).press('Enter')
  await expect.poll(() => focused(page)).toBe(say('compose'))
  await reply.left
  await button(say('askAgain')).press('Enter')
  await expect.poll(() => focused(page)).toBe(say('compose'))
  const again = await model.next()
  again.say('Well.')
  again.finish()
  await page.locator('.reply').getByText('Well.').waitFor()

  await button(say('edit')).press('Enter')
  await expect.poll(() => focused(page)).toBe(say('editLabel'))
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toBe(say('edit'))

  await person.composer.fill('Not sent')
  await button(say('finish')).press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe(say('finish'))
})

test('a long turn that is edited leaves its buttons in sight', async () => {
  const { page, person, answer } = await talk({ ...PHONE, viewport: { width: 360, height: 560 } })
  await person.send('A long turn. '.repeat(100))
  await answer(LONG, 1)
  await person.button(person.say('edit')).press('Enter')
  const send = person.button(person.say('editSend'))
  await send.waitFor()
  const composer = page.locator('.composer')
  await expect
    .poll(async () => {
      const [box, foot] = [(await send.boundingBox())!, (await composer.boundingBox())!]
      return box.y > 0 && box.y + box.height <= foot.y
    })
    .toBe(true)
  await shot(page, 'edit-long')
})

test('what cannot be pressed while a reply comes says why, and the foot of the talk keeps its height', async () => {
  const { page, person, model } = await talk({ ...PHONE, viewport: { width: 320, height: 640 } })
  await person.send('Hello')
  const first = await model.next()
  first.say('Well.')
  first.finish()
  await person.replied(1)
  await person.button(person.say('finish')).waitFor()
  const height = async () => Math.round((await page.locator('.composer').boundingBox())!.height)
  await person.send('And now?')
  const reply = await model.next()
  const foot = page.locator('.composer-foot')
  await foot.getByText(person.say('writing')).waitFor()
  const before = await height()
  await shot(page, 'foot-writing')
  reply.say('Well.')
  reply.finish()
  await person.replied(2)
  await foot.getByText(person.say('writing')).waitFor({ state: 'detached' })
  expect(await height()).toBe(before)
})
