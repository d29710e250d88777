import { describe, expect, test } from 'vitest'
import { PARTS } from './parts.ts'
import { band, covers, type Look, marks, Tally } from './tally.ts'

const STUDIES = 1

describe('npm run validate', () => {
  test.each(Object.keys(PARTS))(
    '%s gives each estimator a look at every study, by seed',
    { timeout: 60_000 },
    (name) => {
      const part = PARTS[name]!
      const looks = Array.from({ length: STUDIES }, (_, study) => part.look(`smoke ${study}`))
      expect(part.look('smoke 0')).toEqual(looks[0])
      const tally = new Tally()
      for (const one of looks) tally.add(one)
      const rows = tally.rows()
      expect(rows.length).toBeGreaterThan(1)
      for (const { line, studies, coverage, rejection } of rows) {
        expect(studies, line).toBe(STUDIES)
        expect(coverage?.n, line).toBe(STUDIES)
        for (const share of [coverage, rejection]) if (share !== null) expect([0, 1], line).toContain(share.share)
        // Only a study without an effect says how often a test finds one.
        expect(rejection === null || !line.includes('planted'), line).toBe(true)
      }
      // An interval that holds the truth hardly ever is an estimator of something else.
      expect(looks.flat().filter(({ covered }) => covered).length).toBeGreaterThan(looks.flat().length / 2)
    },
  )
})

describe('the table of a validation', () => {
  test('bands are those of the binomial', () => {
    // qbinom(c(0.025, 0.975), n, p) of R 4.2.2.
    expect(band(200, 0.95)).toEqual({ low: 184, high: 196 })
    expect(band(200, 0.05)).toEqual({ low: 4, high: 16 })
    expect(band(40, 0.05)).toEqual({ low: 0, high: 5 })
    expect(band(2000, 0.95)).toEqual({ low: 1880, high: 1919 })
  })

  test('what lies outside its band is marked, and nothing else', () => {
    const row = (covered: number, rejected: number) => {
      const tally = new Tally()
      const look = (study: number): Look => ({ line: 'x', covered: study < covered, rejected: study < rejected })
      tally.add(Array.from({ length: 200 }, (_, study) => look(study)))
      return marks(tally.rows()[0]!)
    }
    expect(row(190, 10)).toBe('')
    expect(row(183, 17)).toBe('too narrow, rejects too often')
    expect(row(199, 1)).toBe('wide, rejects rarely')
    expect(row(184, 16)).toBe('')
  })

  test('an interval holds its ends', () => {
    expect([0, 0.5, 1, 1.1].map((truth) => covers({ low: 0, high: 1 }, truth))).toEqual([true, true, true, false])
  })
})
