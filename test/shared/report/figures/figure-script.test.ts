import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { analyse } from '../../../../shared/report/analyse.ts'
import { FIGURE_SCRIPT, FIGURE_SCRIPT_HASH } from '../../../../shared/report/figures/figure-script.ts'
import { reportHtml } from '../../../../shared/report/html.ts'
import { generate, generatedStudy } from '../../analysis/generate.ts'

const study = generatedStudy()
const drawn = generate({
  study,
  seed: 'figures',
  sessions: 40,
  moments: ['start', 'end'],
  model: () => [0.1, 0.2, 0.3, 0.4],
  person: (_, __, random) => ({ before: 1 + random.integer(4), after: 1 + random.integer(4) }),
})
const simulated = drawn.sessions.map((session) => ({ ...session, kind: 'simulated' as const }))
const page = reportHtml(
  analyse({ study, ...drawn, sessions: simulated, seed: 'f', resamples: 50, rearrangements: 49, draws: 10 }),
)

test("the page's policy names its script by the hash of what stands there, and lets no other run", () => {
  const found = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script!)
  expect(found).toEqual([FIGURE_SCRIPT])
  const hash = createHash('sha256').update(found[0]!).digest('base64')
  expect(FIGURE_SCRIPT_HASH).toBe(hash)
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'")
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${hash}'`,
    'img-src data:',
  ])
})

test('figures have titles of their own, and a saved one says what it was made from and that its people are simulated', () => {
  const titles = [...page.matchAll(/data-figure="([^"]*)"/g)].map(([, title]) => title!)
  expect(titles.length).toBeGreaterThan(10)
  expect(new Set(titles).size).toBe(titles.length)
  const source = /data-source="([^"]*)"/.exec(page)![1]!
  for (const part of ['generated', simulated[0]!.studyHash.slice(0, 12), 'seed “f”', '40 simulated sessions'])
    expect(source).toContain(part)
  expect(source).toContain('Simulated data: no finding about people.')
})
