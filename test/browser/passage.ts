import type { Locator, Page } from 'playwright-core'
import { loadWords, wordsIn } from '../../client/participant/words.ts'

await loadWords('ar')

/** What a person does on the way through the demo. It waits for what is on screen, never for a fixed time. */
export type Passage = ReturnType<typeof passage>

/** `locale` is the language that the person chooses. */
export function passage(page: Page, locale: 'en' | 'ar' = 'en') {
  const { say } = wordsIn(locale)
  const heading = page.getByRole('heading', { level: 1 })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const composer = page.getByRole('textbox', { name: say('compose') })
  const replies = page.locator('.reply')

  /** Uses a key, because a pointer press soon after another at the same place counts as the second of a double tap. */
  async function press(name: string): Promise<void> {
    // Pressing a key does not wait until the button can be pressed, so this trial click waits.
    await button(name).click({ trial: true })
    await button(name).press('Enter')
  }

  /** Acts, and then waits until a new stage has replaced the one on screen. */
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
    /** The present texts of the lines of the talk. The last piece of a reply is drawn a little after it has come. */
    lines: async () => (await page.locator('.said, .reply .rich').allInnerTexts()).map((text) => text.trim()),
    async open(url: string): Promise<void> {
      await page.goto(url)
      await heading.waitFor()
    },
    async agree({ telemetry = false } = {}): Promise<void> {
      if (telemetry) await page.getByRole('checkbox').check()
      await onward(() => press(say('agree')))
    },
    /** Answers every question of the survey on screen, and continues. */
    async answerAll(): Promise<void> {
      const questions = page.locator('fieldset.question')
      await questions.first().waitFor()
      for (const question of await questions.all()) await answer(question)
      await onward(() => press(say('continue')))
    },
    /** Sends a turn. The reply may still be on its way. */
    async send(text: string): Promise<void> {
      await composer.fill(text)
      await press(say('send'))
      await page.locator('.said', { hasText: text }).waitFor()
    },
    /** Waits until `count` replies are finished. */
    async replied(count: number): Promise<void> {
      await page
        .locator('.reply[data-state="finished"]')
        .nth(count - 1)
        .waitFor()
    },
    /** Waits until the server has confirmed everything that was done on the page. */
    async allSent(): Promise<void> {
      await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.includes('outbox')))
    },
    async finish(): Promise<void> {
      await onward(() => press(say('finish')))
    },
    async goOn(): Promise<void> {
      await onward(() => press(say('continue')))
    },
    /** Goes from the link to the chat. If `survey` is false, the study has no survey before the chat. */
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
