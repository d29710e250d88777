import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Study } from '../../shared/study/study.ts'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { openHouse } from './house.ts'
import { builtPages } from './pages.ts'
import { passage } from './passage.ts'

// The tests write the replies, so that a reply stays unfinished while the test looks at it.
// The talk is short, so that the test reaches its last turn.
const house = openHouse({ scripted: true, paused: true, change: shorten })

function shorten(study: Study): void {
  for (const stage of study.flow) if (stage.kind === 'chat') stage.turns = { min: 2, max: 4 }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Look = (page: Page, name: string) => Promise<void>

/** Goes through everything that a participant can see, and calls `look` for each screen. */
async function everyScreen(page: Page, locale: 'en' | 'ar', look: Look): Promise<void> {
  const { server, model } = house
  const person = passage(page, locale)
  const { say, button } = person
  await person.open(`${server.origin}/s/nowhere`)
  await look(page, 'unknown-link')
  await person.open(server.pausedUrl)
  await look(page, 'paused')
  await person.open(server.url)
  await look(page, 'consent')

  await button(say('menu')).click()
  await look(page, 'menu')
  await button(say('leave')).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'leave')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await person.agree()
  await look(page, 'survey')
  await button(say('continue')).click()
  await page.locator('.missing').waitFor()
  await look(page, 'survey-missing')
  await page.getByRole('combobox').fill(locale === 'ar' ? 'ل' : 'l')
  await page.getByRole('option').first().waitFor()
  await look(page, 'survey-places')
  await page.keyboard.press('Escape')
  await page.getByRole('combobox').fill('')
  await person.answerAll()
  await person.composer.waitFor()
  await look(page, 'chat-empty')
  const turns =
    locale === 'ar'
      ? ['جيراننا طيبون', 'نثق بهم كثيرًا', 'منذ زمن', 'هذا كل شيء']
      : ['Ours are kind', 'We trust them', 'For long', 'That is all']
  const talk = async (text: string, index: number): Promise<void> => {
    await person.send(text)
    const reply = await model.next()
    reply.say(locale === 'ar' ? 'هذا جميل، ' : 'That is good, ')
    if (index === 1) {
      await page.locator('.reply[data-state="running"] .rich p').waitFor()
      await look(page, 'chat-running')
    }
    reply.say(locale === 'ar' ? '**وماذا بعد؟**' : '**and what else?**')
    reply.finish()
    await person.replied(index + 1)
    await page.locator('.reply .rich strong').nth(index).waitFor()
  }
  await talk(turns[0]!, 0)
  await talk(turns[1]!, 1)
  await look(page, 'chat')
  await person.composer.fill(locale === 'ar' ? 'لم تُرسل بعد' : 'Not sent yet')
  await button(say('finish')).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'finish')
  await button(say('finishBack')).press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await talk(turns[2]!, 2)
  await talk(turns[3]!, 3)
  await look(page, 'chat-last')
  await person.finish()
  await page.locator('form').waitFor()
  await person.answerAll()
  await look(page, 'debrief')
  await person.goOn()
  await look(page, 'completed')
}

const SMALL = { ...PHONE, viewport: { width: 320, height: 640 } }

