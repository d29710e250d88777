import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { shot, visitor } from './browser.ts'
import { openHouse } from './house.ts'
import { passage } from './passage.ts'
import type { Running } from './server.ts'
import { unzip } from './zip.ts'

const house = openHouse({ pace: { tokensPerSecond: 0, firstTokenMs: 0 } })

/** Presses Tab until an element that matches `selector` has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`Tab does not lead to ${selector}.`)
}

/** Waits until the heading of a new stage has the focus. Earlier key presses would be lost. */
async function arrived(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.matches('h1'))
}

test('a person goes through the demo by keyboard alone, and the export holds every turn once, in order, as it was written', async () => {
  const { server } = house
  const { page, errors } = await visitor(house.browser)
  const person = passage(page)
  const { keyboard } = page
  await person.open(server.url)
  await shot(page, 'en-desk-consent')
  await tabTo(page, 'input[type=checkbox]')
  await keyboard.press('Space')
  await tabTo(page, 'button.main')
  await keyboard.press('Enter')

  await page.getByRole('combobox').waitFor()
  await arrived(page)
  await tabTo(page, '[role=combobox]')
  await keyboard.type('leb')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await page.locator('.chosen li').waitFor()
  const questions = page.locator('fieldset.question')
  for (let index = 1; index < (await questions.count()); index += 1) {
    await tabTo(page, `fieldset.question:nth-of-type(${index + 1}) input[type=radio]`)
    await keyboard.press('Space')
    for (let down = 0; down < index; down += 1) await keyboard.press('ArrowDown')
  }
  await shot(page, 'en-desk-survey')
  await tabTo(page, 'button[type=submit]')
  await keyboard.press('Enter')

  await person.composer.waitFor()
  await arrived(page)
  const session = await person.session()
  const turns = ['Our neighbours keep a spare key, and "we" keep theirs.', 'Line one\nline two, with 👩🏽‍🌾 and שלום']
  for (const [index, text] of turns.entries()) {
    if (index === 0) await tabTo(page, 'textarea')
    for (const [line, words] of text.split('\n').entries()) {
      if (line > 0) await keyboard.press('Shift+Enter')
      await keyboard.type(words)
    }
    await keyboard.press('Enter')
    await person.replied(index + 1)
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')
  }
  await shot(page, 'en-desk-chat')
  // A reply is stored as markdown and shown without the markdown signs. The words are the same.
  const finished = (await server.log(session, 'reply.finished')).map(({ body }) => body.text)
  const said = [turns[0]!, finished[0]!, turns[1]!, finished[1]!].map(wordsOf)
  await expect.poll(async () => (await person.lines()).map(wordsOf)).toEqual(said)
  await tabTo(page, '.composer-foot button')
  await keyboard.press('Enter')

  await person.button(person.say('continue')).waitFor()
  await arrived(page)
  for (let index = 0; index < (await questions.count()); index += 1) {
    await tabTo(page, `fieldset.question:nth-of-type(${index + 1}) input[type=radio]`)
    await keyboard.press('Space')
  }
  await tabTo(page, 'button[type=submit]')
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Thank you' }).waitFor()
  await arrived(page)
  await shot(page, 'en-desk-debrief')
  await tabTo(page, 'button.main')
  await keyboard.press('Enter')
  await page.getByText(person.say('completedText')).waitFor()
  await shot(page, 'en-desk-completed')
  expect(errors).toEqual([])

  // A probe round at the end may still be running.
  await server.runner.quiet(session)
  const files = await download(server)
  const rows = (name: string) =>
    parse<Record<string, string>>(files.get(`demo/${name}`)!, { columns: true, bom: true }).filter(
      (row) => row.session === session,
    )
  const told = rows('turns.csv')
  expect(told.map((row) => row.speaker)).toEqual(['person', 'assistant', 'person', 'assistant'])
  expect([told[0]!.text, told[2]!.text]).toEqual(turns)
  expect([told[1]!.text, told[3]!.text]).toEqual(finished)
  // Each key press is one insertion. An emoji of four code points is typed as four.
  const composed = told.filter((row) => row.speaker === 'person')
  expect(composed.map((row) => Number(row.insertions))).toEqual(turns.map((text) => [...text].length))
  expect(composed.map((row) => [row.deletions, row.pastes])).toEqual([
    ['0', '0'],
    ['0', '0'],
  ])
  const events = files
    .get('demo/events.jsonl')!
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { session: string; seq: number })
  const ours = events.filter((event) => event.session === session)
  expect(ours.map((event) => event.seq)).toEqual(ours.map((_, index) => index + 1))
  const answers = rows('responses.csv')
  expect(answers.length).toBeGreaterThanOrEqual(7)
})

test('composition is recorded only where consent allows it [S17]', async () => {
  const { server } = house
  const { page } = await visitor(house.browser)
  const person = passage(page)
  await person.toChat(server.url)
  await person.send('A short word')
  await person.replied(1)
  const session = await person.session()
  const [turn] = await server.log(session, 'turn.taken')
  expect(turn!.body.text).toBe('A short word')
  expect(turn!.body.composition).toBeUndefined()
  const answers = await server.log(session, 'item.answered')
  expect(answers.length).toBeGreaterThan(3)
  for (const { body } of answers) expect(body.tookMs).toBeUndefined()
})

const wordsOf = (text: string) => text.match(/\p{L}+/gu)

/** The files of the export, requested as the researcher's page requests them. */
async function download({ origin, secret }: Running): Promise<Map<string, Buffer>> {
  const headers = { authorization: `Bearer ${secret}` }
  const asked = await fetch(`${origin}/api/researcher/studies/demo/download-link`, { method: 'POST', headers })
  const { url } = (await asked.json()) as { url: string }
  return unzip(Buffer.from(await (await fetch(origin + url)).arrayBuffer()))
}
