import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from './chromium.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

export const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** How long a step in a page may take on a busy machine. A step that takes longer is considered failed. */
const PATIENCE_MS = 60_000

/** Time limits of a test in a browser. They are longer than that of a step, so that an error names the failed step. */
export const LIMITS = { testTimeout: 300_000, hookTimeout: 300_000 }

export async function openBrowser(): Promise<Browser> {
  const { executable, env } = await findChromium()
  return chromium.launch({ executablePath: executable, env, args: ARGUMENTS, timeout: 2 * PATIENCE_MS })
}

/** What the page has observed about itself since it was loaded. */
type Noted = { announced: string[]; violations: string[]; shifts: Shift[] }
/** A movement on screen: the layout shift score, the time on the page's clock, and what moved. */
type Shift = { value: number; at: number; what: string }

/** A page with a record of its requests and its errors. */
export type Visitor = {
  page: Page
  /** Addresses of all requests and sockets. */
  requests: string[]
  /** Uncaught errors and errors on the console. */
  errors: string[]
  /** Messages that came over sockets. */
  frames: string[]
  noted(): Promise<Noted>
}

/** Opens a page in its own context, so that it shares its storage with no other page. */
export async function visitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', ...DESK, ...options })
  context.setDefaultTimeout(PATIENCE_MS)
  return watched(await context.newPage())
}

/** Another tab in the same context, with the same storage. */
export async function secondTab({ page }: Visitor): Promise<Visitor> {
  return watched(await page.context().newPage())
}

async function watched(page: Page): Promise<Visitor> {
  const requests: string[] = []
  const errors: string[] = []
  const frames: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('websocket', (socket) => {
    requests.push(socket.url())
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.addInitScript(takeNotes)
  return {
    page,
    requests,
    errors,
    frames,
    noted: () => page.evaluate(() => (globalThis as unknown as { takenNotes(): Promise<Noted> }).takenNotes()),
  }
}

/** As in the Layout Instability draft. TypeScript's DOM library does not have it. */
type LayoutShift = PerformanceEntry & { value: number; sources: { node: Node | null }[] }

/** Runs in the page, before any of its own scripts. */
function takeNotes(): void {
  const noted: Noted = { announced: [], violations: [], shifts: [] }
  document.addEventListener('securitypolicyviolation', (event) => {
    noted.violations.push(`${event.violatedDirective} ${event.blockedURI}`)
  })
  // Movements soon after an input count too, because on a fast machine the whole test is soon after an input.
  const take = (entries: PerformanceEntryList) => {
    for (const entry of entries as LayoutShift[]) {
      const what = entry.sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : ''))
      noted.shifts.push({ value: entry.value, at: entry.startTime, what: what.join(' ') })
    }
  }
  const shifts = new PerformanceObserver((list) => take(list.getEntries()))
  shifts.observe({ type: 'layout-shift', buffered: true })
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const inside = target instanceof Element && target.closest('[aria-live]') !== null
      if (inside) for (const node of addedNodes) noted.announced.push(node.textContent ?? '')
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  // A movement is reported only after the current content of the page has been drawn.
  const takenNotes = async () => {
    await frame()
    await frame()
    take(shifts.takeRecords())
    return noted
  }
  Object.assign(globalThis, { takenNotes })
}

/** Saves a picture of the screen in the folder that SHOTS names. With SHOTS=1, it is in the temporary folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const wanted = process.env.SHOTS
  if (wanted === undefined || wanted === '') return
  const folder = wanted === '1' ? path.join(tmpdir(), 'shots') : wanted
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
