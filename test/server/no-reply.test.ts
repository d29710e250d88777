import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { analyseVerb } from '../../server/cli/analyse.ts'
import { simulateVerb } from '../../server/cli/simulate.ts'
import { createLog } from '../../server/log.ts'
import type { ResearcherOverview } from '../../shared/protocol/http.ts'
import type { Report } from '../../shared/report/report.ts'
import type { Study } from '../../shared/study/study.ts'
import { smallStudy } from '../study.ts'
import { call } from './cli/calls.ts'
import { Exported, type Row } from './export/files.ts'
import { startEndpoint } from './model/endpoint/endpoint.ts'
import { type Rig, SECRET, startRig } from './rig.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-no-reply-'))
afterEach(() => void vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** So many people pass through, a few at a time. */
async function pass(rig: Rig, people: number): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < people) {
      next += 1
      const guest = await rig.guest()
      await guest.toEnd()
      await rig.runner.quiet(guest.session)
      guest.leave()
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

/** All that tells a researcher of a rig's data. */
async function told(rig: Rig, name: string) {
  vi.stubEnv('PARALLAX_DATA', rig.folder)
  const out = path.join(folder, name)
  const said = await call(analyseVerb, 'small', '--out', out, '--resamples', '100')
  expect(said.code).toBe(0)
  const headers = { authorization: `Bearer ${SECRET}` }
  const overview = (await (await fetch(`${rig.url}/api/researcher/overview`, { headers })).json()) as ResearcherOverview
  return {
    report: JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as Report,
    page: readFileSync(path.join(out, 'report.html'), 'utf8'),
    terminal: said.err,
    sessions: new Exported(await rig.exported()).csv('sessions.csv'),
    study: overview.studies[0]!,
  }
}

const counts = (row: Row) =>
  ['asked', 'come', 'cut', 'refused', 'failed', 'stopped', 'waiting', 'got']
    .map((name) => row[`replies_${name}`])
    .join(' ')

describe('an endpoint that refuses every reply', () => {
  test('is told of at every place where somebody looks at the data', { timeout: 300_000 }, async () => {
    const lines: { level: number; cause?: string; inARow?: number }[] = []
    const log = createLog('warn', { write: (line: string) => void lines.push(JSON.parse(line)) })
    const rig = await startRig(smallStudy(), { model: 'bad-request', log })
    await pass(rig, 48)
    const { report, page, terminal, sessions, study } = await told(rig, 'all')
    await rig.end()

    expect(sessions).toHaveLength(48)
    for (const row of sessions) {
      expect(row.status).toBe('completed')
      expect(counts(row)).toBe('1 0 0 0 1 0 0 none')
      expect([row.probes_asked, row.probes_come, row.probes_failed]).toEqual(['8', '0', '8'])
    }
    expect(report.replies.map(({ condition, withoutReply, talked }) => [condition, withoutReply, talked])).toEqual([
      ['plain', 24, 24],
      ['elder', 24, 24],
    ])
    const [first, second] = report.warnings
    expect(first!.level).toBe('grave')
    expect(first!.text).toContain('24 of 24 sessions in arm "plain" and 24 of 24 sessions in arm "elder"')
    expect(second!.text).toMatch(/^NO ITEM WAS ANSWERED.*24 of 24 sessions in arm "plain"/)
    expect(terminal).toContain(first!.text)
    expect(terminal.indexOf(first!.text)).toBeLessThan(terminal.indexOf(second!.text))
    expect(page.indexOf('class="grave">NO REPLY CAME')).toBeGreaterThan(0)
    expect(page.indexOf('class="grave">NO REPLY CAME')).toBeLessThan(page.indexOf('<dl class="meta">'))
    expect(page).toContain('no reply at all: 24')
    expect(report.twoWay.towardModel.note).toContain('in 48 of 48 sessions of the arms compared, no reply')
    expect(report.methods.join(' ')).toContain('Of 48 replies that people asked for, 0 came whole')
    expect(study.silence).toEqual([
      {
        ...{ kind: 'live', wrote: 48, silent: 48 },
        error: { at: expect.any(Number), message: expect.stringContaining('temperature must be at most 2') },
      },
    ])
    const warned = lines.filter(({ level, cause }) => level === 40 && cause === 'request, status 400')
    expect(warned.map(({ inARow }) => inARow)).toEqual(expect.arrayContaining([1, 5]))
    // Two in the first minute, and one for each that the test took beyond it.
    expect(warned.length).toBeLessThan(6)
  })

  test('is told of where simulated people passed, on the terminal and as JSON', { timeout: 300_000 }, async () => {
    const endpoint = await startEndpoint()
    const studies = path.join(folder, 'studies')
    cpSync('studies/demo', path.join(studies, 'demo'), { recursive: true })
    cpSync('studies/library', path.join(studies, 'library'), { recursive: true })
    const file = path.join(studies, 'demo', 'study.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('alias: builtin', 'alias: refusing'))
    vi.stubEnv('PARALLAX_DATA', path.join(folder, 'simulated'))
    vi.stubEnv('PARALLAX_STUDIES', studies)
    vi.stubEnv('PARALLAX_LOG', 'silent')
    vi.stubEnv('PARALLAX_MODELS', JSON.stringify({ refusing: { baseUrl: endpoint.url, model: 'bad-request' } }))
    const words = ['demo', '--participants', '6', '--seed', 'refused']
    const said = await call(simulateVerb, ...words)
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('NO REPLY CAME')])
    // Three arms in a block; each person asks three times for each reply.
    for (const arm of ['plain', 'neighbour', 'placebo']) expect(said.err).toContain(`sessions in arm "${arm}"`)
    expect(said.out).toMatch(/6 simulated people passed .* Of (\d+) replies asked for: 0 came, \1 failed\./)
    const json = JSON.parse((await call(simulateVerb, ...words, '--json')).out)
    expect(json.warnings[0]).toContain('NO REPLY CAME')
    expect(json.replies.reduce((sum: number, arm: { come: number }) => sum + arm.come, 0)).toBe(0)
    await endpoint.close()
  })
})

