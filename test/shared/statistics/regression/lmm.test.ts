import { describe, expect, test } from 'vitest'
import {
  categoricalColumn,
  columnOf,
  numericColumn,
  type Table,
  tableOf,
} from '../../../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../../../shared/statistics/regression/fit-model.ts'
import type { ModelFit, ModelOptions } from '../../../../shared/statistics/regression/fitted-model.ts'
import { dataset } from './regression-data.ts'

function fitted(table: Table, formula: string, options: Omit<ModelOptions, 'formula'> = {}): ModelFit {
  const result = fitModel(table, { formula, ...options })
  if (result.kind === 'refused') throw new Error(result.message)
  return result.fit
}

/** Agreement to a share of the expected figure. */
function near(figure: number | null | undefined, expected: number, share = 2e-6): void {
  expect(Math.abs((figure ?? Number.NaN) - expected)).toBeLessThan(Math.abs(expected) * share)
}

/** One case of reference-R.txt: each coefficient is [estimate, se, df]; each random effect is [variance, correlation]. */
interface Case {
  data: string
  formula: string
  options?: Omit<ModelOptions, 'formula'>
  terms: [number, number, number][]
  random: [number, number?][]
  residual: number
  logLik: number
}

const plain = { baselines: { cond: 'plain' } }
const cases: Case[] = [
  {
    data: 'lme4_sleepstudy',
    formula: 'Reaction ~ Days + (Days | Subject)',
    terms: [
      [251.4051048485, 6.82455577628, 17],
      [10.4672859596, 1.54578893242, 17],
    ],
    random: [[612.08974827467, 0.0655513428535], [35.07166234421]],
    residual: 654.94104068197,
    logLik: -871.81413597925,
  },
  {
    data: 'lme4_sleepstudy',
    formula: 'Reaction ~ Days + (Days | Subject)',
    options: { method: 'ml' },
    terms: [
      [251.4051048485, 6.63227642116, 18],
      [10.4672859596, 1.50223679257, 18],
    ],
    random: [[565.5152710427, 0.0813199745871], [32.6821976138]],
    residual: 654.9410375802,
    logLik: -875.9696722316,
  },
  {
    data: 'lme4_sleepstudy',
    formula: 'Reaction ~ Days + (Days || Subject)',
    terms: [
      [251.4051048485, 6.88538150715, 18.156202216],
      [10.4672859596, 1.55956599589, 18.1562020282],
    ],
    random: [[627.569116727], [35.858201781]],
    residual: 653.583804945,
    logLik: -871.83464679066,
  },
  {
    data: 'lme4_sleepstudy',
    formula: 'Reaction ~ Days + (1 | Subject)',
    terms: [
      [251.4051048485, 9.746716339972, 22.8101982847],
      [10.4672859596, 0.804221428218, 161],
    ],
    random: [[1378.178539239]],
    residual: 960.456576823,
    logLik: -893.23254269746,
  },
  {
    data: 'lme4_Dyestuff',
    formula: 'Yield ~ 1 + (1 | Batch)',
    terms: [[1527.5, 19.3834121788, 5]],
    random: [[1764.05000643]],
    residual: 2451.24999861,
    logLik: -159.827138421,
  },
  {
    data: 'lme4_Dyestuff',
    formula: 'Yield ~ 1 + (1 | Batch)',
    options: { method: 'ml' },
    terms: [[1527.5, 17.6945535028, 6]],
    random: [[1388.33334255]],
    residual: 2451.24999718,
    logLik: -163.663529941,
  },
  {
    data: 'lme4_Penicillin',
    formula: 'diameter ~ 1 + (1 | plate) + (1 | sample)',
    terms: [[22.9722222222, 0.808573360599, 5.48709295858]],
    random: [[0.716908176766], [3.730917588346]],
    residual: 0.302415462713,
    logLik: -165.43029449554,
  },
  {
    data: 'lme4_Pastes',
    formula: 'strength ~ 1 + (1 | batch/cask)',
    terms: [[60.0533333333, 0.676870097141, 9]],
    random: [[8.433666670971], [1.657309063443]],
    residual: 0.677999981613,
    logLik: -123.49537292674,
  },
  {
    data: 'lme4_cake',
    formula: 'angle ~ recipe * temp + (1 | recipe:replicate)',
    terms: [
      [2.37936507935255, 5.9028017198837, 254.015769706],
      [-3.64920634919418, 8.3478222482577, 254.015763335],
      [-1.9412698412592, 8.3478222482577, 254.015763327],
      [0.15371428571435, 0.0282074803465, 222],
      [0.01085714285708, 0.0398914012664, 222],
      [0.00209523809519, 0.0398914012664, 222],
    ],
    random: [[41.7678326445]],
    residual: 20.8861261218,
    logLik: -851.63374003775,
  },
]

