import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { LONGEST_TURN } from '../../shared/session/limits.ts'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'

const house = openHouse({ scripted: true, change: talkOnly })

async function talk(options: Parameters<typeof visitor>[1] = {}, consent: { telemetry?: boolean } = {}) {
  const { server, model, browser } = house
  const visiting = await visitor(browser, options)
  const person = passage(visiting.page)
  await person.toChat(server.url, { survey: false, ...consent })
  return { ...visiting, person, model, server }
}

/** Enough words to fill a screen. */
const LONG = Array.from({ length: 12 }, (_, index) => `Paragraph ${index + 1}. ${'It goes on and on. '.repeat(14)}\n\n`)

test('each finished reply is read out once, as plain text, and nothing is while it comes', async () => {
  const { page, person, model, noted } = await talk()
  const announced = async () => (await noted()).announced
  const before = (await announced()).length
  const since = async () => (await announced()).slice(before)
  await person.send('Hello')
  const reply = await model.next()
  const pieces = ['## Neighbours\n\n', 'They **help**, see [this](https://example.org).\n\n', '- one\n', '- `two`\n']
  for (const piece of pieces) reply.say(piece)
  await page.locator('.reply li').getByText('two').waitFor()
  expect(await since()).toEqual([])
  reply.finish()
  await person.replied(1)
  const said = person.say('replyAnnounced', { text: 'Neighbours\nThey help, see this.\none\ntwo' })
  await expect.poll(since).toEqual([said])

  await person.send('And again')
  const second = await model.next()
  second.say('Briefly.')
  second.finish()
  await person.replied(2)
  await expect.poll(since).toEqual([said, person.say('replyAnnounced', { text: 'Briefly.' })])
  expect(await page.locator('[aria-live]').count()).toBe(1)
  expect(await page.locator('.talk[aria-live], .talk [aria-live], .talk [role=status], .talk [role=log]').count()).toBe(
    0,
  )

  await page.reload()
  await person.replied(2)
  // Only what comes after the reload is checked, so that nothing from before it can still be on its way.
  // A key is used, because on a fast machine a press would be the second of a double tap that began before the reload.
  await person.composer.fill('And once more')
  await expect.poll(() => person.button(person.say('send')).isEnabled()).toBe(true)
  await person.composer.press('Enter')
  const third = await model.next()
  third.say('Well.')
  third.finish()
  await expect.poll(announced).toEqual([person.say('replyAnnounced', { text: 'Well.' })])
})

