import { describe, expect, test } from 'vitest'
import { referencesOf } from '../../../../../shared/analysis/alignment/reference.ts'
import { columnsOf } from '../../../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../../../shared/analysis/answers/session-row.ts'
import { overall } from '../../../../../shared/analysis/contrasts/finding.ts'
import { contrastOf } from '../../../../../shared/analysis/contrasts/in-sessions/contrast.ts'
import { createRandom } from '../../../../../shared/random.ts'
import {
  CODES,
  type Design,
  generate,
  generatedStudy,
  ITEMS,
  meanOf,
  REFERENCE,
  type Shares,
  sdOf,
  towardOption,
} from '../../generate.ts'

const study = generatedStudy()
const shares = (session: SessionRow, item: string): Shares => REFERENCE[session.place!]![item.slice(7).toUpperCase()]!

/** The squared Cramer distance of the true distributions, from their cumulative shares. */
function squaredDistance(p: Shares, q: Shares): number {
  let [fp, fq, sum] = [0, 0, 0]
  for (let k = 0; k + 1 < CODES.length; k += 1) {
    fp += p[k]!
    fq += q[k]!
    sum += (fp - fq) ** 2
  }
  return sum / (CODES.length - 1)
}

/** The true values when a share `warm` or `plain` of the answers goes to the first option, averaged over items and places. */
function truth(warm: number, plain: number): { location: number; closeness: number } {
  let [location, closeness, n] = [0, 0, 0]
  for (const items of Object.values(REFERENCE))
    for (const q of Object.values(items)) {
      const [a, b] = [towardOption(q, 0, warm), towardOption(q, 0, plain)]
      location += (meanOf(a) - meanOf(b)) / sdOf(q)
      closeness += squaredDistance(b, q) - squaredDistance(a, q)
      n += 1
    }
  return { location: location / n, closeness: closeness / n }
}

type Outcome = { rejected: number; covered: number; mean: number }

/** The share of data sets that reject at 0.05, and the share whose 95 % intervals cover the true value. */
function proof(
  seed: string,
  datasets: number,
  sessions: number,
  warm: number,
  plain: number,
  change: Partial<Design> = {},
): Record<'location' | 'closeness', Outcome> {
  const model: Design['model'] = (session, item) =>
    towardOption(shares(session, item), 0, session.levels.persona === 'warm' ? warm : plain)
  const expected = truth(warm, plain)
  const found = { location: { rejected: 0, covered: 0, mean: 0 }, closeness: { rejected: 0, covered: 0, mean: 0 } }
  for (let dataset = 0; dataset < datasets; dataset += 1) {
    const drawn = generate({ study, seed: `${seed} ${dataset}`, sessions, model, ...change })
    const columns = columnsOf(study, drawn.sessions, new Set(), drawn.answers)
    const contrast = contrastOf({
      study,
      columns,
      references: referencesOf(study),
      series: 0,
      comparison: { ...study.contrasts[0]!, planned: true, in: 0 },
      random: createRandom(dataset),
      resamples: 200,
      rearrangements: 99,
      level: 0.95,
      smallest: 5,
    })!
    for (const measure of ['location', 'closeness'] as const) {
      const { estimate, p } = overall(contrast.findings, measure)!
      if (estimate.value === null) throw new Error(estimate.why)
      found[measure].mean += estimate.value / datasets
      if (estimate.low <= expected[measure] && expected[measure] <= estimate.high) found[measure].covered += 1
      if (p! <= 0.05) found[measure].rejected += 1
    }
  }
  for (const outcome of Object.values(found)) {
    outcome.covered /= datasets
    outcome.rejected /= datasets
  }
  return found
}

const between = (value: number, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low)
  expect(value).toBeLessThanOrEqual(high)
}

describe('context shift on 200 data sets drawn from known distributions', () => {
  test('with no effect, tests reject about five times in a hundred and intervals cover zero about 95 times [A15]', () => {
    const { location, closeness } = proof('none', 200, 80, 0.3, 0.3)
    between(location.rejected, 0.01, 0.09)
    between(closeness.rejected, 0.01, 0.09)
    between(location.covered, 0.91, 0.99)
    between(closeness.covered, 0.91, 0.995)
    expect(Math.abs(closeness.mean)).toBeLessThan(0.003)
  })

  test('with a planted effect, intervals cover the true shift of location and of closeness [A15]', () => {
    const { location, closeness } = proof('planted', 200, 80, 0.1, 0.4)
    const expected = truth(0.1, 0.4)
    between(location.covered, 0.91, 0.99)
    between(closeness.covered, 0.91, 0.99)
    expect(location.mean).toBeCloseTo(expected.location, 1.6)
    expect(Math.abs(closeness.mean - expected.closeness)).toBeLessThan(0.003)
    expect(location.rejected).toBe(1)
  })

  test('answers of one session that are all alike make intervals wider and not wrong [A6]', () => {
    const { location, closeness } = proof('alike', 100, 60, 0.2, 0.2, {
      alike: 1,
      repeats: 6,
      items: ITEMS.slice(0, 3),
    })
    between(location.rejected, 0.01, 0.09)
    between(location.covered, 0.91, 0.99)
    between(closeness.covered, 0.91, 1)
  })
})
