import { describe, expect, test } from 'vitest'
import {
  at,
  choleskyInPlace,
  column,
  dot,
  fromColumns,
  identity,
  multiply,
  solveLowerInPlace,
  transpose,
} from '../../../../shared/statistics/algebra/matrix.ts'
import { categoricalColumn, numericColumn, tableOf } from '../../../../shared/statistics/regression/data-table.ts'
import { buildDesign } from '../../../../shared/statistics/regression/design.ts'
import { parseFormula } from '../../../../shared/statistics/regression/formula.ts'
import { type Method, prepareCriterion } from '../../../../shared/statistics/regression/lmm-criterion.ts'
import { buildGroupingFactors } from '../../../../shared/statistics/regression/lmm-groups.ts'
import { lambdasOf, startingParameters } from '../../../../shared/statistics/regression/lmm-random.ts'

// Unbalanced on purpose: people with 2 to 6 rows in schools, items seen by some, and a slope that differs by row.
const rows = Array.from({ length: 75 }, (_, i) => {
  const person = Math.floor(Math.sqrt(i * 7)) % 17
  return {
    person: `p${person}`,
    school: `s${person % 4}`,
    item: `i${(i * 5) % 11}`,
    x: Math.sin(i * 3.1),
    y: ((i * 37) % 29) / 7,
  }
})
const table = tableOf([
  categoricalColumn(
    'person',
    rows.map((row) => row.person),
  ),
  categoricalColumn(
    'school',
    rows.map((row) => row.school),
  ),
  categoricalColumn(
    'item',
    rows.map((row) => row.item),
  ),
  numericColumn(
    'x',
    rows.map((row) => row.x),
  ),
  numericColumn(
    'y',
    rows.map((row) => row.y),
  ),
])
const y = Float64Array.from(rows, (row) => row.y)

function prepared(text: string, method: Method) {
  const formula = parseFormula(text)
  const design = buildDesign(table, formula.fixed, formula.variables, {})
  const factors = buildGroupingFactors(table, formula.random, formula.variables, {})
  const theta = startingParameters(factors).map((value, t) => 0.6 * value + 0.17 * Math.cos(t * 2.3))
  return { design, factors, theta, criterion: prepareCriterion(design, y, factors, method) }
}

/** The criterion by its definition: the normal density of y with covariance I + Z Λ Λ' Z', n by n. */
function byDefinition({ design, factors, theta }: ReturnType<typeof prepared>, method: Method): number {
  const n = y.length
  const covariance = identity(n)
  lambdasOf(factors, theta).forEach((lambda, f) => {
    const factor = factors[f]!
    const p = factor.columns.length
    const relative = { rows: p, cols: p, values: lambda }
    const block = multiply(relative, transpose(relative))
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (factor.codes[i] !== factor.codes[j]) continue
        for (let a = 0; a < p; a++)
          for (let b = 0; b < p; b++)
            covariance.values[i + j * n]! += factor.columns[a]![i]! * at(block, a, b) * factor.columns[b]![j]!
      }
    }
  })
  expect(choleskyInPlace(covariance)).toBe(-1)
  const whitened = [...design.names.map((_, j) => column(design.x, j)), y].map((values) => {
    const moved = Float64Array.from(values)
    solveLowerInPlace(covariance, moved)
    return moved
  })
  // The bordered cross-product of X and y: its factor holds the determinant of X'V^-1 X and the residual.
  const all = fromColumns(whitened, n)
  const cross = multiply(transpose(all), all)
  choleskyInPlace(cross)
  const k = design.names.length
  const rss = at(cross, k, k) ** 2
  let logs = 0
  for (let i = 0; i < n; i++) logs += 2 * Math.log(at(covariance, i, i))
  if (method === 'reml') for (let j = 0; j < k; j++) logs += 2 * Math.log(at(cross, j, j))
  const degrees = method === 'reml' ? n - k : n
  return logs + degrees * (1 + Math.log((2 * Math.PI * rss) / degrees))
}

const formulas = [
  'y ~ x + (1 | person)',
  'y ~ x + (x | person)',
  'y ~ x + (1 | school/person) + (1 | item)',
  'y ~ x + (x | item) + (x || person)',
  'y ~ 1 + (1 | person) + (x | item) + (0 + x | school)',
]

describe.each<Method>(['reml', 'ml'])('the %s criterion', (method) => {
  test.each(formulas)('of %s is the density of y by its definition', (formula) => {
    const model = prepared(formula, method)
    expect(model.criterion.value(model.theta)).toBeCloseTo(byDefinition(model, method), 8)
  })

  test.each(formulas)('of %s has the gradient that its differences show', (formula) => {
    const { criterion, theta } = prepared(formula, method)
    const gradient = criterion.gradient(theta)
    expect(dot(gradient, gradient)).toBeGreaterThan(0.01)
    theta.forEach((value, t) => {
      const up = Float64Array.from(theta)
      const down = Float64Array.from(theta)
      up[t] = value + 1e-5
      down[t] = value - 1e-5
      expect(gradient[t]).toBeCloseTo((criterion.value(up) - criterion.value(down)) / 2e-5, 4)
    })
  })
})

test('many people who saw the same rows are pooled without a change', () => {
  // Twice the same people, once with equal rows and once with rows that differ in an x that no term uses.
  const n = 240
  const make = (name: string, of: (i: number) => number) =>
    numericColumn(
      name,
      Array.from({ length: n }, (_, i) => of(i)),
    )
  const people = categoricalColumn(
    'person',
    Array.from({ length: n }, (_, i) => `p${i % 60}`),
  )
  const items = categoricalColumn(
    'item',
    Array.from({ length: n }, (_, i) => `i${Math.floor(i / 60)}`),
  )
  const outcome = make('y', (i) => ((i * 37) % 29) / 7 + (i % 60) / 20)
  const value = (slope: (i: number) => number): number => {
    const data = tableOf([people, items, outcome, make('s', slope)])
    const formula = parseFormula('y ~ 1 + (s | person) + (1 | item)')
    const design = buildDesign(data, formula.fixed, formula.variables, {})
    const factors = buildGroupingFactors(data, formula.random, formula.variables, {})
    const values = outcome.values
    return prepareCriterion(design, values, factors, 'reml').value(startingParameters(factors))
  }
  // 1e-9 of difference keeps the levels apart; the criterion is smooth in it.
  const pooled = value((i) => (i >= 120 ? 1 : -1))
  const apart = value((i) => (i >= 120 ? 1 : -1) * (1 + 1e-9 * (i % 60)))
  expect(apart).toBeCloseTo(pooled, 5)
})
