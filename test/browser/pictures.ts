import { mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { openBrowser, PHONE, visitor } from './browser.ts'
import { ROOT } from './pages.ts'
import { passage } from './passage.ts'
import { startServer } from './server.ts'

/*
 * Makes the README's pictures again, with the shipped demo and the built-in responder:
 *   npx tsx test/browser/pictures.ts
 */
const FOLDER = path.join(ROOT, '.github', 'pictures')
/** The largest size of a picture, in bytes. Pictures are loaded with the README, so they must be small. */
const LARGEST = 150_000

const browser = await openBrowser()
const server = await startServer({
  pace: { tokensPerSecond: 100, firstTokenMs: 50 },
  // Only the condition that is clearest in a picture.
  change(study) {
    study.conditions = study.conditions.filter((condition) => condition.id === 'neighbour')
  },
})
mkdirSync(FOLDER, { recursive: true })
await chat('chat-en', 'en', { viewport: { width: 960, height: 720 } }, [
  'Our neighbours keep a spare key for us, and we water their plants.',
  'I would ask them for help before I asked anyone else.',
])
await chat('chat-ar', 'ar', { ...PHONE, deviceScaleFactor: 1.5, locale: 'ar' }, [
  'جيراننا يحتفظون بمفتاحنا ونحن نسقي نباتاتهم.',
  'أطلب منهم العون قبل غيرهم.',
])
await researcher()
await browser.close()
await server.close()

async function chat(name: string, locale: 'en' | 'ar', options: BrowserContextOptions, turns: string[]): Promise<void> {
  const { page } = await visitor(browser, options)
  const person = passage(page, locale)
  await person.toChat(server.url)
  for (const [index, turn] of turns.entries()) {
    await person.send(turn)
    await person.replied(index + 1)
  }
  await page.screenshot({ path: fileOf(name), animations: 'disabled' })
  checkSize(name)
  await server.runner.quiet(await person.session())
}

async function researcher(): Promise<void> {
  const { page } = await visitor(browser, { viewport: { width: 1120, height: 800 } })
  await page.goto(`${server.origin}/researcher#key=${server.secret}`)
  await page.getByRole('row').nth(2).waitFor()
  await page.screenshot({ path: fileOf('researcher') })
  checkSize('researcher')
}

function fileOf(name: string): string {
  return path.join(FOLDER, `${name}.png`)
}

function checkSize(name: string): void {
  const { size } = statSync(fileOf(name))
  if (size > LARGEST)
    throw new Error(`${fileOf(name)} has ${size} bytes, more than ${LARGEST}; make its window smaller.`)
  console.log(`${path.relative(ROOT, fileOf(name))}: ${Math.round(size / 1000)} KB`)
}
