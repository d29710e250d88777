import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runTable } from '../../shared/analysis/answers/run-answers.ts'
import { analyse } from '../../shared/report/analyse.ts'
import { reportHtml } from '../../shared/report/html.ts'
import { generate, generatedStudy } from '../shared/analysis/generate.ts'
import { answersOf, runStudy } from '../shared/analysis/models-alone/generate-run.ts'
import { DESK, LIMITS, openBrowser, PHONE, type Visitor, visitor } from './browser.ts'

vi.setConfig(LIMITS)

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-figures-'))
let browser: Browser

/** Writes a report to a file, as a researcher has it on disk, and returns its address. */
function filed(name: string, html: string): string {
  const file = path.join(folder, `${name}.html`)
  writeFileSync(file, html)
  return pathToFileURL(file).href
}

const quick = { seed: 'figures', resamples: 60, rearrangements: 59, draws: 20 }
const LONG =
  'How far neighbours should go for each other when it costs them time, money & <sleep>, and whether “kin” come first'
const ARABIC = 'الثقة بالجيران وبمن نلتقي بهم لأول مرة'

function sessionsReport(): string {
  const study = generatedStudy()
  study.instruments[0]!.items[0]!.label = LONG
  study.instruments[0]!.items[1]!.label = ARABIC
  const drawn = generate({
    study,
    seed: 'figures',
    sessions: 60,
    moments: ['start', 'end'],
    model: (session) => (session.levels.persona === 'warm' ? [0.1, 0.2, 0.3, 0.4] : [0.4, 0.3, 0.2, 0.1]),
    unclassifiable: 0.05,
    person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
  })
  return reportHtml(analyse({ study, ...drawn, ...quick }))
}

function runReport(): string {
  const study = runStudy(6)
  const answers = answersOf(study, (_, q) => (q % 2 === 0 ? [0.1, 0.2, 0.3, 0.3] : [0.4, 0.3, 0.2, 0.1]), 'figures')
  const run = { table: runTable(study, answers), jobs: answers.length, otherWords: 0 }
  return reportHtml(analyse({ study, sessions: [], answers: [], run, ...quick }))
}

const reports = { sessions: '', run: '' }

