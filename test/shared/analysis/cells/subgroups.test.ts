import { describe, expect, test } from 'vitest'
import type { CodedItem } from '../../../../shared/analysis/answers/coded-item.ts'
import { type Heard, withinRows } from '../../../../shared/analysis/cells/subgroups.ts'
import { createRandom } from '../../../../shared/random.ts'
import { itemOf } from '../../../../shared/study/items.ts'
import type { Study } from '../../../../shared/study/study.ts'
import { CODES, runStudy } from '../models-alone/generate-run.ts'

const ITEMS = 8
const women = [0.7, 0.1, 0.1, 0.1]
const men = [0.1, 0.1, 0.1, 0.7]
const shares = (of: readonly number[], n?: number) => ({
  mean: of.reduce((sum, share, k) => sum + share * CODES[k]!, 0),
  shares: Object.fromEntries(of.map((share, k) => [String(CODES[k]), share])),
  ...(n === undefined ? {} : { n }),
})
const items = Array.from({ length: ITEMS }, (_, q) => `Q${q}`)
const figures = (of: readonly number[], n?: number) => Object.fromEntries(items.map((code) => [code, shares(of, n)]))

function studyWith(people: number | undefined): Study {
  const study = runStudy(ITEMS)
  const whole = women.map((share, k) => (share + men[k]!) / 2)
  const subgroups = {
    EGY: { 'sex=female': figures(women, people), 'sex=male': figures(men, people), 'age=16-29': {} },
  }
  const survey = study.populations[0]!
  return {
    ...study,
    populations: [{ ...survey, figures: { EGY: figures(whole, 500) }, subgroups }, study.populations[1]!],
  }
}

/** 200 answers to each item, with exactly the shares of women. */
function heard(study: Study, place = 'EGY'): Heard[] {
  return items.map((_, q): Heard => {
    const item = itemOf(study, `values/q${q}`)
    const coded: CodedItem = { ref: `values/q${q}`, item, codes: CODES, ordered: true }
    return { who: 'a model', place, locale: 'en', coded, counts: women.map((share) => share * 200), independent: true }
  })
}

const rowsOf = (people: number | undefined, place?: string) => {
  const study = studyWith(people)
  return withinRows(study, heard(study, place), { random: createRandom('within'), resamples: 200, level: 0.95 })
}

describe('within a country', () => {
  test('a model that answers as women do is nearer to them than to the country, and farther from men', () => {
    const rows = rowsOf(250)
    expect(rows.map(({ dimension, group, items: n, people }) => [dimension, group, n, people])).toEqual([
      ['sex', 'female', ITEMS, 250],
      ['sex', 'male', ITEMS, 250],
    ])
    const [female, male] = rows.map(({ beyondCountry }) => beyondCountry)
    // Cramer's distance of women's shares to the country's: 0.3 at each of three cut points, a third of the scale apart.
    expect(female!.value).toBeCloseTo(0.3 ** 2, 2)
    expect(male!.value).toBeCloseTo(0.3 ** 2 - 0.6 ** 2, 2)
    expect(rows[0]!.closeness.value).toBeCloseTo(1, 2)
  })

  test('a part behind which too few people stand is not shown, and says why [A17]', () => {
    expect(rowsOf(12)[0]!.closeness).toMatchObject({
      value: null,
      why: expect.stringContaining('fewer than 30 people'),
    })
    expect(rowsOf(undefined)[0]!.closeness.value).not.toBeNull()
  })

  test('a country without subgroups has no rows', () => {
    expect(rowsOf(250, 'MAR')).toEqual([])
  })
})
