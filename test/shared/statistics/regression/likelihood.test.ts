import { describe, expect, test } from 'vitest'
import { fitModel } from '../../../../shared/statistics/regression/fit-model.ts'
import type { ModelFit, ModelOptions } from '../../../../shared/statistics/regression/fitted-model.ts'
import { dataset } from './regression-data.ts'

function fitted(data: string, formula: string, options: Omit<ModelOptions, 'formula'>): ModelFit {
  const result = fitModel(dataset(data), { formula, ...options })
  if (result.kind === 'refused') throw new Error(result.message)
  return result.fit
}

function expectTerms(found: ModelFit, expected: readonly (readonly [string, number, number])[], share: number): void {
  expect(found.terms.map((term) => term.term)).toEqual(expected.map(([name]) => name))
  expected.forEach(([, estimate, se], j) => {
    expect(Math.abs(found.terms[j]!.estimate / estimate - 1)).toBeLessThan(share)
    expect(Math.abs(found.terms[j]!.se / se - 1)).toBeLessThan(share)
  })
}

const plain = { baselines: { cond: 'plain' } }
const binomial = { family: 'binomial' } as const
const ordinal = { family: 'ordinal' } as const

describe('logistic regression', () => {
  test('am ~ wt + hp is as in R glm', () => {
    const found = fitted('mtcars', 'am ~ wt + hp', binomial)
    const expected = [
      ['(Intercept)', 18.8662987172041, 7.4435580602053],
      ['wt', -8.0834751824446, 3.0686751130547],
      ['hp', 0.0362555960822, 0.0177341536508],
    ] as const
    expectTerms(found, expected, 1e-7)
    expect(found.logLik).toBeCloseTo(-5.02955523613, 10)
    expect(found.terms[1]!.p).toBeCloseTo(0.00843381259971, 8)
    expect(found.terms[1]!.df).toBeNull()
  })

  test('clustered errors are those of sandwich with G/(G-1)', () => {
    const found = fitted('mtcars', 'am ~ wt + hp', { ...binomial, errors: { kind: 'cluster', column: 'carb' } })
    const expected = [
      ['(Intercept)', 18.8662987172041, 8.76696869313589],
      ['wt', -8.0834751824446, 2.75055306049956],
      ['hp', 0.0362555960822, 0.00652086082016],
    ] as const
    expectTerms(found, expected, 1e-6)
    expect(found.warnings).toEqual([expect.stringMatching(/6 clusters are likely too small/)])
  })

  test('counts of successes and trials are as in R glm', () => {
    const found = fitted('lme4_cbpp', 'incidence / size ~ factor(period)', binomial)
    const expected = [
      ['(Intercept)', -1.26902348937, 0.144919762429],
      ['factor(period)2', -1.17076272514, 0.291467787719],
      ['factor(period)3', -1.30140533386, 0.312881171641],
      ['factor(period)4', -1.78227863534, 0.413056442968],
    ] as const
    expectTerms(found, expected, 2e-6)
    expect(found.logLik).toBeCloseTo(-99.0291994894, 9)
  })
})