describe('linear mixed models', () => {
  test.each(cases)('$formula on $data ($options.method) is as in lme4 and lmerTest', (expected) => {
    const found = fitted(dataset(expected.data), expected.formula, expected.options)
    expected.terms.forEach(([estimate, se, df], j) => {
      near(found.terms[j]!.estimate, estimate)
      near(found.terms[j]!.se, se)
      near(found.terms[j]!.df, df, 1e-5)
    })
    expected.random.forEach(([variance, correlation], j) => {
      near(found.random[j]!.variance, variance, 5e-6)
      if (correlation === undefined) return
      near(Object.values(found.random[j]!.correlation ?? {})[0], correlation, 1e-5)
    })
    near(found.residual?.variance, expected.residual)
    near(found.logLik, expected.logLik, 1e-11)
    expect(found.criterion).toBeCloseTo(-2 * expected.logLik, 7)
    expect(found).toMatchObject({ converged: true, warnings: [] })
  })

  test('a singular fit with crossed slopes is as in lme4, and says that it is singular', () => {
    const found = fitted(dataset('answers'), 'score ~ cond + x + (cond | person) + (cond | item)', plain)
    near(found.logLik, -975.85387999284, 1e-10)
    near(found.terms[1]!.estimate, 1.195679359654, 1e-5)
    near(found.terms[1]!.se, 0.2519233914435, 1e-4)
    near(found.terms[1]!.df, 28.7723581565, 1e-4)
    near(found.random[0]!.variance, 2.74640823, 1e-4)
    near(found.random[3]!.variance, 0.00588684449, 1e-3)
    near(found.random[3]!.correlation?.['(Intercept)'], 1, 1e-6)
    expect(found.warnings).toEqual([expect.stringMatching(/singular/)])
  })

  test('three correlated coefficients beside a crossed factor are as in lme4', () => {
    const found = fitted(dataset('answers'), 'score ~ cond * x + (cond + x | person) + (1 | item)', plain)
    near(found.logLik, -977.66133886874, 1e-9)
    near(found.terms[3]!.estimate, 0.041727345085, 1e-4)
    near(found.terms[3]!.se, 0.0883503026493, 1e-4)
    near(found.random[1]!.variance, 1.69942382584, 1e-4)
  })

  test('the order of rows and the names of levels change nothing', () => {
    const source = dataset('answers')
    const order = Array.from({ length: source.rows }, (_, i) => (i * 7) % source.rows)
    const number = (name: string) => {
      const c = columnOf(source, name)
      return numericColumn(name, c.kind === 'numeric' ? order.map((i) => c.values[i]!) : [])
    }
    const renamed = (name: string, prefix: string) => {
      const c = columnOf(source, name)
      return categoricalColumn(name, c.kind === 'categorical' ? order.map((i) => prefix + c.levels[c.codes[i]!]!) : [])
    }
    const moved = tableOf([
      number('score'),
      number('x'),
      renamed('cond', 'k'),
      renamed('person', 'z'),
      renamed('item', 'q'),
    ])
    const formula = 'score ~ cond + x + (cond | person) + (1 | item)'
    const a = fitted(source, formula, plain)
    const b = fitted(moved, formula, { baselines: { cond: 'kplain' } })
    near(b.logLik, a.logLik, 1e-11)
    a.terms.forEach((term, j) => {
      near(b.terms[j]!.estimate, term.estimate, 1e-7)
      near(b.terms[j]!.df, term.df!, 1e-5)
    })
    a.random.forEach((effect, j) => {
      near(b.random[j]!.variance, effect.variance, 1e-5)
    })
  })

  test('units change estimates by their factor and nothing else', () => {
    const source = dataset('lme4_sleepstudy')
    const subject = columnOf(source, 'Subject')
    const rescaled = (name: string, factor: number) => {
      const c = columnOf(source, name)
      return numericColumn(name, c.kind === 'numeric' ? c.values.map((value) => value * factor) : [])
    }
    const small = tableOf([rescaled('Reaction', 1e-4), rescaled('Days', 86_400_000), subject])
    const formula = 'Reaction ~ Days + (Days | Subject)'
    const a = fitted(source, formula)
    const b = fitted(small, formula)
    near(b.terms[1]!.estimate, (a.terms[1]!.estimate * 1e-4) / 86_400_000, 1e-7)
    near(b.terms[1]!.statistic, a.terms[1]!.statistic, 1e-6)
    near(b.terms[1]!.df, a.terms[1]!.df!, 1e-5)
    near(b.random[0]!.variance, a.random[0]!.variance * 1e-8, 1e-5)
    near(b.random[0]!.correlation?.Days, a.random[0]!.correlation!.Days!, 1e-4)
  })

  test('an outcome with twelve constant leading digits has the same fit', () => {
    const source = dataset('lme4_sleepstudy')
    const reaction = columnOf(source, 'Reaction')
    const far = numericColumn(
      'Reaction',
      reaction.kind === 'numeric' ? reaction.values.map((value) => value + 1e12) : [],
    )
    const found = fitted(
      tableOf([far, columnOf(source, 'Days'), columnOf(source, 'Subject')]),
      'Reaction ~ Days + (1 | Subject)',
    )
    near(found.terms[1]!.estimate, 10.4672859596, 1e-5)
    near(found.random[0]!.variance, 1378.178539239, 1e-4)
  })

  test('nothing between groups gives a variance of 0 and the estimates of least squares', () => {
    const table = tableOf([
      categoricalColumn('g', ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'e']),
      numericColumn('x', [1, 2, 1, 3, 2, 5, 3, 4, 2, 2]),
      numericColumn('y', [1, 3, 2, 2, 1, 3, 3, 1, 2.5, 1.4]),
    ])
    const mixed = fitted(table, 'y ~ x + (1 | g)')
    const simple = fitted(table, 'y ~ x')
    expect(mixed.random[0]!.variance).toBe(0)
    near(mixed.terms[1]!.estimate, simple.terms[1]!.estimate, 1e-9)
    near(mixed.terms[1]!.se, simple.terms[1]!.se, 1e-9)
    expect(mixed.warnings).toEqual([expect.stringMatching(/singular/)])
  })

  test('between-within degrees of freedom count people for what varies between them, rows for the rest', () => {
    const found = fitted(dataset('lme4_sleepstudy'), 'Reaction ~ Days + (1 | Subject)', { df: 'between-within' })
    expect(found.terms.map((term) => term.df)).toEqual([17, 161])
  })
})
