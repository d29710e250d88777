import { describe, expect, test } from 'vitest'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import { reportHtml } from '../../../shared/report/html.ts'
import { replyRows, replyWarnings } from '../../../shared/report/reply-rows.ts'
import type { TalkOutcome } from '../../../shared/session/replies.ts'
import { generate, generatedStudy } from '../analysis/generate.ts'

const study = generatedStudy()
const none = { asked: 0, come: 0, cut: 0, refused: 0, failed: 0, stopped: 0, waiting: 0 }
const fine: TalkOutcome = {
  replies: { ...none, asked: 3, come: 3 },
  got: 'whole',
  probes: { asked: 6, come: 6, failed: 0 },
  unopened: false,
}
const silent: TalkOutcome = {
  replies: { ...none, asked: 2, refused: 1, failed: 1 },
  got: 'none',
  probes: { asked: 6, come: 6, failed: 0 },
  unopened: false,
}

/** So many sessions of an arm with these talks. */
const arm = (condition: string, count: number, talk: TalkOutcome) =>
  Array.from({ length: count }, () => ({ condition, talk }))
const warned = (...sessions: Parameters<typeof replyRows>[1][number][]) => replyWarnings(replyRows(study, sessions))

describe('replies by arm', () => {
  test('are sums over the sessions of the arm', () => {
    const rows = replyRows(study, [
      ...arm('placebo', 2, fine),
      ...arm('placebo', 1, silent),
      ...arm('plain_direct', 1, { ...fine, replies: none, got: null, probes: { asked: 6, come: 0, failed: 6 } }),
    ])
    expect(rows.find(({ condition }) => condition === 'placebo')).toEqual({
      ...{ condition: 'placebo', sessions: 3, talked: 3, withoutReply: 1, inPartOnly: 0, unopened: 0 },
      ...{ asked: 8, come: 6, cut: 0, refused: 1, failed: 1, stopped: 0, waiting: 0 },
      ...{ probed: 3, withoutProbe: 0, probesAsked: 18, probesCome: 18, probesFailed: 0 },
    })
    expect(rows.find(({ condition }) => condition === 'plain_direct')).toMatchObject({
      ...{ sessions: 1, talked: 0, withoutReply: 0, probed: 1, withoutProbe: 1 },
    })
    expect(rows.map(({ condition }) => condition)).toEqual(study.conditions.map(({ id }) => id))
  })

  test('are not told of rows that were made without a log', () => {
    expect(replyRows(study, [{ condition: 'placebo' }])).toEqual([])
  })
})

describe('arms without replies', () => {
  test('are a caution from the first session on, and grave from a tenth of an arm', () => {
    expect(warned(...arm('placebo', 30, fine))).toEqual([])
    const one = warned(...arm('placebo', 30, fine), { condition: 'placebo', talk: silent })
    expect(one).toEqual([{ level: 'caution', text: expect.stringContaining('1 of 31 sessions in arm "placebo"') }])
    const tenth = warned(...arm('placebo', 9, fine), { condition: 'placebo', talk: silent })
    expect(tenth).toEqual([{ level: 'grave', text: expect.stringContaining('1 of 10 sessions in arm "placebo"') }])
  })

  test('are grave where one arm has many, however few another arm has', () => {
    const [first, ...more] = warned(
      ...arm('placebo', 99, fine),
      ...arm('placebo', 1, silent),
      ...arm('warm_direct', 5, fine),
      ...arm('warm_direct', 5, silent),
    )
    expect([first?.level, more]).toEqual(['grave', []])
  })

  test('are named one by one, with what became of their replies alone', () => {
    const [first] = warned(
      ...arm('placebo', 12, silent),
      ...arm('warm_direct', 4, silent),
      ...arm('plain_direct', 12, fine),
    )
    expect(first!.text).toMatch(/4 of 4 sessions in arm "warm_direct" and 12 of 12 sessions in arm "placebo"/)
    expect(first!.text).toContain('Of 32 replies asked for in these arms, 0 came, 0 were cut, 16 refused and 16 failed')
    expect(first!.text).not.toContain('plain_direct')
  })

  test('are judged among the sessions in which somebody wrote', () => {
    const quiet = { ...fine, replies: none, got: null }
    const [first] = warned(...arm('placebo', 90, quiet), ...arm('placebo', 2, silent))
    expect(first).toEqual({ level: 'grave', text: expect.stringContaining('2 of 2 sessions') })
  })

  test.each<[string, Partial<TalkOutcome>, RegExp]>([
    ['whose chat never opened', { replies: none, got: null, unopened: true }, /CHAT NEVER OPENED in 5 of 5 sessions/],
    ['whose probes all failed', { probes: { asked: 6, come: 0, failed: 6 } }, /NO ITEM WAS ANSWERED.* in 5 of 5/],
    ['with parts of replies only', { replies: { ...none, asked: 2, cut: 2 }, got: 'part' }, /No reply came whole in 5/],
  ])('%s are told of likewise', (_, talk, said) => {
    expect(warned(...arm('placebo', 5, { ...fine, ...talk }))).toEqual([
      { level: 'grave', text: expect.stringMatching(said) },
    ])
    expect(warned(...arm('placebo', 50, fine), { condition: 'placebo', talk: { ...fine, ...talk } })).toEqual([
      { level: 'caution', text: expect.stringMatching(/1 of 51 sessions/) },
    ])
  })

  test('that are grave stand before those that are not', () => {
    const levels = warned(
      ...arm('placebo', 40, fine),
      { condition: 'placebo', talk: silent },
      ...arm('warm_direct', 4, { ...fine, replies: none, got: null, unopened: true }),
    ).map(({ level }) => level)
    expect(levels).toEqual(['grave', 'caution'])
  })
})

