import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { DESK, PHONE, visitor } from './browser.ts'
import { done } from './done.ts'
import { noneIsMade } from './downloads.ts'
import { finger } from './finger.ts'
import { openHouse } from './house.ts'
import { type Passage, passage } from './passage.ts'
import type { ScriptedModel } from './scripted-model.ts'

const house = openHouse({
  scripted: true,
  change(study) {
    for (const stage of study.flow) {
      if (stage.kind === 'chat') {
        stage.turns = { min: 0, max: 5 }
        stage.affordances = ['stop', 'try-again', 'edit', 'copy']
      }
    }
    for (const { items } of study.instruments) for (const item of items) item.optional = true
  },
})

const small = (width: number, height: number) => ({ ...PHONE, viewport: { width, height } })
const questions = (page: Page) => page.locator('form fieldset.question')
const dialog = (page: Page) => page.getByRole('dialog')

async function say(model: ScriptedModel, text: string): Promise<void> {
  const reply = await model.next()
  reply.say(text)
  reply.finish()
}

/** Goes from the consent to a talk in which one reply has come. */
async function talked(person: Passage): Promise<void> {
  await person.agree()
  await person.button(person.say('continue')).click()
  await person.composer.waitFor()
  await person.send('Tell me')
  await say(house.model, 'Briefly.')
  await person.replied(1)
}

async function leaving(person: Passage, page: Page): Promise<void> {
  await person.button(person.say('menu')).click()
  await person.button(person.say('leave')).click()
  await dialog(page).waitFor()
}

/** Scrolls so that `below` will be under the finger when `control` has gone. */
async function over(page: Page, control: Locator, below: Locator): Promise<void> {
  const middle = async (one: Locator) => {
    const { y, height } = (await one.boundingBox())!
    return y + height / 2
  }
  const apart = async () => (await middle(below)) - (await middle(control))
  // It is done three times, because a sticky control starts to stick only during the scrolling.
  for (let nth = 0; nth < 3; nth += 1)
    await page.evaluate((top) => scrollBy({ top, behavior: 'instant' }), await apart())
  expect(Math.abs(await apart())).toBeLessThan(20)
}

type Case = {
  button: string
  way: 'mouse' | 'touch'
  options: typeof DESK
  /** Goes from the consent to the button that is tapped twice. */
  upTo(person: Passage, page: Page): Promise<Locator>
  /** Waits for what the first tap brings. */
  changed(person: Passage, page: Page): Promise<unknown>
  /** The types of the person's events after the two taps. */
  does: string[]
  /** Checks that the result is the same as after one tap. */
  after?(person: Passage, page: Page): Promise<unknown>
  tap?: { same?: boolean; anew?: boolean }
}

