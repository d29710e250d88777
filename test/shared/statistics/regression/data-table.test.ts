import { describe, expect, test } from 'vitest'
import { column } from '../../../../shared/statistics/algebra/matrix.ts'
import {
  asCategorical,
  asNumeric,
  categoricalColumn,
  columnOf,
  numericColumn,
  selectRows,
  tableFromCells,
  tableOf,
} from '../../../../shared/statistics/regression/data-table.ts'
import { buildDesign } from '../../../../shared/statistics/regression/design.ts'
import { parseFormula } from '../../../../shared/statistics/regression/formula.ts'

function columnFrom(...cells: string[]) {
  return columnOf(
    tableFromCells(
      ['c'],
      cells.map((cell) => [cell]),
    ),
    'c',
  )
}

describe('a table read from text', () => {
  test('has numbers where every cell that has a value is one, and counts the missing', () => {
    const c = columnFrom('1', ' -2.5e1 ', '', 'NA', '.5')
    expect(c).toMatchObject({ kind: 'numeric', missing: 2 })
    expect([...asNumeric(c, 'x').values]).toEqual([1, -25, Number.NaN, Number.NaN, 0.5])
  })

  test('keeps levels in order of appearance', () => {
    expect(columnFrom('b', 'a', '', 'b')).toMatchObject({ levels: ['b', 'a'], missing: 1 })
  })

  test('takes digits that are names for names', () => {
    expect(columnFrom('007', '012', '100').kind).toBe('categorical')
    expect(columnFrom('12345678901234567', '12345678901234568').kind).toBe('categorical')
  })

  test('names the cell of text in a column of numbers', () => {
    expect(() => asNumeric(columnFrom('1', '2', '3', 'four'), 'The outcome')).toThrow(/"four" in row 4/)
  })

  test('refuses a ragged row and two columns of one name', () => {
    expect(() => tableFromCells(['a', 'b'], [['1']])).toThrow(/Row 1 has 1 cells where the header has 2/)
    expect(() => tableFromCells(['a', 'a'], [])).toThrow(/Two columns are named "a"/)
  })

  test('numbers taken as categories stand by size, and lost levels are dropped', () => {
    const c = asCategorical(columnFrom('10', '2', '10', '1'))
    expect(c.levels).toEqual(['1', '2', '10'])
    expect(selectRows(c, Int32Array.of(0, 3))).toMatchObject({ levels: ['1', '10'], codes: Int32Array.of(1, 0) })
  })
})

describe('the design of a formula', () => {
  const table = tableOf([
    categoricalColumn('arm', ['b', 'a', 'c', 'a']),
    categoricalColumn('place', ['x', 'y', 'x', 'y']),
    numericColumn('pre', [1, 2, 3, 4]),
  ])
  function names(text: string, baselines: Record<string, string> = {}): readonly string[] {
    const formula = parseFormula(text)
    return buildDesign(table, formula.fixed, formula.variables, baselines).names
  }

  test('compares with the first level to appear, or with the one that is named', () => {
    expect(names('y ~ arm')).toEqual(['(Intercept)', 'arma', 'armc'])
    expect(names('y ~ arm', { arm: 'a' })).toEqual(['(Intercept)', 'armb', 'armc'])
  })

  test('codes a category in full where its margin is absent', () => {
    expect(names('y ~ 0 + arm')).toEqual(['armb', 'arma', 'armc'])
    expect(names('y ~ arm:pre')).toEqual(['(Intercept)', 'armb:pre', 'arma:pre', 'armc:pre'])
    expect(names('y ~ pre + arm:pre')).toEqual(['(Intercept)', 'pre', 'pre:arma', 'pre:armc'])
    expect(names('y ~ 0 + arm + place')).toEqual(['armb', 'arma', 'armc', 'placey'])
  })

  test('multiplies columns for interactions, the first factor changing fastest', () => {
    const formula = parseFormula('y ~ arm * place')
    const design = buildDesign(table, formula.fixed, formula.variables, {})
    expect(design.names.slice(4)).toEqual(['arma:placey', 'armc:placey'])
    expect([...column(design.x, 4)]).toEqual([0, 1, 0, 1])
  })

  test('lists the levels when a baseline is not one of them', () => {
    expect(() => names('y ~ arm', { arm: 'control' })).toThrow(/no level "control".*Levels: b, a, c/)
  })
})