describe('a report on such arms', () => {
  const drawn = generate({
    study,
    seed: 'replies',
    sessions: 80,
    moments: ['start', 'end'],
    model: () => [0.1, 0.2, 0.3, 0.4],
    person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
  })
  const made = (talkOf: (session: SessionRow) => TalkOutcome) =>
    analyse({
      study,
      sessions: drawn.sessions.map((session) => ({ ...session, kind: 'simulated', talk: talkOf(session) })),
      answers: drawn.answers,
      ...{ seed: 'replies', resamples: 100, rearrangements: 99, draws: 10 },
    })
  const report = made(({ condition }) => (condition === 'placebo' ? silent : fine))

  test('has the caution before all others, simulated people included, and leaves the estimates as they are', () => {
    expect(report.warnings.map(({ text }) => text.slice(0, 14)).slice(0, 2)).toEqual([
      'NO REPLY CAME ',
      'SIMULATED DATA',
    ])
    const other = made(() => fine)
    expect(report.shifts).toEqual(other.shifts)
    expect(report.twoWay.towardPeople.rows).toEqual(other.twoWay.towardPeople.rows)
    expect(other.warnings[0]!.text).toContain('SIMULATED')
  })

  test('says so in each headline whose arms they are, and in no other', () => {
    const said = 'no reply of the model came at all'
    expect(report.twoWay.towardPeople.headline!.text).toContain(said)
    expect(report.twoWay.towardModel.headline!.text).toContain(said)
    const planned = report.contrasts.find(({ id }) => id === 'warm-plain')!
    expect(planned.levelConditions).not.toContain('placebo')
    expect(planned.headline!.text).not.toContain(said)
    const gate = report.contrasts.find(({ factor, headline }) => factor === 'arm' && headline !== null)!
    expect(gate.baselineConditions).toContain('placebo')
    expect(gate.headline!.text).toContain(said)
  })

  test('shows the arm in the flow, and its table without a click', () => {
    const page = reportHtml(report)
    const { withoutReply } = report.replies.find(({ condition }) => condition === 'placebo')!
    expect(page).toContain(`no reply at all: ${withoutReply}`)
    expect(page).toContain('<details id="replies" open>')
    expect(reportHtml(made(() => fine))).toContain('<details id="replies">')
  })

  test('counts arms without a reply to items among the sessions in which items were put, and chats among all', () => {
    const asked = { asked: 6, come: 0, failed: 6 }
    const nothing = { asked: 0, come: 0, failed: 0 }
    let nth = 0
    // Of the placebo arm every other session was asked items, and none of them was answered.
    const other = made(({ condition }) =>
      condition === 'placebo' ? { ...fine, unopened: true, probes: nth++ % 2 === 0 ? asked : nothing } : fine,
    )
    const { sessions, probed, withoutProbe } = other.replies.find(({ condition }) => condition === 'placebo')!
    expect([probed, withoutProbe]).toEqual([Math.ceil(sessions / 2), Math.ceil(sessions / 2)])
    const page = reportHtml(other)
    const table = page.slice(page.indexOf('Items put to the model beside the talk'), page.indexOf('<h3>Places'))
    const row = table
      .slice(table.indexOf('placebo'))
      .replace(/<[^>]+>/g, ' ')
      .replace(/ +/g, ' ')
    expect(row).toMatch(new RegExp(`^placebo ${withoutProbe} of ${probed} .* ${sessions} of ${sessions} `))
  })
})
