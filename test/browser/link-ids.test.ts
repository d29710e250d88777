import { expect, test } from 'vitest'
import { PHONE, shot, visitor } from './browser.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'

const house = openHouse({ change: talkOnly, pace: { tokensPerSecond: 0, firstTokenMs: 0 } })

/** Opens the participants' link with these parameters in a new browser context, and writes something in the talk. */
async function arrive(parameters: string, words: string) {
  const { page } = await visitor(house.browser)
  const person = passage(page)
  await person.toChat(`${house.server.url}${parameters}`, { survey: false })
  await person.send(words)
  await person.replied(1)
  return { page, person, session: await person.session() }
}

test('two strangers whose link still holds its template never read each other, and each goes on where they were', async () => {
  const link = '?PROLIFIC_PID={{%PROLIFIC_PID%}}'
  const anna = await arrive(link, 'Words of Anna')
  const bea = await arrive(link, 'Words of Bea')
  expect(bea.session).not.toBe(anna.session)
  await anna.page.reload()
  await anna.page.locator('.said', { hasText: 'Words of Anna' }).waitFor()
  expect(await anna.person.session()).toBe(anna.session)
  expect(await anna.page.getByText('Words of Bea').count()).toBe(0)

  const desk = await visitor(house.browser)
  await desk.page.goto(`${house.server.origin}/researcher#key=${house.server.secret}`)
  const cautions = desk.page.locator('.cautions')
  await cautions.waitFor()
  await expect
    .poll(() => cautions.innerText())
    .toMatch(
      /PROLIFIC_PID still held its template in 2 of 2 live sessions.*nothing need be done.*holds PROLIFIC_PID=\{\{%PROLIFIC_PID%\}\}/,
    )
  await shot(desk.page, 'id-cautions')
  for (const [name, options] of [
    ['phone', PHONE],
    ['dark', { colorScheme: 'dark' }],
  ] as const) {
    const { page } = await visitor(house.browser, options)
    await page.goto(`${house.server.origin}/researcher#key=${house.server.secret}`)
    await page.locator('.cautions').waitFor()
    // The sessions come separately, and their table is the widest part of the page.
    await page.getByRole('row').nth(2).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await shot(page, `id-cautions-${name}`)
  }
})

test('an id among many parameters leads back from another browser, also as a copy from HTML writes it', async () => {
  const others = Array.from({ length: 200 }, (_, nth) => `utm_${nth}=${'x'.repeat(40)}`).join('&')
  const anna = await arrive(`?long=${'y'.repeat(2_000)}&${others}&PROLIFIC_PID=5f3a9c1e2b7d`, 'Words of Anna')
  const { page } = await visitor(house.browser)
  await page.goto(`${house.server.url}?STUDY_ID=7&amp;PROLIFIC_PID=%E2%80%8B5f3a9c1e2b7d%20`)
  await page.locator('.said', { hasText: 'Words of Anna' }).waitFor()
  expect(await passage(page).session()).toBe(anna.session)
  const bea = await arrive('?PROLIFIC_PID=5f3a9c1e2b7d&PROLIFIC_PID=6a4b', 'Words of Bea')
  expect(bea.session).not.toBe(anna.session)
})
