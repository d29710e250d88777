import { describe, expect, test } from 'vitest'
import type { SessionAnswerRow } from '../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import { FIGURE_SCRIPT } from '../../../shared/report/figures/figure-script.ts'
import { reportHtml } from '../../../shared/report/html.ts'
import type { Report } from '../../../shared/report/report.ts'
import { Study } from '../../../shared/study/study.ts'
import { type Design, generate, generatedStudy, REFERENCE, type Shares, towardOption } from '../analysis/generate.ts'

const study = generatedStudy()
const quick = { seed: 'report', resamples: 120, rearrangements: 119, draws: 30 } as const
const truth = (session: SessionRow, item: string): Shares =>
  REFERENCE[session.place ?? 'EGY']?.[item.slice(7).toUpperCase()] ?? [0.25, 0.25, 0.25, 0.25]
const shifted: Design['model'] = (session, item) =>
  towardOption(truth(session, item), 0, session.levels.persona === 'warm' ? 0.1 : 0.4)
const drawn = generate({
  study,
  seed: 'report',
  sessions: 100,
  places: ['EGY', 'MAR', 'SWE', 'DEU', null],
  moments: ['start', 'end'],
  model: shifted,
  unclassifiable: 0.05,
  person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
})
const report = analyse({ study, ...drawn, ...quick })