test.each([
  { locale: 'en', dir: 'ltr', on: 'a desk', options: DESK },
  { locale: 'en', dir: 'ltr', on: 'a small phone', options: SMALL },
  { locale: 'ar', dir: 'rtl', on: 'a small phone', options: SMALL },
] as const)(
  'every screen speaks $locale throughout, fits $on, and breaks no rule of WCAG 2.2 AA, light or dark',
  async ({ locale, dir, options }) => {
    const { page, noted, errors } = await visitor(house.browser, { ...options, locale, reducedMotion: 'reduce' })
    const found: string[] = []
    const looked: string[] = []
    await everyScreen(page, locale, async (_, name) => {
      const seen = await page.evaluate(whatIsShown)
      expect(seen.html, name).toEqual({ lang: locale, dir })
      if (locale === 'ar') expect(seen.latin, name).toEqual([])
      expect(seen.beyond, name).toEqual([])
      expect(seen.sideways, name).toBeLessThanOrEqual(0)
      expect(seen.composerBelow, name).toBeLessThanOrEqual(0)
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await shot(page, `${locale}-${options.viewport?.width}-${name}-${scheme}`)
        // In the dark scheme only colours are different.
        // An open menu may cover a part of a control, which is complete again when the menu is closed.
        for (const { id, nodes } of (await audit(page, scheme === 'light' ? RULES : ['color-contrast'])).violations)
          if (name !== 'menu' || id !== 'target-size')
            found.push(`${name}, ${scheme}: ${id} ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
      }
      looked.push(name)
    })
    expect(found).toEqual([])
    expect(looked).toHaveLength(15)
    expect((await noted()).violations).toEqual([])
    expect(errors.filter((one) => !/404|503/.test(one))).toEqual([])
  },
)

test.each(['/s/nowhere', '/researcher'])('without JavaScript, %s says at its top that it needs it', async (address) => {
  const { page } = await visitor(house.browser, { ...SMALL, javaScriptEnabled: false })
  await page.goto(house.server.origin + address)
  const words = page.locator('.no-script', { hasText: 'needs JavaScript' })
  await words.waitFor()
  expect((await words.boundingBox())!.y).toBeLessThan(100)
  await shot(page, `no-script-${address.split('/')[1]}`)
})

test('a new stage gives the focus to its heading, so that keyboard and reader begin at its top', async () => {
  const { server, browser } = house
  const { page } = await visitor(browser)
  const person = passage(page)
  await person.open(server.url)
  const focused = () =>
    page.evaluate(() => [document.activeElement?.tagName, document.activeElement?.textContent, scrollY])
  await person.agree()
  await expect.poll(focused).toEqual(['H1', 'A few questions', 0])
  await person.answerAll()
  await expect.poll(focused).toEqual(['H1', 'A short chat', 0])
  await expect.poll(() => page.title()).toBe('A short chat')
})

test('the first page needs less than 120 KB of script, and a chat until its first reply less than 170 KB', async () => {
  const { server, model, browser } = house
  const { page, requests } = await visitor(browser)
  const person = passage(page)
  await person.open(server.url)
  await person.agree()
  const first = scriptSize(requests)
  await person.answerAll()
  await person.send('Hello')
  const reply = await model.next()
  reply.say('Hello **there**')
  reply.finish()
  await person.replied(1)
  // The script that draws the reply comes later than the rest.
  await page.locator('.reply strong').waitFor()
  const chat = scriptSize(requests)
  expect(first.bytes, `${(first.bytes / 1000).toFixed(1)} KB gzipped in ${first.files.join(', ')}`).toBeLessThan(
    120_000,
  )
  expect(chat.bytes, `${(chat.bytes / 1000).toFixed(1)} KB gzipped in ${chat.files.join(', ')}`).toBeLessThan(170_000)
})

/** The scripts among the requests, and the sum of their sizes when gzipped, as a server would send them. */
function scriptSize(requests: readonly string[]): { files: string[]; bytes: number } {
  const files = [...new Set(requests.map((url) => new URL(url).pathname).filter((name) => name.endsWith('.js')))]
  const sizes = files.map((name) => gzipSync(readFileSync(path.join(builtPages(), name)), { level: 9 }).length)
  return { files, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

async function audit(page: Page, rules: string[]): Promise<AxeResults> {
  // If it were a script of the page, the content security policy would block it.
  await page.evaluate(`if (!window.axe) { ${axe} }`)
  return page.evaluate((values) => {
    const type = values[0]!.startsWith('wcag') ? ('tag' as const) : ('rule' as const)
    const { axe: engine } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return engine.run({ runOnly: { type, values }, resultTypes: ['violations'] })
  }, rules)
}

/** Runs in the page: finds each text that a person can see or hear, and each element that is partly off the window. */
function whatIsShown() {
  const texts: string[] = [document.title]
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  const beyond: string[] = []
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement!
    // The name of a language is written and marked in that language. Scripts and noscript parts are not read.
    if (element.closest('[lang]:not(html):not([lang="ar"]), script, style, noscript') !== null) continue
    if (!(node instanceof Element)) {
      texts.push(node.textContent ?? '')
      continue
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-roledescription'])
      texts.push(node.getAttribute(name) ?? '')
    const { left, right, width } = node.getBoundingClientRect()
    const hidden = node.closest('.hidden-visually, .skip') !== null
    if (width > 0 && !hidden && (left < -0.5 || right > innerWidth + 0.5))
      beyond.push(`${node.tagName}.${node.className}`)
  }
  const { lang, dir, scrollWidth, clientWidth } = document.documentElement
  return {
    html: { lang, dir },
    latin: texts.filter((text) => /[A-Za-z]{2,}|\{|\}|undefined/.test(text)),
    beyond,
    sideways: scrollWidth - clientWidth,
    composerBelow: (document.querySelector('.composer')?.getBoundingClientRect().bottom ?? 0) - innerHeight,
  }
}