test('a reply that no page could draw is shown as it was written, before and after a reload, and the talk goes on', async () => {
  const { page, person, model } = await talk(PHONE)
  await person.send('Hello')
  const nested = `${'> '.repeat(2_000)}the end of it`
  const reply = await model.next()
  reply.say(nested)
  reply.finish()
  await person.replied(1)
  const written = page.locator('.reply .as-written', { hasText: 'the end of it' })
  expect((await written.innerText()).startsWith('> > > ')).toBe(true)
  await page.reload()
  await person.replied(1)
  expect((await written.innerText()).startsWith('> > > ')).toBe(true)
  await person.send('And again')
  const second = await model.next()
  second.say('**Briefly.**')
  second.finish()
  await page.locator('.reply strong', { hasText: 'Briefly.' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
})

test('the first reply is never shown with the signs of markdown, however late its renderer comes', async () => {
  const { server, model, browser } = house
  const { page } = await visitor(browser, PHONE)
  const person = passage(page)
  let letIn = () => {}
  const held = new Promise<void>((resolve) => {
    letIn = resolve
  })
  await page.route(/Markdown-.*\.js/, async (route) => {
    await held
    await route.continue()
  })
  // The page never stops waiting for the renderer, even on a slow machine.
  await page.addInitScript(() => {
    const later = globalThis.setTimeout
    globalThis.setTimeout = ((act: () => void, after?: number) =>
      after === 5_000 ? 0 : later(act, after)) as typeof setTimeout
  })
  await person.toChat(server.url, { survey: false })
  await person.send('Hello')
  const reply = await model.next()
  reply.say('This is **bold**.')
  reply.finish()
  await person.replied(1)
  expect(await page.locator('.reply').innerText()).not.toContain('bold')
  expect(await page.locator('.reply .writing').count()).toBe(1)
  letIn()
  await page.locator('.reply strong', { hasText: 'bold' }).waitFor()
})

test.each([
  { on: 'a phone', options: PHONE },
  { on: 'a desk', options: DESK },
])('nothing jumps while a reply comes on $on, and it is followed to its end', async ({ options }) => {
  const { page, person, model, noted } = await talk(options)
  await person.send('Tell me a long story')
  const first = await model.next()
  await page.locator('.writing').waitFor()
  const since = await page.evaluate(() => performance.now())
  for (const piece of LONG) {
    first.say(piece)
    await page.getByText(piece.trim().slice(0, 13)).waitFor()
  }
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
  const lastLine = async () => Math.round((await page.locator('.reply p').last().boundingBox())!.y)
  const place = await lastLine()
  first.finish()
  await person.replied(1)
  await expect.poll(lastLine).toBe(place)
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
  // When the page scrolls, Chromium reports the fading edge of the composer as moved, although it is sticky.
  const shifts = (await noted()).shifts.filter((one) => one.at > since && one.what !== '::before.')
  expect(
    shifts.reduce((sum, one) => sum + one.value, 0),
    JSON.stringify(shifts),
  ).toBeLessThan(0.01)
})

test('whoever scrolls up while a reply comes stays where they are, and is told of what comes in below', async () => {
  const { page, person, model } = await talk()
  await person.send('Tell me a long story')
  const reply = await model.next()
  for (const piece of LONG.slice(0, 8)) reply.say(piece)
  await page.getByText('Paragraph 8').waitFor()
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
  await page.mouse.move(400, 300)
  await noteRest(page)
  await page.mouse.wheel(0, -600)
  const place = await page.evaluate(() => (globalThis as unknown as { atRest: Promise<number> }).atRest)
  for (const piece of LONG.slice(8)) reply.say(piece)
  await page.getByText('Paragraph 12').waitFor({ state: 'attached' })
  await person
    .button(`${person.say('toEnd')} ↓`)
    .or(page.locator('.to-end'))
    .first()
    .waitFor()
  expect(await page.evaluate(() => scrollY)).toBe(place)
  reply.finish()
  await person.replied(1)
  expect(await page.evaluate(() => scrollY)).toBe(place)
  await page.locator('.to-end').click()
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2)
  await page.locator('.to-end').waitFor({ state: 'detached' })
})

test('what a reply says loads nothing, runs nothing and leads only where a person means to go', async () => {
  const { page, person, model, server, requests, errors, frames, noted } = await talk()
  await person.send('Show me a picture')
  const reply = await model.next()
  reply.say('![a cat](http://pictures.example.org/cat.png) ![](https://example.org/pixel.gif)\n\n')
  reply.say('[run](javascript:document.title="ran") [data](data:text/html,hello) [there](https://example.org/x)\n\n')
  reply.say('<img src="http://example.org/raw.png" onerror="document.title=1"> <script>document.title = 2</script>\n\n')
  reply.say('[ref]: http://example.org/ref.png\n\n![ref] https://example.org/plain')
  reply.finish()
  await person.replied(1)
  const links = page.locator('.reply a')
  await expect
    .poll(() => links.evaluateAll((all) => all.map((one) => one.getAttribute('href'))))
    .toEqual(['https://example.org/x', 'https://example.org/plain'])
  for (const link of await links.all()) {
    expect(await link.getAttribute('rel')).toContain('noreferrer')
    expect(await link.getAttribute('target')).toBe('_blank')
  }
  expect(await page.locator('.reply img, .reply script, .reply iframe').count()).toBe(0)
  await page.getByText('run', { exact: false }).first().click()
  // When the talk has continued, everything that the reply could start has started.
  await person.send('Thank you')
  const thanks = await model.next()
  thanks.say('Gladly.')
  thanks.finish()
  await page.locator('.reply').getByText('Gladly.').waitFor()
  await person.replied(2)
  expect(await page.title()).not.toMatch(/ran|1|2/)
  expect(requests.length).toBeGreaterThan(3)
  const elsewhere = requests.filter((url) => new URL(url).host !== new URL(server.origin).host)
  expect(elsewhere).toEqual([])
  expect((await noted()).violations).toEqual([])
  expect(errors).toEqual([])

  // Nothing that a browser gets reveals a condition, a level, an item or a prompt. [S18]
  const told = frames.join('\n')
  expect(told).toContain('Show me a picture')
  const { conditions, factors, flow } = server.study
  const secrets = [
    ...conditions.map((one) => `"${one.id}"`),
    ...Object.entries(factors).flatMap(([id, one]) => [`"${id}"`, one.label]),
    ...flow.flatMap((one) => (one.kind === 'chat' ? [one.id] : [])),
    'You are an assistant in a short chat',
  ]
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
})

test('Enter that ends an input-method composition does not send, and the composition is counted', async () => {
  const { page, person, model, server } = await talk({}, { telemetry: true })
  const keys = await page.context().newCDPSession(page)
  await person.composer.focus()
  await keys.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await keys.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 })
  await enter(keys)
  expect(await person.composer.inputValue()).toBe('にほん')
  await keys.send('Input.insertText', { text: '日本' })
  await expect.poll(() => person.composer.inputValue()).toBe('日本')
  expect(await page.locator('.turn').count()).toBe(0)
  await page.keyboard.press('Enter')
  const reply = await model.next()
  reply.say('はい')
  reply.finish()
  await person.replied(1)
  const turns = await server.log(await person.session(), 'turn.taken')
  expect(turns.map(({ body }) => body.text)).toEqual(['日本'])
  expect(turns[0]!.body.composition).toMatchObject({
    inputMethodCompositions: 1,
    insertions: 1,
    deletions: 0,
    pastes: 0,
  })
})