/** Every number in a value, with where it stands. */
function numbersIn(value: unknown, at = ''): [string, number][] {
  if (typeof value === 'number') return [[at, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => numbersIn(one, `${at}.${key}`))
}

describe('the report', () => {
  test('is plain JSON without a number that is not finite, and every null estimate has a reason [A4]', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(numbersIn(report).filter(([, value]) => !Number.isFinite(value))).toEqual([])
    const estimates = [
      ...report.shifts.map((row) => row.estimate),
      ...report.twoWay.towardPeople.rows.flatMap((row) => [row.change, row.againstControl]),
    ]
    expect(estimates.length).toBeGreaterThan(50)
    for (const estimate of estimates) {
      expect(estimate.unit).not.toBe('')
      if (estimate.value === null) expect(estimate.why.length).toBeGreaterThan(5)
    }
  })

  test('the same data and seed give the same report, whatever the order of answers [A5]', () => {
    const backwards = { sessions: drawn.sessions, answers: drawn.answers.toReversed() }
    expect(analyse({ study, ...drawn, ...quick })).toEqual(report)
    const again = analyse({ study, ...backwards, ...quick })
    expect(again.shifts.map(({ estimate, test: p }) => [estimate.value, p])).toEqual(
      report.shifts.map(({ estimate, test: p }) => [estimate.value, p]),
    )
  })

  test('relabelling conditions and levels changes names and nothing else', () => {
    const rename = (text: string) =>
      text
        .replaceAll(/\bwarm\b/g, 'sunny')
        .replaceAll(/\bplain_/g, 'bare_')
        .replaceAll(/\bwarm_/g, 'sunny_')
    const relabelled = Study.parse(JSON.parse(rename(JSON.stringify(study))))
    const sessions = JSON.parse(rename(JSON.stringify(drawn.sessions))) as SessionRow[]
    const other = analyse({ study: relabelled, sessions, answers: drawn.answers, ...quick })
    const values = ({ shifts, cells }: Report) => [
      shifts.map(({ atLevel, atBaseline, estimate }) => [atLevel, atBaseline, estimate.value]),
      cells.map(({ similarity, mean, n, shift }) => [similarity, mean, n, shift]),
    ]
    expect(values(other)).toEqual(values(report))
  })

  test('every headline of a contrast has its item rows, and without any there is none', () => {
    expect(report.headlines.length).toBeGreaterThan(0)
    for (const contrast of report.contrasts) {
      const items = report.shifts.filter(
        ({ contrast: id, scope, estimate }) => id === contrast.id && scope === 'item' && estimate.value !== null,
      )
      expect(contrast.headline === null || items.length > 0).toBe(true)
    }
    const empty = analyse({ study, sessions: drawn.sessions, answers: [], ...quick })
    expect([empty.headlines, empty.contrasts, empty.shifts]).toEqual([[], [], []])
    const few = drawn.sessions.slice(0, 4)
    const ids = new Set(few.map(({ session }) => session))
    const thin = analyse({
      study,
      sessions: few,
      answers: drawn.answers.filter(({ unit }) => ids.has(unit.session)),
      ...quick,
    })
    expect(thin.headlines).toEqual([])
  })

  test('planned contrasts are adjusted by Holm as one family, all others by Benjamini and Hochberg', () => {
    const planned = report.shifts.filter(({ test: one }) => one?.adjustment === 'Holm')
    expect(planned.map(({ contrast, measure }) => [contrast, measure])).toEqual([
      ['warm-plain', 'location'],
      ['warm-plain', 'closeness'],
    ])
    const exploratory = report.contrasts.filter((one) => !one.planned)
    expect(exploratory.some(({ series }) => series.moment === 'start')).toBe(true)
    for (const { contrast, test: one } of report.shifts)
      if (one !== null) expect(one.adjustment === 'Holm').toBe(contrast === 'warm-plain')
  })

  test('levels are compared without the control arm, but for the factor that it alone has', () => {
    const persona = report.contrasts.find(({ id }) => id === 'warm-plain')!
    expect(persona.baselineConditions).toEqual(['plain_direct', 'plain_reason'])
    expect(persona.confounded).toEqual([])
    const gate = report.contrasts.find(({ factor, series }) => factor === 'arm' && series.moment === 'end')!
    expect([gate.levelConditions, gate.baselineConditions]).toEqual([['plain_direct'], ['placebo']])
    const lopsided = generatedStudy({ conditions: study.conditions.filter(({ id }) => id !== 'warm_reason') })
    const other = analyse({
      study: lopsided,
      ...generate({ study: lopsided, seed: 'x', sessions: 60, model: shifted }),
      ...quick,
    })
    expect(other.contrasts.find(({ id }) => id === 'warm-plain')!.confounded).toEqual(['Strategy'])
  })

  test('similarities and means-only similarities never share a mean [A9]', () => {
    const whole = report.shifts.filter(({ contrast, scope }) => contrast === 'warm-plain' && scope === 'all items')
    expect(whole.find(({ measure }) => measure === 'similarity')!.items).toBe(5)
    const withMeans = report.shifts.filter(
      ({ measure, scope, contrast }) => measure === 'means-similarity' && scope === 'item' && contrast === 'warm-plain',
    )
    expect(
      withMeans.map(({ name }) => name).every((name) => ['values/q1', 'values/q2', 'values/q3'].includes(name)),
    ).toBe(true)
    expect(whole.find(({ measure }) => measure === 'similarity')!.estimate.value).toBeNull()
  })

  test('places are counted, with those that a reference lacks and those that nobody declared', () => {
    const { rows, noneDeclared, lacking } = report.places
    const declared = (place: string | null) => drawn.sessions.filter((session) => session.place === place).length
    expect(rows.find(({ place }) => place === 'DEU')).toMatchObject({
      sessions: declared('DEU'),
      itemsWithDistribution: 0,
      itemsWithMean: 0,
    })
    expect(noneDeclared).toBe(declared(null))
    expect(lacking.find(({ population }) => population === 'survey')).toMatchObject({
      sessions: declared('SWE') + declared('DEU'),
      places: ['DEU', 'SWE'],
    })
    const contrast = report.contrasts.find(({ id }) => id === 'warm-plain')!
    const treated = drawn.sessions.filter(({ condition }) => condition !== 'placebo')
    expect(contrast.sessions.withoutReference).toBe(
      treated.filter(({ place }) => place === null || !['EGY', 'MAR'].includes(place)).length,
    )
  })

  test('withdrawn sessions are in the flow and nowhere else [A7]', () => {
    const sessions = drawn.sessions.map(
      (session, index): SessionRow => (index < 10 ? { ...session, status: 'withdrawn' } : session),
    )
    const other = analyse({ study, sessions, answers: drawn.answers, ...quick })
    expect(other.flow.reduce((sum, { withdrawn }) => sum + withdrawn, 0)).toBe(10)
    expect(other.flow.reduce((sum, row) => sum + row.sessions, 0)).toBe(100)
    expect(other.provenance.observations.used + other.provenance.observations.leftOut).toBe(drawn.answers.length)
    const kept = analyse({
      study,
      sessions: sessions.slice(10),
      answers: drawn.answers.filter(({ unit }) => !sessions.slice(0, 10).some((one) => one.session === unit.session)),
      ...quick,
    })
    expect(other.shifts).toEqual(kept.shifts)
    expect(other.warnings.some(({ text }) => text.includes('10 sessions were withdrawn'))).toBe(true)
  })

  test('simulated sessions, the built-in responder and a single theory are said first', () => {
    const sessions = drawn.sessions.map((session): SessionRow => ({ ...session, kind: 'simulated' }))
    const { warnings, provenance } = analyse({ study, sessions, answers: drawn.answers, ...quick })
    expect(warnings[0]).toMatchObject({ level: 'grave' })
    expect(warnings[0]!.text).toContain('SIMULATED')
    expect(provenance.model.identity).toBe('built-in responder, not a language model')
    expect(warnings.some(({ text }) => text.includes('No locally authored item has data'))).toBe(true)
    expect(provenance.populations[0]!.label).toBe('n unknown, unweighted')
    const local: SessionAnswerRow = {
      ...drawn.answers[0]!,
      item: 'local/street',
      outcome: { kind: 'classified', code: 2 },
    }
    const other = analyse({ study, ...drawn, answers: [...drawn.answers, local], ...quick })
    expect(other.warnings.some(({ text }) => text.includes('No locally authored item'))).toBe(false)
  })

  test('an equivalence of the mean over items says how many items are equivalent, since opposite moves cancel', () => {
    const opposite: Design['model'] = (session, item) =>
      session.levels.persona === 'warm'
        ? towardOption(truth(session, item), Number(item.slice(8)) % 2 === 0 ? 0 : 3, 0.5)
        : truth(session, item)
    const other = analyse({
      study,
      ...generate({
        study,
        seed: 'opposite',
        sessions: 150,
        items: ['values/q2', 'values/q3'],
        places: ['EGY'],
        model: opposite,
        alike: 0,
      }),
      ...quick,
    })
    const { equivalence } = other.contrasts.find(({ id }) => id === 'warm-plain')!
    expect(equivalence!.itemsEquivalent).toBe(0)
    expect(equivalence!.items).toBe(2)
    const closeness = other.shifts.find(
      ({ contrast, measure, scope }) => contrast === 'warm-plain' && measure === 'closeness' && scope === 'all items',
    )!
    expect(closeness.estimate.value!).toBeLessThan(0)
  })
})

