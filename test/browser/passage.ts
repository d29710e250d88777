import type { Locator, Page } from 'playwright-core'
import { loadWords, wordsIn } from '../../client/participant/words.ts'

await loadWords('ar')

/** What a person does on the way through the demo. Waits for what is on screen, never for a time. */
export type Passage = ReturnType<typeof passage>

/** `locale` is the language that the person chooses. */
export function passage(page: Page, locale: 'en' | 'ar' = 'en') {
  const { say } = wordsIn(locale)
  const heading = page.getByRole('heading', { level: 1 })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const composer = page.getByRole('textbox', { name: say('compose') })
  const replies = page.locator('.reply')

  /** By key: a pointer's press soon after another at its place is taken for the second tap of a double tap. */
  async function press(name: string): Promise<void> {
    // A key does not wait until a button can be pressed.
    await button(name).click({ trial: true })
    await button(name).press('Enter')
  }

  /** Waits until another stage than the one on screen is there. */
  async function onward(act: () => Promise<void>): Promise<void> {
    const before = await heading.elementHandle()
    await act()
    await page.waitForFunction((old) => !old?.isConnected, before)
    await heading.waitFor()
  }

  return {
    say,
    heading,
    button,
    composer,
    replies,
    /** Texts of the lines of the talk, as they are now: the last piece of a reply is drawn a little after it came. */
    lines: async () => (await page.locator('.said, .reply .rich').allInnerTexts()).map((text) => text.trim()),
    async open(url: string): Promise<void> {
      await page.goto(url)
      await heading.waitFor()
    },
    async agree({ telemetry = false } = {}): Promise<void> {
      if (telemetry) await page.getByRole('checkbox').check()
      await onward(() => press(say('agree')))
    },
    /** Answers every question of the survey on screen, and goes on. */
    async answerAll(): Promise<void> {
      const questions = page.locator('fieldset.question')
      await questions.first().waitFor()
      for (const question of await questions.all()) await answer(question)
      await onward(() => press(say('continue')))
    },
    /** Sends a turn; the reply may be on its way still. */
    async send(text: string): Promise<void> {
      await composer.fill(text)
      await press(say('send'))
      await page.locator('.said', { hasText: text }).waitFor()
    },
    /** Waits until that many replies are finished. */
    async replied(count: number): Promise<void> {
      await page
        .locator('.reply[data-state="finished"]')
        .nth(count - 1)
        .waitFor()
    },
    /** Waits until the server has answered all that was done on the page. */
    async allSent(): Promise<void> {
      await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.includes('outbox')))
    },
    async finish(): Promise<void> {
      await onward(() => press(say('finish')))
    },
    async goOn(): Promise<void> {
      await onward(() => press(say('continue')))
    },
    /** From the link to the chat; of a study without a survey before it when `survey` is false. */
    async toChat(url: string, { telemetry = false, survey = true } = {}): Promise<void> {
      await this.open(url)
      await this.agree({ telemetry })
      if (survey) await this.answerAll()
      await composer.waitFor()
    },
    /** The id of the session that this browser has. */
    session: (): Promise<string> =>
      page.evaluate(() => {
        const key = Object.keys(localStorage).find((one) => one.startsWith('parallax.identity.'))!
        return (JSON.parse(localStorage.getItem(key)!) as { session: string }).session
      }),
  }

  async function answer(question: Locator): Promise<void> {
    const search = question.getByRole('combobox')
    if ((await search.count()) === 0) {
      await question.getByRole('radio').first().check()
      return
    }
    await search.click()
    await question.getByRole('option').first().click()
    await question.locator('.chosen li').waitFor()
  }
}
