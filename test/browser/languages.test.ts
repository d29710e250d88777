import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { words as arabic } from '../../shared/languages/ar/interface.ts'
import { words as english } from '../../shared/languages/en/interface.ts'
import { PHONE, shot, visitor } from './browser.ts'
import { openHouse } from './house.ts'
import { builtPages } from './pages.ts'
import { passage } from './passage.ts'

const house = openHouse({ pace: { tokensPerSecond: 100, firstTokenMs: 20 } })

const ARABIC = { ...PHONE, locale: 'ar' }
/** A heading in the study's own words, in Arabic. */
const TITLE = 'قبل أن تبدأ'

/** The name of the script that has the Arabic words of the interface. */
function arabicScript(): string {
  const assets = path.join(builtPages(), 'assets')
  return readdirSync(assets).find((name) => readFileSync(path.join(assets, name), 'utf8').includes(arabic.awayText))!
}

/** Holds the script with the Arabic words back until `letGo` is called. */
async function held(page: Page): Promise<{ asked: Promise<void>; letGo: () => void }> {
  let letGo = () => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let tell = () => {}
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  await page.route(`**/${arabicScript()}`, async (route) => {
    tell()
    await gone
    await route.continue()
  })
  return { asked, letGo }
}

/** From its next load on, the page records each text that it shows. The result reads these records. */
async function noteTexts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const texts: string[] = []
    Object.assign(globalThis, { texts })
    new MutationObserver(() => {
      const text = document.getElementById('page')?.innerText ?? ''
      if (text !== '' && text !== texts.at(-1)) texts.push(text)
    }).observe(document, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { texts: string[] }).texts)
}

const speaksEnglish = (text: string) => text.includes(english.agree) || text.includes(english.opening)

test('a browser in Arabic shows nothing in English before the words of Arabic are there', async () => {
  const { page } = await visitor(house.browser, ARABIC)
  const texts = await noteTexts(page)
  const { asked, letGo } = await held(page)
  const entered = page.waitForResponse('**/sessions')
  await page.goto(house.server.url)
  await Promise.all([asked, entered])
  expect(await page.locator('#page').innerText()).toBe('')
  letGo()
  await page.getByRole('button', { name: arabic.agree }).waitFor()
  await shot(page, 'ar-consent-after-waiting')
  expect((await texts()).filter(speaksEnglish)).toEqual([])
})

test('the whole page turns to Arabic at once when Arabic is chosen, and stays in it through a reload', async () => {
  const { page } = await visitor(house.browser, PHONE)
  const texts = await noteTexts(page)
  const { asked, letGo } = await held(page)
  await passage(page).open(house.server.url)
  await shot(page, 'en-consent')
  const choice = page.getByRole('button', { name: 'العربية' })
  await choice.click()
  await asked
  expect(await choice.isDisabled()).toBe(true)
  expect(await page.getByRole('button', { name: english.agree }).isVisible()).toBe(true)
  letGo()
  await page.getByRole('button', { name: arabic.agree }).waitFor()
  await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe('rtl')
  const mixed = (await texts()).filter((text) => text.includes(TITLE) && speaksEnglish(text))
  expect(mixed).toEqual([])

  const again = await held(page)
  const entered = page.waitForResponse('**/sessions')
  await page.reload()
  await Promise.all([again.asked, entered])
  expect(await page.getByRole('heading').count()).toBe(0)
  again.letGo()
  await page.getByRole('button', { name: arabic.agree }).waitFor()
  expect((await texts()).filter((text) => text.includes(english.agree))).toEqual([])
})

test('where the words of Arabic cannot be had the study goes on around English ones, and a reload brings them', async () => {
  const { page } = await visitor(house.browser, ARABIC)
  const script = `**/${arabicScript()}`
  await page.route(script, (route) => route.abort())
  const person = passage(page)
  await person.open(house.server.url)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(TITLE)
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
    'ar',
    'rtl',
  ])
  await shot(page, 'ar-blocked-consent')
  await person.agree()
  await person.answerAll()
  await person.send('جيراننا طيبون')
  await person.replied(1)
  await shot(page, 'ar-blocked-chat')

  await page.unroute(script)
  await page.reload()
  await page.getByRole('textbox', { name: arabic.compose }).waitFor()
  await page.locator('.said', { hasText: 'جيراننا طيبون' }).waitFor()
  await shot(page, 'ar-chat-after-blocked')
})

test('words that do not come are waited for some seconds, and are taken when they come after all', async () => {
  const { page } = await visitor(house.browser, ARABIC)
  await page.clock.install()
  const { asked, letGo } = await held(page)
  await page.goto(house.server.url)
  await asked
  await page.clock.fastForward(9_000)
  await page.getByRole('button', { name: english.agree }).waitFor()
  letGo()
  await page.getByRole('button', { name: arabic.agree }).waitFor()
})