describe('one arm alone without replies', () => {
  /** The plain arm sends no system message, so a template that refuses that role answers it and no other. */
  const withoutSystem = (): Study =>
    smallStudy((draft) => Reflect.deleteProperty(draft.factors!.persona!.levels!.plain!, 'wordings'))

  test('is named, with its counts, and the other is not', { timeout: 300_000 }, async () => {
    const rig = await startRig(withoutSystem(), { model: 'systemless' })
    await pass(rig, 16)
    const { report, terminal, study } = await told(rig, 'one-arm')
    await rig.end()
    const [first] = report.warnings
    expect(first).toMatchObject({ level: 'grave', text: expect.stringContaining('8 of 8 sessions in arm "elder"') })
    expect(first!.text).not.toContain('"plain"')
    expect(terminal).toContain(first!.text)
    expect(report.replies).toMatchObject([
      { condition: 'plain', asked: 8, come: 8, failed: 0, withoutReply: 0, withoutProbe: 0, probesCome: 64 },
      { condition: 'elder', asked: 8, come: 0, failed: 8, withoutReply: 8, withoutProbe: 8, probesCome: 0 },
    ])
    expect(study.silence).toMatchObject([{ kind: 'live', wrote: 16, silent: 8 }])
    expect(report.twoWay.towardModel.note).toContain('in 8 of 16 sessions of the arms compared, no reply')
  })

  test('replies that come everywhere are said to be so, and nothing warns', { timeout: 300_000 }, async () => {
    const rig = await startRig(smallStudy())
    await pass(rig, 4)
    const { report, page, terminal, study, sessions } = await told(rig, 'none')
    await rig.end()
    expect(JSON.stringify([report.warnings, terminal])).not.toMatch(/NO REPLY|NO ITEM|NEVER OPENED|came whole in/)
    expect(page).not.toContain('no reply at all:')
    expect(study.silence).toEqual([])
    expect(sessions.map(counts)).toEqual(Array(4).fill('1 1 0 0 0 0 0 whole'))
  })
})

test('one session without any reply, of many, is a caution and stands on the terminal', {
  timeout: 300_000,
}, async () => {
  const rig = await startRig(smallStudy((draft) => Reflect.deleteProperty(draft.flow![3]!, 'probes')))
  rig.endpoint.script('unauthorised')
  await pass(rig, 24)
  const { report, terminal } = await told(rig, 'first')
  await rig.end()
  const own = report.warnings.filter(({ text }) => text.startsWith('NO REPLY CAME'))
  expect(own).toEqual([{ level: 'caution', text: expect.stringMatching(/in 1 of 12 sessions in arm/) }])
  expect(terminal).toContain(own[0]!.text)
  expect(report.warnings.filter(({ level }) => level === 'caution')[0]).toEqual(own[0])
})

test('the page counts the very sessions that the export names as without any reply', { timeout: 300_000 }, async () => {
  const rig = await startRig(
    smallStudy((draft) => {
      Reflect.deleteProperty(draft.flow![3]!, 'probes')
    }),
  )
  const { endpoint } = rig
  /** One person, whose replies end so; `stops` at the last. */
  const person = async (...ends: Parameters<typeof endpoint.script>) => {
    const guest = await rig.guest()
    await guest.toTalk()
    endpoint.script(...ends)
    const turn = await guest.say('Hello.')
    return { guest, turn, stage: guest.screen('chat').stage }
  }
  const cut = await person('cut-cleanly')
  await cut.guest.reply(`${cut.turn}.1`)
  const blank = await person('blank')
  await blank.guest.reply(`${blank.turn}.1`)
  const filtered = await person('filtered-prompt')
  await filtered.guest.reply(`${filtered.turn}.1`)
  const again = await person('unauthorised')
  await again.guest.reply(`${again.turn}.1`)
  await again.guest.must('reply.asked', { stage: again.stage, turn: again.turn })
  await again.guest.reply(`${again.turn}.2`)
  const stopped = await person('silent-before-text')
  await stopped.guest.must('reply.stopped', { stage: stopped.stage, reply: `${stopped.turn}.1`, shown: 0 })
  await stopped.guest.reply(`${stopped.turn}.1`)
  const left = await person('silent-before-text')
  await left.guest.must('session.withdrawn', { erase: false })
  await rig.runner.quiet(left.guest.session)
  const waiting = await person('silent-before-text')

  const rows = new Exported(await rig.exported()).csv('sessions.csv')
  const got = Object.fromEntries(rows.map((row) => [row.session, row.replies_got]))
  const people = { cut, blank, filtered, again, stopped, left, waiting }
  expect(Object.fromEntries(Object.entries(people).map(([name, { guest }]) => [name, got[guest.session]]))).toEqual({
    ...{ cut: 'part', blank: 'none', filtered: 'none', again: 'whole', stopped: 'none', left: 'none', waiting: '' },
  })
  expect(await rig.store.silence('small')).toMatchObject([
    { kind: 'live', wrote: rows.length, silent: rows.filter((row) => row.replies_got === 'none').length },
  ])
  for (const { guest } of Object.values(people)) guest.leave()
  await rig.end()
})