const CASES: Case[] = [
  {
    button: 'a language, which turns the page around',
    way: 'touch',
    options: small(210, 640),
    upTo: async (_, page) => page.locator('.locales button').nth(1),
    changed: (_, page) => page.locator('html[dir=rtl]').waitFor(),
    does: ['locale.chosen'],
  },
  {
    button: 'the menu',
    way: 'touch',
    options: PHONE,
    upTo: async (person) => person.button(person.say('menu')),
    changed: (person) => person.button(person.say('leave')).waitFor(),
    does: [],
    after: (person) => person.button(person.say('leave')).waitFor(),
    tap: { same: true },
  },
  {
    button: 'Stay in the dialog, which lies over questions',
    way: 'touch',
    options: PHONE,
    async upTo(person, page) {
      await person.agree()
      await leaving(person, page)
      const stay = person.button(person.say('leaveStay'))
      await over(page, stay, questions(page).nth(1).locator('label').nth(1))
      return stay
    },
    changed: (_, page) => dialog(page).waitFor({ state: 'detached' }),
    does: [],
  },
  {
    button: 'Go back in the dialog of Finish, which lies over the talk',
    way: 'touch',
    options: small(360, 330),
    async upTo(person, page) {
      await talked(person)
      await person.composer.fill('Not sent yet')
      await person.button(person.say('finish')).click()
      await dialog(page).waitFor()
      return person.button(person.say('finishBack'))
    },
    changed: (_, page) => dialog(page).waitFor({ state: 'detached' }),
    does: [],
    after: async (_, page) => expect(await dialog(page).count()).toBe(0),
  },
  {
    button: 'Finish anyway, after which there are questions',
    way: 'touch',
    options: PHONE,
    async upTo(person, page) {
      await talked(person)
      await person.composer.fill('Not sent yet')
      await person.button(person.say('finish')).click()
      await dialog(page).waitFor()
      return person.button(person.say('finishAnyway'))
    },
    changed: (_, page) => questions(page).first().waitFor(),
    does: ['stage.completed'],
  },
  {
    button: 'Ask again, though the next reply fails as well',
    way: 'touch',
    options: PHONE,
    async upTo(person) {
      await talked(person)
      house.model.script.failing = true
      await person.send('And now?')
      const again = person.button(person.say('askAgain'))
      await again.waitFor()
      return again
    },
    async changed(person) {
      const again = person.button(person.say('askAgain'))
      await again.waitFor({ state: 'detached' })
      await again.waitFor()
      house.model.script.failing = false
    },
    does: ['reply.asked'],
  },
  {
    button: 'To the end of the talk, where the buttons of the last reply come',
    way: 'touch',
    options: small(360, 400),
    async upTo(person, page) {
      await talked(person)
      await person.send('More')
      const reply = await house.model.next()
      reply.say('It goes on and on.\n\n'.repeat(30))
      await page.locator('.reply').nth(1).locator('p').nth(29).waitFor({ state: 'attached' })
      // The page has stopped growing and is scrolled to its end. From now on, only the person moves it.
      await page.waitForFunction(() => document.documentElement.scrollHeight - scrollY - innerHeight < 2)
      await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
        await frame()
        await frame()
        scrollTo({ top: 0, behavior: 'instant' })
        await frame()
        await frame()
      })
      reply.say('It ends.')
      reply.finish()
      await person.replied(2)
      const end = page.locator('.to-end')
      await end.waitFor()
      return end
    },
    changed: (_, page) => page.locator('.to-end').waitFor({ state: 'detached' }),
    does: [],
  },
  {
    button: 'Clear on an answer, below which there is another question',
    way: 'mouse',
    options: DESK,
    async upTo(person, page) {
      await person.agree()
      await questions(page).nth(1).getByRole('radio').first().check()
      return questions(page).nth(1).locator('.as-link')
    },
    changed: (_, page) => questions(page).nth(1).locator('.as-link').waitFor({ state: 'detached' }),
    does: ['item.answered'],
  },
  {
    button: 'Close on a notice, which lies over questions',
    way: 'touch',
    options: PHONE,
    async upTo(person, page) {
      await person.agree()
      await notice(person, page)
      const close = page.locator('.notice button')
      await close.waitFor()
      await over(page, close, questions(page).nth(1).locator('label').nth(1))
      return close
    },
    changed: (_, page) => page.locator('.notice').waitFor({ state: 'detached' }),
    does: [],
  },
  {
    button: 'Try again on the page without a server, which loads the study where Continue comes',
    way: 'touch',
    options: PHONE,
    async upTo(person, page) {
      await person.agree()
      await person.goOn()
      await person.finish()
      await person.goOn()
      const onward = (await person.button(person.say('continue')).boundingBox())!
      await page.route('**/api/links/**', (route) => route.abort())
      await page.reload()
      const again = person.button(person.say('tryAgain'))
      await again.waitFor()
      await page.unroute('**/api/links/**')
      // The text of the page begins at about an eighth of the window's height.
      const { y } = (await again.boundingBox())!
      const { width, height } = page.viewportSize()!
      await page.setViewportSize({ width, height: Math.round(height + (onward.y - y) / 0.12) })
      return again
    },
    changed: (person) => person.button(person.say('continue')).waitFor(),
    does: [],
    tap: { anew: true },
  },
]

/** Makes the server refuse something, as if another tab had been faster. */
async function notice(person: Passage, page: Page): Promise<void> {
  const session = await person.session()
  await page.evaluate((key) => {
    const proposal = { id: 'late', at: 1, offset: null, type: 'stage.completed', body: { stage: 'consent' } }
    localStorage.setItem(`${key}.late`, JSON.stringify({ order: 1, proposal }))
  }, `parallax.outbox.${session}`)
  await page.reload()
}

describe('a double tap does what one tap does', () => {
  test.each(CASES)('on $button ($way)', async ({ way, options, upTo, changed, does, after, tap }) => {
    const { page } = await visitor(house.browser, options)
    const person = passage(page)
    await person.open(house.server.url)
    const hand = await finger(page, way)
    const button = await upTo(person, page)
    const session = await person.session()
    const before = await done(house, page, session)
    const came = await hand.doubleTap(button, 200, () => changed(person, page), tap)
    if (tap?.same !== true) expect(came).not.toBe('')
    expect((await done(house, page, session)).slice(before.length)).toEqual(does)
    await after?.(person, page)
  })
})