describe('logistic mixed models', () => {
  test('cbpp is as in glmer with a tight inner loop', () => {
    const found = fitted('lme4_cbpp', 'incidence / size ~ factor(period) + (1 | herd)', binomial)
    const expected = [
      ['(Intercept)', -1.398532144355, 0.232471756697],
      ['factor(period)2', -0.992332682458, 0.306642073908],
      ['factor(period)3', -1.128672039402, 0.326637405288],
      ['factor(period)4', -1.580313902803, 0.427435815898],
    ] as const
    expectTerms(found, expected, 5e-6)
    expect(found.logLik).toBeCloseTo(-92.0262818715, 7)
    expect(found.random[0]!.variance).toBeCloseTo(0.412499756, 5)
  })

  test('cbpp is within the tolerance of glmer at its defaults', () => {
    const found = fitted('lme4_cbpp', 'incidence / size ~ factor(period) + (1 | herd)', binomial)
    ;[-1.398342864471, -0.991924974976, -1.128216215943, -1.579745413649].forEach((estimate, j) => {
      expect(Math.abs(found.terms[j]!.estimate / estimate - 1)).toBeLessThan(5e-4)
    })
    expect(found.logLik).toBeCloseTo(-92.0265663895, 3)
  })

  test('crossed people and items are as in glmer', () => {
    const found = fitted('answers', 'yes ~ cond + x + (1 | person) + (1 | item)', { ...binomial, ...plain })
    const expected = [
      ['(Intercept)', -0.547066255473, 0.262085616224],
      ['condframed', 0.847300881605, 0.193146830705],
      ['x', 0.385715123497, 0.101894827332],
    ] as const
    expectTerms(found, expected, 1e-5)
    expect(found.random[0]!.variance).toBeCloseTo(1.1339027, 4)
    expect(found.random[1]!.variance).toBeCloseTo(0.23741107, 4)
    expect(found.logLik).toBeCloseTo(-367.476596955, 7)
  })

  test('correlated slopes of people beside items are as in glmer', () => {
    const found = fitted('answers', 'yes ~ cond + x + (cond | person) + (1 | item)', { ...binomial, ...plain })
    const expected = [
      ['(Intercept)', -0.502151870472, 0.228008072503],
      ['condframed', 0.856806768548, 0.241732932957],
      ['x', 0.381889762873, 0.103301012709],
    ] as const
    expectTerms(found, expected, 1e-4)
    expect(found.logLik).toBeCloseTo(-364.372049206, 6)
    expect(found.random[0]!.correlation?.condframed).toBeCloseTo(0.84466936, 3)
  })
})

describe('cumulative-link models', () => {
  test('wine is as in clm', () => {
    const found = fitted('ordinal_wine', 'rating ~ temp + contact', ordinal)
    const expected = [
      ['1|2', -1.34438341126, 0.517102045324],
      ['2|3', 1.25080879842, 0.437880202962],
      ['3|4', 3.46688692647, 0.597760424608],
      ['4|5', 5.00640420427, 0.730906343667],
      ['tempwarm', 2.5031020079, 0.528680100825],
      ['contactyes', 1.5277976581, 0.476622629648],
    ] as const
    expectTerms(found, expected, 1e-6)
    expect(found.logLik).toBeCloseTo(-86.4919233656, 9)
  })

  test('wine with an intercept for each judge is as in clmm with 11 points', () => {
    const found = fitted('ordinal_wine', 'rating ~ temp + contact + (1 | judge)', ordinal)
    const expected = [
      ['1|2', -1.62348745382, 0.683386277641],
      ['2|3', 1.51279603735, 0.604438677322],
      ['3|4', 4.22705345165, 0.808980575866],
      ['4|5', 6.08615227424, 0.971942859613],
      ['tempwarm', 3.06189099008, 0.595077207828],
      ['contactyes', 1.83343336246, 0.512172033531],
    ] as const
    expectTerms(found, expected, 5e-5)
    expect(found.random[0]!.variance).toBeCloseTo(1.28773312773, 3)
    expect(found.logLik).toBeCloseTo(-81.5324607115, 7)
  })

  test('a reversed scale changes the sign of every coefficient and nothing else', () => {
    const up = fitted('answers', 'rating ~ cond + x', { ...ordinal, ...plain })
    const order = ['5', '4', '3', '2', '1']
    const down = fitted('answers', 'rating ~ cond + x', { ...ordinal, ...plain, order })
    expect(down.logLik).toBeCloseTo(up.logLik, 9)
    expect(down.terms[4]!.estimate).toBeCloseTo(-up.terms[4]!.estimate, 8)
    expect(down.terms[5]!.se).toBeCloseTo(up.terms[5]!.se, 8)
    expect(down.terms[0]!.term).toBe('5|4')
  })

  test('clusters of people widen the errors of what varies between them', () => {
    const alone = fitted('answers', 'rating ~ cond + x', { ...ordinal, ...plain })
    const found = fitted('answers', 'rating ~ cond + x', {
      ...ordinal,
      ...plain,
      errors: { kind: 'cluster', column: 'person' },
    })
    expect(found.groups).toEqual({ person: 30 })
    expect(found.terms[0]!.se).toBeGreaterThan(alone.terms[0]!.se * 1.2)
    expect(found.terms[5]!.estimate).toBeCloseTo(alone.terms[5]!.estimate, 10)
  })
})