test('each text has its own direction, and emoji and long words stay whole', async () => {
  const { page, person, model } = await talk({ viewport: { width: 320, height: 640 } })
  const direction = () => person.composer.evaluate((field) => getComputedStyle(field).direction)
  expect(await direction()).toBe('ltr')
  await person.composer.fill('مرحبًا بكم')
  await expect.poll(direction).toBe('rtl')
  const text = `مرحبًا 👩🏽‍🌾 ${'x'.repeat(300)}`
  await person.send(text)
  const reply = await model.next()
  reply.say(
    `English first, ثم العربية.\n\nالعربية أولًا, then English.\n\n\`code عربي\`\n\n| a | b |\n|---|---|\n| ${'y'.repeat(200)} | 2 |`,
  )
  reply.finish()
  await person.replied(1)
  await page.locator('.reply td').first().waitFor()
  const directions = await page
    .locator('.said, .reply p, .reply code')
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).direction))
  expect(directions.slice(0, 1)).toEqual(['rtl'])
  expect(directions.slice(-4)).toEqual(['ltr', 'rtl', expect.any(String), 'ltr'])
  expect(await page.locator('.said').innerText()).toBe(text)
  expect(await sideways(page)).toBeLessThanOrEqual(0)
})

test('a turn of more than the longest text is not sent, and the person is told by how much', async () => {
  const { page, person, model, server } = await talk()
  const words = (length: number) =>
    'كلمة '
      .repeat(length)
      .slice(0, length - 1)
      .concat('.')
  await person.composer.fill(words(LONGEST_TURN - 3))
  await page.getByText(person.say('charactersLeft', { count: 3 })).waitFor()
  await person.composer.fill(words(LONGEST_TURN + 2))
  await page.getByText(person.say('charactersOver', { count: 2 })).waitFor()
  await person.composer.press('Enter')
  await person.button(person.say('send')).click({ force: true })
  await shot(page, 'en-desk-too-long')
  expect([await page.locator('.turn').count(), await page.locator('.notice').count()]).toEqual([0, 0])
  await person.composer.fill(words(LONGEST_TURN))
  await page.getByText(person.say('charactersLeft', { count: 0 })).waitFor()
  await person.composer.press('Enter')
  const reply = await model.next()
  reply.say('That was long.')
  reply.finish()
  await person.replied(1)
  const taken = await server.log(await person.session(), 'turn.taken')
  expect(taken.map(({ body }) => body.text.length)).toEqual([LONGEST_TURN])
  // The page did not even try to send the text that is too long.
  expect(await page.locator('.notice').count()).toBe(0)
})

test('a model that fails leads to a calm sentence and another try, which succeeds', async () => {
  const { page, person, model, server } = await talk(PHONE)
  model.script.failing = true
  await person.send('Are you there?')
  await page.locator('.reply').getByText(person.say('broken')).waitFor()
  await shot(page, 'en-phone-broken')
  expect(await page.locator('body').innerText()).not.toMatch(/error|500|GPU|server|undefined|null|NaN|\{/i)
  model.script.failing = false
  await person.button(person.say('askAgain')).click()
  const again = await model.next()
  again.say('Now I am.')
  again.finish()
  await page.locator('.reply').getByText('Now I am.').waitFor()
  await person.replied(1)
  await expect.poll(person.lines).toEqual(['Are you there?', 'Now I am.'])
  await page.locator('.reply').getByText(person.say('broken')).waitFor({ state: 'detached' })
  const outcomes = (await server.log(await person.session(), 'reply.finished')).map(({ body }) => body.outcome)
  expect(outcomes).toEqual(['failed', 'complete'])

  await person.send('And now?')
  const cut = await model.next()
  cut.say('Half a sent')
  await page.getByText('Half a sent').waitFor()
  cut.cut()
  await page.locator('.reply').getByText(person.say('truncated')).waitFor()
  await expect.poll(person.lines).toEqual(['Are you there?', 'Now I am.', 'And now?', 'Half a sent'])
})

const distanceToEnd = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollHeight - scrollY - document.documentElement.clientHeight)

/** How far the page can be scrolled sideways, in pixels. */
const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Makes the page set `atRest` to its scroll position when a movement has ended far from the end of the page. */
async function noteRest(page: Page): Promise<void> {
  await page.evaluate(() => {
    const atRest = new Promise<number>((resolve) => {
      addEventListener('scrollend', () => {
        const { scrollHeight, clientHeight } = document.documentElement
        if (scrollHeight - scrollY - clientHeight > 400) resolve(scrollY)
      })
    })
    Object.assign(globalThis, { atRest })
  })
}

/** The Enter key press as the browser gets it while an input method is in use. */
async function enter(keys: CDPSession): Promise<void> {
  const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }
  await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, windowsVirtualKeyCode: 13 })
}
