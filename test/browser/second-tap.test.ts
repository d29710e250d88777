import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Study } from '../../shared/study/study.ts'
import { DESK, PHONE, shot, visitor } from './browser.ts'
import { done } from './done.ts'
import { type Finger, finger } from './finger.ts'
import { openHouse, talkOnly } from './house.ts'
import { type Passage, passage } from './passage.ts'

type Way = { kind: 'mouse' | 'touch'; on: 'a desk' | 'a phone'; options: typeof DESK }
const MOUSE: Way = { kind: 'mouse', on: 'a desk', options: DESK }
const TOUCH: Way = { kind: 'touch', on: 'a phone', options: PHONE }

function openTalk(study: Study): void {
  for (const stage of study.flow)
    if (stage.kind === 'chat') {
      stage.turns = { min: 0, max: 5 }
      stage.affordances = ['stop', 'try-again', 'edit', 'copy']
    }
}

describe('in a talk', () => {
  const house = openHouse({
    scripted: true,
    change(study) {
      talkOnly(study)
      openTalk(study)
    },
  })

  async function talk({ kind, options }: Way) {
    const { page } = await visitor(house.browser, options)
    const person = passage(page)
    await person.toChat(house.server.url, { survey: false })
    const session = await person.session()
    return { page, person, hand: await finger(page, kind), so: () => done(house, page, session), model: house.model }
  }

  const stopIs = (person: Passage) => person.button(person.say('stop'))
  const sendIs = (person: Passage) => person.button(person.say('send'))

  test.each([MOUSE, TOUCH].flatMap((way) => [120, 200, 300, 590].map((gap) => ({ ...way, gap }))))(
    'a second tap on Send $gap ms after the first stops nothing on $on, and a key stops the reply at once',
    async ({ gap, ...way }) => {
      const { page, person, hand, so, model } = await talk(way)
      await person.composer.fill('Tell me')
      expect(await hand.doubleTap(sendIs(person), gap, () => stopIs(person).waitFor())).toBe('Stop')
      expect(await so()).toEqual(['consent.given', 'turn.taken'])
      await shot(page, `second-tap-${way.kind}-${gap}`)
      // The button looks as usual, and can be pressed.
      expect(await stopIs(person).isEnabled()).toBe(true)
      const reply = await model.next()
      await stopIs(person).press('Enter')
      await reply.left
      await expect.poll(so).toEqual(['consent.given', 'turn.taken', 'reply.stopped'])
    },
  )

  test.each([MOUSE, TOUCH])('a tap on Stop more than 600 ms after Send stops the reply on $on', async (way) => {
    const { person, hand, so, model } = await talk(way)
    await person.composer.fill('Tell me')
    await hand.doubleTap(sendIs(person), 610, () => stopIs(person).waitFor())
    await (await model.next()).left
    await expect.poll(so).toEqual(['consent.given', 'turn.taken', 'reply.stopped'])
  })

  test('a third tap is ignored as the second is, also after one that met nothing', async () => {
    const { page, person, hand, so, model } = await talk(MOUSE)
    await person.composer.fill('Tell me')
    const { x, y, width, height } = (await sendIs(person).boundingBox())!
    const tap = (after: number) => hand.press(x + width / 2, y + height / 2, after)
    await tap(1000)
    await stopIs(person).waitFor()
    await tap(1200)
    const heading = (await page.getByRole('heading', { level: 1 }).boundingBox())!
    await hand.press(heading.x + 5, heading.y + 5, 1400)
    await tap(1550)
    expect(await so()).toEqual(['consent.given', 'turn.taken'])
    const reply = await model.next()
    reply.say('Yes.')
    reply.finish()
    await person.replied(1)
  })

  test('a key stops the reply even while a second tap is held down', async () => {
    const { person, hand, so, model } = await talk(MOUSE)
    await person.composer.fill('Tell me')
    const { x, y, width, height } = (await sendIs(person).boundingBox())!
    await hand.press(x + width / 2, y + height / 2, 1000)
    await stopIs(person).waitFor()
    await hand.down(x + width / 2, y + height / 2, 1200)
    await stopIs(person).press('Enter')
    await (await model.next()).left
    await expect.poll(so).toEqual(['consent.given', 'turn.taken', 'reply.stopped'])
  })

  test('a talk can be led as quickly as one can: Send after Send is never ignored', async () => {
    const { person, hand, so, model } = await talk(MOUSE)
    const { x, y, width, height } = (await sendIs(person).boundingBox())!
    for (const nth of [1, 2, 3]) {
      await person.composer.fill(`Word ${nth}`)
      await hand.press(x + width / 2, y + height / 2, 1000 + 150 * nth)
      const reply = await model.next()
      reply.say('Yes.')
      reply.finish()
      await person.replied(nth)
      await sendIs(person).waitFor()
    }
    expect(await so()).toEqual(['consent.given', 'turn.taken', 'turn.taken', 'turn.taken'])
  })

  test.each([MOUSE, TOUCH])('a double tap on Stop does not send what is being written on $on', async (way) => {
    const { person, hand, so, model } = await talk(way)
    await person.send('Tell me')
    await model.next()
    await person.composer.fill('Half a tho')
    const came = await hand.doubleTap(stopIs(person), 200, () => sendIs(person).waitFor())
    expect(came).toBe('Send')
    expect(await so()).toEqual(['consent.given', 'turn.taken', 'reply.stopped'])
    expect(await person.composer.inputValue()).toBe('Half a tho')
  })

  test('a double tap on Try again asks for one reply, though it comes at once', async () => {
    const { person, hand, so, model } = await talk(MOUSE)
    const answer = async () => {
      const reply = await model.next()
      reply.say('Briefly.')
      reply.finish()
      await person.replied(1)
    }
    await person.send('Tell me')
    await answer()
    const again = person.button(person.say('tryAgain'))
    await hand.doubleTap(again, 200, async () => {
      await again.waitFor({ state: 'detached' })
      await answer()
      await again.waitFor()
    })
    expect(await so()).toEqual(['consent.given', 'turn.taken', 'reply.asked'])
  })

  test('a double tap on Finish does not answer the question whether to lose what is not sent', async () => {
    // In such a low window, the question appears where the button was.
    const { page, person, hand, so } = await talk({
      ...TOUCH,
      options: { ...PHONE, viewport: { width: 360, height: 330 } },
    })
    await person.composer.fill('Not sent yet')
    const dialog = page.getByRole('dialog')
    const came = await hand.doubleTap(person.button(person.say('finish')), 200, () => dialog.waitFor())
    expect(['Finish anyway', 'Go back']).toContain(came)
    expect(await dialog.isVisible()).toBe(true)
    expect(await so()).toEqual(['consent.given'])
  })
})