test('a finger that comes down on Send and leaves when Stop stands there stops nothing', async () => {
  const { page } = await visitor(house.browser, PHONE)
  const person = passage(page)
  // The test can hold back what the server sends, as a slow line would.
  let hold = false
  const heldBack: (() => void)[] = []
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const far = socket.connectToServer()
    socket.onMessage((message) => far.send(message))
    far.onMessage((message) => {
      if (hold) heldBack.push(() => socket.send(message))
      else socket.send(message)
    })
  })
  await person.open(house.server.url)
  await person.agree()
  await person.goOn()
  await person.composer.fill('Tell me')
  const session = await person.session()
  const before = await done(house, page, session)
  const hand = await finger(page, 'touch')
  const { x, y, width, height } = (await person.button(person.say('send')).boundingBox())!
  const place = [x + width / 2, y + height / 2] as const
  hold = true
  await hand.press(...place, 1000)
  await hand.down(...place, 1200)
  const reply = await house.model.next()
  await expect.poll(() => heldBack.length).toBeGreaterThan(0)
  hold = false
  for (const release of heldBack) release()
  await person.button(person.say('stop')).waitFor()
  await hand.up(...place, 1280)
  expect((await done(house, page, session)).slice(before.length)).toEqual(['turn.taken'])
  reply.say('Briefly.')
  reply.finish()
  await person.replied(1)
})

describe("on the researcher's page", () => {
  const address = () => `${house.server.origin}/researcher`

  test('a double tap on Open opens no link of the studies that come', async () => {
    // In a low window, the links appear where the form was.
    const { page } = await visitor(house.browser, { viewport: { width: 1280, height: 500 } })
    await page.goto(address())
    await page.getByLabel('Researcher secret').fill(house.server.secret)
    const hand = await finger(page, 'mouse')
    await noteClicks(page)
    const open = page.getByRole('button', { name: 'Open' })
    const came = await hand.doubleTap(open, 200, () => page.locator('.links a').nth(1).waitFor())
    expect(came).toContain('/s/')
    expect(await clicks(page)).toEqual(['Open'])
  })

  test('a double tap on Download downloads once, though the first is under way before the second', async () => {
    const { page, requests } = await visitor(house.browser)
    await page.goto(`${address()}#key=${house.server.secret}`)
    // After the sessions have come, nothing moves any more.
    await page.locator('.sessions table, .sessions .quiet').first().waitFor()
    const hand = await finger(page, 'mouse')
    const button = page.getByRole('button', { name: 'Download' })
    const first = page.waitForEvent('download')
    await hand.doubleTap(button, 200, () => first, { same: true })
    // A later press is intended, and downloads again. The server makes one download at a time.
    await (await first).path()
    await noneIsMade(house.server)
    await button.scrollIntoViewIfNeeded()
    expect(await button.isEnabled()).toBe(true)
    const { x, y, width, height } = (await button.boundingBox())!
    const second = page.waitForEvent('download')
    await hand.press(x + width / 2, y + height / 2, 3000)
    await second
    expect(requests.filter((url) => url.includes('/download-link'))).toHaveLength(2)
  })

  test('a double tap on Older goes one page on, while that page is on its way', async () => {
    const { page } = await visitor(house.browser)
    const asked: (string | null)[] = []
    const answers: (() => void)[] = []
    await page.route(/\/sessions(\?|$)/, async (route) => {
      const before = new URL(route.request().url()).searchParams.get('before')
      if (before !== null) {
        asked.push(before)
        await new Promise<void>((resolve) => answers.push(resolve))
      }
      const row = { id: `session-${before}`, kind: 'live', status: 'in-progress', condition: null, locale: 'en' }
      const rows = [{ ...row, stage: null, turns: 0, openedAt: 1, lastAt: 1, error: null }]
      await route.fulfill({ json: { sessions: rows, next: before === null ? 'one' : 'two' } })
    })
    await page.goto(`${address()}#key=${house.server.secret}`)
    const hand = await finger(page, 'mouse')
    const older = page.getByRole('button', { name: 'Older' })
    await hand.doubleTap(older, 200, () => page.getByText('Page 2').waitFor(), { same: true })
    await expect.poll(() => answers.length).toBe(1)
    answers.shift()!()
    await page.getByRole('row', { name: 'session-on' }).waitFor()
    expect(await page.getByText('Page 2').count()).toBe(1)
    await older.click()
    await expect.poll(() => asked.at(-1)).toBe('two')
    await page.getByText('Page 3').waitFor()
  })
})

/** Makes the page record the words on what is clicked. */
async function noteClicks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const clicked: string[] = []
    Object.assign(globalThis, { clicked })
    addEventListener('click', ({ target }) => clicked.push((target as Element).textContent ?? ''))
  })
}

const clicks = (page: Page) => page.evaluate(() => (globalThis as unknown as { clicked: string[] }).clicked)