beforeAll(async () => {
  browser = await openBrowser()
  reports.sessions = filed('sessions', sessionsReport())
  reports.run = filed('run', runReport())
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(address: string, options: BrowserContextOptions): Promise<Visitor> {
  const seen = await visitor(browser, { ...options, acceptDownloads: true })
  await seen.page.goto(address)
  await seen.page.evaluate(() => {
    for (const part of document.querySelectorAll('details')) part.open = true
  })
  return seen
}

/** Presses the nth button of a kind, and returns the file that it saves. */
async function saved(page: Page, kind: 'SVG' | 'PNG', nth: number): Promise<{ name: string; bytes: Buffer }> {
  const button = page.locator('.save button', { hasText: kind }).nth(nth)
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

/** The words that each figure of the page shows, in the order of the buttons: in its parts and the key beside it. */
function wordsShown(page: Page): Promise<string[][]> {
  return page.evaluate(() => {
    const words = (root: Element | null): string[] => {
      if (root === null) return []
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found: string[] = []
      while (walker.nextNode()) found.push(...walker.currentNode.nodeValue!.split(/\s+/))
      return found.filter((word) => word !== '')
    }
    return [...document.querySelectorAll('.save')].map((buttons) => {
      const key = (one: Element | null) => (one?.classList.contains('legend') ? one : null)
      let figure = buttons.previousElementSibling!
      const after = key(figure)
      if (after !== null) figure = after.previousElementSibling!
      const alone = figure.matches('[data-figure]') || after !== null
      const before = alone ? null : key(figure.previousElementSibling)
      return [...words(before), ...words(figure), ...words(after)]
    })
  })
}

type Drawing = {
  fault: string | null
  width: string
  title: string
  texts: string[]
  fills: string[]
  outside: string[]
  overlaps: string[]
}

/** Reads a saved SVG as XML, shows it alone on a page, and reports what it contains and what overlaps. */
function drawing(page: Page, svg: string): Promise<Drawing> {
  return page.evaluate((source) => {
    const file = new DOMParser().parseFromString(source, 'image/svg+xml')
    const fault = file.querySelector('parsererror')?.textContent ?? null
    const root = document.body.appendChild(document.importNode(file.documentElement, true))
    const texts = [...root.querySelectorAll('text')]
    const edge = root.getBoundingClientRect()
    const boxes = texts.map((one) => one.getBoundingClientRect())
    const outside = boxes.flatMap((box, index) =>
      box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top || box.bottom > edge.bottom + 1
        ? [texts[index]!.textContent!]
        : [],
    )
    const overlaps = boxes.flatMap((one, index) =>
      boxes.slice(index + 1).flatMap((other, further) => {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
        const lower = Math.min(one.height, other.height)
        return across > 3 && down > lower * 0.4
          ? [`${texts[index]!.textContent} | ${texts[index + 1 + further]!.textContent}`]
          : []
      }),
    )
    const fills = [...root.querySelectorAll('[fill], [stroke]')].flatMap((one) => [
      one.getAttribute('fill') ?? '',
      one.getAttribute('stroke') ?? '',
    ])
    const found = {
      fault,
      width: root.getAttribute('width') ?? '',
      title: root.querySelector('title')?.textContent ?? '',
      texts: texts.map((one) => one.textContent!),
      fills: [...new Set(fills)],
      outside,
      overlaps,
    }
    root.remove()
    return found
  }, svg)
}

for (const { kind, where, options } of [
  { kind: 'sessions', where: 'on a desk in the dark', options: { ...DESK, colorScheme: 'dark' } },
  { kind: 'sessions', where: 'on a phone', options: { ...PHONE, colorScheme: 'light' } },
  { kind: 'run', where: 'on a phone in the dark', options: { ...PHONE, colorScheme: 'dark' } },
] as const)
  test(`every figure of a report of ${kind} is saved ${where} as an SVG that has all its words, in light colours and in nobody's way`, async () => {
    const { page, errors, requests, noted } = await opened(reports[kind], options)
    const blank = await (await browser.newContext()).newPage()
    const shown = await wordsShown(page)
    expect(shown.length).toBeGreaterThan(5)
    const names: string[] = []
    const all: string[] = []
    for (const [nth, words] of shown.entries()) {
      const { name: file, bytes } = await saved(page, 'SVG', nth)
      names.push(file)
      const svg = bytes.toString('utf8')
      const { fault, width, title, texts, fills, outside, overlaps } = await drawing(blank, svg)
      expect([fault, width, outside, overlaps]).toEqual([null, '760', [], []])
      const written = texts.flatMap((text) => text.split(' ')).join(' ')
      // The title is above the figure, and the source is below it. Both may have several lines.
      const [head, foot] = [title.split(/\s+/).join(' '), /<desc>([^<]*)/.exec(svg)![1]!.replaceAll('&amp;', '&')]
      expect(written.startsWith(`${head} `)).toBe(true)
      expect(written.endsWith(` ${foot}`)).toBe(true)
      const between = written.slice(head.length + 1, -foot.length - 1).split(' ')
      expect(between.toSorted()).toEqual(words.toSorted())
      all.push(` ${between.join(' ')} `)
      expect(fills).toContain('#ffffff')
      expect(fills).toContain('#1b1d21')
      for (const dark of ['#e6e8eb', '#15171b', '#f08a45', '#56b4e9']) expect(fills).not.toContain(dark)
    }
    // No key on the page is missing from the saved files.
    const keys = await page.locator('.legend li').allInnerTexts()
    const missing = keys.filter((key) => !all.some((text) => text.includes(` ${key.trim().replaceAll(/\s+/g, ' ')} `)))
    expect(missing).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    for (const file of names) expect(file).toMatch(/^[\p{L}\p{M}\p{N}-]{3,84}\.svg$/u)
    expect([errors, (await noted()).violations]).toEqual([[], []])
    expect(requests.filter((address) => !/^(file|blob|data):/.test(address))).toEqual([])
  })

test('twenty figures pressed in one go are all saved, though Chromium starts only ten downloads of a page in a second', async () => {
  const { page } = await opened(reports.sessions, DESK)
  const saves: string[] = []
  page.on('download', (download) => saves.push(download.suggestedFilename()))
  await page.evaluate(() => {
    const starts: number[] = []
    Object.assign(globalThis, { starts })
    const note = ({ target }: Event) => {
      if (target instanceof HTMLAnchorElement && target.download !== '') starts.push(performance.now())
    }
    document.addEventListener('click', note, true)
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('.save button:first-child')]
    for (let nth = 0; nth < 20; nth += 1) buttons[nth % buttons.length]!.click()
  })
  await expect.poll(() => saves.length).toBe(20)
  // Whether a browser drops a download depends on the machine. That no eleven start within a second does not.
  const starts = await page.evaluate(() => (globalThis as unknown as { starts: number[] }).starts)
  expect(starts).toHaveLength(20)
  for (let nth = 10; nth < 20; nth += 1) expect(starts[nth]! - starts[nth - 10]!).toBeGreaterThan(1000)
})

test('a phone saves the same picture as a desk', async () => {
  const [desk, phone] = [await opened(reports.sessions, DESK), await opened(reports.sessions, PHONE)]
  const last = (await desk.page.locator('.save').count()) - 1
  for (const nth of [0, 2, last]) {
    const [one, other] = [await saved(desk.page, 'SVG', nth), await saved(phone.page, 'SVG', nth)]
    // The positions of the marks, rounded. Letters on two screens may differ a little.
    const places = ({ bytes }: typeof one) =>
      [...bytes.toString('utf8').matchAll(/<(?:line|rect|path)[^>]*/g)].map(([mark]) =>
        [...mark.matchAll(/(?:x1?|y1?)="(-?[\d.]+)/g)].map(([, number]) => Math.round(Number(number) / 4)),
      )
    expect(places(other)).toEqual(places(one))
    expect(other.name).toBe(one.name)
  }
})

test('a PNG has three points for each of the SVG, and is a picture of it', async () => {
  const { page } = await opened(reports.sessions, { ...DESK, colorScheme: 'dark' })
  for (const nth of [0, 3]) {
    const svg = (await saved(page, 'SVG', nth)).bytes.toString('utf8')
    const { name, bytes } = await saved(page, 'PNG', nth)
    expect(name).toMatch(/\.png$/)
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
    const height = Number(/<svg[^>]* height="(\d+)"/.exec(svg)![1])
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3 * 760, 3 * height])
    // The paper is light, and there is something on it.
    const shades = await page.evaluate(
      async (data) => {
        const image = new Image()
        image.src = data
        await image.decode()
        const canvas = document.createElement('canvas')
        canvas.width = image.width
        canvas.height = image.height
        const pen = canvas.getContext('2d')!
        pen.drawImage(image, 0, 0)
        const { data: points } = pen.getImageData(0, 0, image.width, image.height)
        let [light, inked] = [0, 0]
        for (let at = 0; at < points.length; at += 4)
          if (points[at]! > 250 && points[at + 1]! > 250 && points[at + 2]! > 250) light += 1
          else inked += 1
        return { light: light / (light + inked), inked }
      },
      `data:image/png;base64,${bytes.toString('base64')}`,
    )
    expect(shades.light).toBeGreaterThan(0.8)
    expect(shades.inked).toBeGreaterThan(5000)
  }
})

test('on paper and without scripts a report has no buttons, and is else the same', async () => {
  const { page } = await opened(reports.sessions, DESK)
  expect(await page.locator('.save').first().isVisible()).toBe(true)
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.save').first().isVisible()).toBe(false)
  const bare = await visitor(browser, { javaScriptEnabled: false })
  await bare.page.goto(reports.sessions)
  expect(await bare.page.locator('.save').count()).toBe(0)
  expect(await bare.page.locator('.strips').count()).toBe(await page.locator('.strips').count())
})

test('no script but its own runs in a report', async () => {
  const { page, noted } = await visitor(browser)
  const html = readFileSync(new URL(reports.sessions), 'utf8')
  const address = filed('tampered', html.replace('<h1>', '<script>document.title = "taken"</script><h1>'))
  await page.goto(address)
  expect(await page.title()).not.toBe('taken')
  const refused = async () => (await noted()).violations.some((one) => one.includes('script-src'))
  await expect.poll(refused).toBe(true)
  expect(await page.locator('.save').count()).toBeGreaterThan(5)
})