describe('the page', () => {
  const page = reportHtml(report)

  test('loads nothing, runs nothing but its own script, and has no number that is not one', () => {
    const bare = page.replace(`<script>${FIGURE_SCRIPT}</script>`, '')
    expect(bare.length).toBeLessThan(page.length)
    expect(bare).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|javascript:/i)
    expect(bare).not.toMatch(/(src|href)="(?!#)/i)
    expect(bare).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  test('every headline leads to a part that is there', () => {
    for (const { rows } of report.headlines) expect(page).toContain(`id="${rows}"`)
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!)
    for (const target of targets) expect(page).toContain(`id="${target}"`)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('puts grave warnings before any number', () => {
    expect(page.indexOf(report.warnings[0]!.text)).toBeGreaterThan(0)
    expect(page.indexOf(report.warnings[0]!.text)).toBeLessThan(page.indexOf('<dl class="meta">'))
  })

  test('shows names from the study as text and never as markup', () => {
    const sharp = generatedStudy({ title: '<b onclick="x">"Sharp" & \'bold\'</b>' })
    const made = reportHtml(analyse({ study: sharp, sessions: [], answers: [], ...quick }))
    expect(made).toContain('&lt;b onclick=&quot;x&quot;&gt;&quot;Sharp&quot; &amp; &#39;bold&#39;&lt;/b&gt;')
    expect(made).not.toContain('<b onclick')
  })

  test('a study without any data has a page too', () => {
    const made = reportHtml(analyse({ study, sessions: [], answers: [], ...quick }))
    expect(made).toContain('There is no session yet.')
    expect(made.replace(FIGURE_SCRIPT, '')).not.toMatch(/NaN|undefined/)
  })
})