describe('between stages and on a page of questions', () => {
  const house = openHouse({
    scripted: true,
    change(study) {
      openTalk(study)
      // Two stages look the same, so that one button appears where the other was.
      const debrief = study.flow.find((stage) => stage.kind === 'debrief')!
      study.flow.push({ ...debrief, id: 'debrief-again' })
    },
  })

  type Case = {
    what: string
    way: Way
    /** Goes from the consent to the control that is tapped twice. */
    upTo(person: Passage, page: Page): Promise<ReturnType<Page['locator']>>
    changed(person: Passage, page: Page): Promise<unknown>
    /** The types of all the person's events up to and including the first tap. */
    does: string[]
  }
  const question = (page: Page, nth: number) => page.locator('fieldset.question').nth(nth)
  const place = async (page: Page, nth: number) => {
    await page.getByRole('combobox').click()
    await page.getByRole('option').first().click()
    await page.locator('.chosen li').nth(nth).waitFor()
  }

  const cases: Case[] = [
    {
      what: 'to agree answers no question of the next page',
      way: MOUSE,
      upTo: async (person) => person.button(person.say('agree')),
      changed: (_, page) => page.locator('form').waitFor(),
      does: ['consent.given'],
    },
    {
      what: 'to go on answers no question that is missing',
      way: MOUSE,
      async upTo(person) {
        await person.agree()
        return person.button(person.say('continue'))
      },
      changed: (_, page) => page.locator('.missing').waitFor(),
      does: [],
    },
    {
      what: 'to go on answers no question that is missing',
      way: TOUCH,
      async upTo(person) {
        await person.agree()
        return person.button(person.say('continue'))
      },
      changed: (_, page) => page.locator('.missing').waitFor(),
      does: [],
    },
    {
      what: 'on the name of a missing question answers none',
      way: MOUSE,
      async upTo(person, page) {
        await person.agree()
        await person.button(person.say('continue')).click()
        await page.locator('.missing').waitFor()
        return page.locator('.missing .as-link').last()
      },
      changed: (_, page) => page.waitForFunction(() => document.activeElement?.matches('input')),
      does: [],
    },
    {
      what: 'on an answer gives that one, though the complaint over it goes away',
      way: MOUSE,
      async upTo(person, page) {
        await person.agree()
        await person.button(person.say('continue')).click()
        await question(page, 1).locator('.complaint').waitFor()
        return question(page, 1).locator('label').first()
      },
      changed: (_, page) => question(page, 1).locator('.complaint').waitFor({ state: 'detached' }),
      does: ['item.answered'],
    },
    {
      what: 'to remove a place removes one',
      way: MOUSE,
      async upTo(person, page) {
        await person.agree()
        for (const nth of [0, 1, 2]) await place(page, nth)
        return page.locator('.chosen button').first()
      },
      changed: (_, page) => page.locator('.chosen li').nth(2).waitFor({ state: 'detached' }),
      does: ['item.answered'],
    },
    {
      what: 'to finish a talk answers no question of the next page',
      way: TOUCH,
      async upTo(person) {
        await person.agree()
        await person.answerAll()
        return person.button(person.say('finish'))
      },
      changed: (_, page) => page.locator('form').waitFor(),
      does: ['stage.completed'],
    },
    {
      what: 'to go on passes over no page',
      way: MOUSE,
      async upTo(person) {
        await person.agree()
        await person.answerAll()
        await person.finish()
        await person.answerAll()
        return person.button(person.say('continue'))
      },
      changed: (_, page) => page.waitForFunction(() => (globalThis as { came?: boolean }).came === true),
      does: ['stage.completed'],
    },
  ]
  for (const { what, way, upTo, changed, does } of cases)
    test(`a double tap ${what} (${way.kind})`, async () => {
      const { page } = await visitor(house.browser, way.options)
      const person = passage(page)
      await person.open(house.server.url)
      const hand: Finger = await finger(page, way.kind)
      const control = await upTo(person, page)
      const session = await person.session()
      const before = await done(house, page, session)
      await markNextStage(page)
      const came = await hand.doubleTap(control, 200, () => changed(person, page))
      expect(came).not.toBe('')
      expect((await done(house, page, session)).slice(before.length)).toEqual(does)
    })

  test('answers are all taken however quickly they are given, also by a mouse that stays where it is while the page is scrolled', async () => {
    const { page } = await visitor(house.browser, DESK)
    const person = passage(page)
    await person.open(house.server.url)
    const hand = await finger(page, 'mouse')
    const centre = async (control: ReturnType<Page['locator']>) => {
      const { x, y, width, height } = (await control.boundingBox())!
      return { x: x + width / 2, y: y + height / 2 }
    }
    const agree = await centre(person.button(person.say('agree')))
    await hand.press(agree.x, agree.y, 1000)
    await page.locator('form').waitFor()
    const session = await person.session()
    const radios = (nth: number) => question(page, nth).locator('label')
    await radios(1).nth(2).scrollIntoViewIfNeeded()
    for (const nth of [0, 1, 2]) {
      const { x, y } = await centre(radios(1).nth(nth))
      await hand.press(x, y, 1060 + 60 * nth)
    }
    // The first answer removes its complaint, so that another control is at its place. But the person has scrolled.
    await person.button(person.say('continue')).click()
    await question(page, 2).locator('.complaint').waitFor()
    const bring = async (control: ReturnType<Page['locator']>) => {
      await page.evaluate((by) => scrollBy({ top: by, behavior: 'instant' }), (await centre(control)).y - 500)
      return centre(control)
    }
    const { x, y } = await bring(radios(2).first())
    await hand.press(x, y, 3000)
    await question(page, 2).locator('.complaint').waitFor({ state: 'detached' })
    const other = await bring(radios(3).nth(1))
    expect(Math.abs(other.y - y)).toBeLessThan(10)
    await hand.press(other.x, other.y, 3200)
    const answers = ['item.answered', 'item.answered', 'item.answered', 'item.answered', 'item.answered']
    expect(await done(house, page, session)).toEqual(['consent.given', ...answers])
  })

  /** Sets `came` to true when the old heading has gone, whatever the heading of the next stage says. */
  async function markNextStage(page: Page): Promise<void> {
    await page.evaluate(() => {
      const heading = document.querySelector('h1')
      const look = () => {
        if (heading?.isConnected) requestAnimationFrame(look)
        else Object.assign(globalThis, { came: true })
      }
      look()
    })
  }
})
