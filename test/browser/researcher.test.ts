import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PHONE, shot, visitor } from './browser.ts'
import { noneIsMade } from './downloads.ts'
import { openHouse, talkOnly } from './house.ts'
import { passage } from './passage.ts'
import { startServer } from './server.ts'
import { unzip } from './zip.ts'

const house = openHouse({ pace: { tokensPerSecond: 200, firstTokenMs: 10 } })

test('the researcher sees studies and sessions, and the download is whole by its own manifest', async () => {
  const { server, browser } = house
  const participant = await visitor(browser)
  const person = passage(participant.page)
  await person.toChat(server.url)
  await person.send('A word about neighbours')
  await person.replied(1)
  const session = await person.session()
  await server.runner.quiet(session)

  const { page, requests, errors, noted } = await visitor(browser)
  await page.goto(`${server.origin}/researcher#key=${server.secret}`)
  await page.getByRole('heading', { name: server.study.title }).waitFor()
  // The secret disappears from the address at once, and no request has it in its address.
  expect(page.url()).toBe(`${server.origin}/researcher`)
  await page.getByRole('link', { name: server.url }).waitFor()
  const row = page.getByRole('row').filter({ hasText: session.slice(0, 10) })
  await expect.poll(() => row.innerText()).toMatch(/live\s+in progress\s+(plain|neighbour|placebo)\s+en/)
  await shot(page, 'researcher')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all data (ZIP)' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('demo.zip')
  const files = unzip(readFileSync(await download.path()))
  const manifest = JSON.parse(files.get('demo/manifest.json')!.toString()) as {
    sequences: { sessions: number; complete: boolean; gaps: unknown[] }
    files: { file: string; sha256: string }[]
  }
  expect(manifest.sequences).toMatchObject({ sessions: 1, complete: true, gaps: [] })
  for (const { file, sha256 } of manifest.files)
    expect(
      createHash('sha256')
        .update(files.get(`demo/${file}`)!)
        .digest('hex'),
      file,
    ).toBe(sha256)
  expect(files.get('demo/events.jsonl')!.toString()).toContain('A word about neighbours')
  expect(requests.length).toBeGreaterThan(3)
  expect(requests.filter((url) => url.includes(server.secret))).toEqual([])
  expect((await noted()).violations).toEqual([])
  expect(errors).toEqual([])
})

test('a download is of people alone, of another kind alone, or of all together when that is chosen', async () => {
  const server = await startServer({ change: talkOnly, pace: { tokensPerSecond: 0, firstTokenMs: 0 } })
  const { page } = await visitor(house.browser)
  await page.goto(`${server.origin}/researcher#key=${server.secret}`)
  const downloaded = async (choice: RegExp | null) => {
    if (choice !== null) await page.getByRole('radio', { name: choice }).check()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download all data (ZIP)' }).click(),
    ])
    const files = unzip(readFileSync(await download.path()))
    await noneIsMade(server)
    const { kinds, sequences } = JSON.parse(files.get('demo/manifest.json')!.toString())
    return [kinds, sequences.sessions]
  }
  // `all` does not wait. On a fast machine it would find a page that has no links yet.
  const links = page.locator('.links a')
  await links.nth(1).waitFor()
  for (const link of await links.all()) {
    const { page: other } = await visitor(house.browser)
    await passage(other).open((await link.getAttribute('href'))!)
    await other.close()
  }
  // If there is a session of each kind, the page offers to combine them.
  await page.getByRole('radio', { name: /^all together \(2\)/ }).waitFor()
  expect(await page.getByRole('radio', { name: /people who take part/ }).isChecked()).toBe(true)
  expect(await downloaded(null)).toEqual([['live'], 1])
  expect(await downloaded(/preview only/)).toEqual([['preview'], 1])
  expect(await downloaded(/simulated only/)).toEqual([['simulated'], 0])
  expect(await downloaded(/all together/)).toEqual([['live', 'preview'], 2])
  await page.getByText('Numbers over all rows describe neither').waitFor()
  await server.close()
})

test('a wrong secret opens nothing, and another try is offered', async () => {
  const { server, browser } = house
  const { page } = await visitor(browser)
  await page.goto(`${server.origin}/researcher#key=wrong-wrong-wrong-wrong`)
  await page.getByRole('alert').waitFor()
  expect(await page.getByText(server.study.title).count()).toBe(0)
  await page.getByLabel('Researcher secret').fill(server.secret)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: server.study.title }).waitFor()
})

test('a study with errors is named to the researcher alone, with each file and line, on a phone and in the dark too', async () => {
  const { browser } = house
  const server = await startServer({ paused: true })
  const stranger = await visitor(browser)
  await stranger.page.goto(server.pausedUrl)
  await stranger.page.getByRole('heading', { name: 'This study is taking a break' }).waitFor()
  expect(await stranger.page.content()).not.toMatch(/persona|study\.yaml|error/i)

  for (const [name, options] of [
    ['desk', {}],
    ['phone', PHONE],
    ['dark', { colorScheme: 'dark' }],
  ] as const) {
    const { page, errors } = await visitor(browser, options)
    await page.goto(`${server.origin}/researcher#key=${server.secret}`)
    const card = page.getByRole('region', { name: 'resting not served' })
    await card.waitFor()
    const said = await card.innerText()
    expect(said).toMatch(/Its files have 2 errors\. Repair them and start the server again/)
    expect(said).toContain('npm run -s parallax -- study check studies/resting/study.yaml')
    expect(said).toMatch(/studies\/resting\/study\.yaml:14\s+factor "persona" has one level/)
    expect(said).toMatch(/studies\/resting\/study\.yaml:102\s+there is no condition/)
    // The other study is shown as usual.
    await page.getByRole('heading', { name: server.study.title }).waitFor()
    await page.getByText('No session yet, of any kind.').nth(1).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await shot(page, `researcher-paused-${name}`)
    expect(errors).toEqual([])
  }
  await server.close()
})

test.each([
  { kind: 'error-500', told: /Broken on purpose/ },
  { kind: 'empty', told: /without any text/ },
  { kind: 'cut', told: /cut: the connection ended/ },
  { kind: 'garbage', told: /malformed: .* sent something that is not a chat completion/ },
] as const)(
  'when the model answers with $kind, the participant stays calm and the researcher reads the real error',
  async ({ kind, told }) => {
    const { browser } = house
    const server = await startServer({
      change: talkOnly,
      pace: { tokensPerSecond: 0, firstTokenMs: 0 },
      misbehave: { kind, everyNth: 1 },
    })
    const { page } = await visitor(browser)
    const person = passage(page)
    await person.toChat(server.url, { survey: false })
    await person.send('Hello')
    await person.button(person.say('askAgain')).waitFor()
    const screen = await page.locator('body').innerText()
    expect(screen).toContain(kind === 'cut' ? person.say('truncated') : person.say('broken'))
    expect(screen).not.toMatch(/error|500|purpose|server|JSON|token|undefined|null|NaN|\{|</i)

    const desk = await visitor(browser)
    await desk.page.goto(`${server.origin}/researcher#key=${server.secret}`)
    const error = desk.page.locator('tr.error')
    await expect.poll(() => error.innerText()).toMatch(told)
    // The person read a part of a reply that was cut. In the other cases nothing came.
    const silence = desk.page.locator('.silence')
    if (kind === 'cut') expect(await silence.innerText()).toBe('')
    else {
      const said = await silence.innerText()
      expect(said).toContain('In 1 of 1 live session in which somebody wrote, no reply came at all.')
      expect(said).toMatch(told)
    }
    await shot(desk.page, `researcher-${kind}`)
    await server.close()
  },
)
