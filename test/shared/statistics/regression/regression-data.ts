import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import {
  asNumeric,
  columnOf,
  numericColumn,
  type Table,
  tableFromCells,
  tableOf,
} from '../../../../shared/statistics/regression/data-table.ts'
import { buildDesign, type Design } from '../../../../shared/statistics/regression/design.ts'
import { parseFormula } from '../../../../shared/statistics/regression/formula.ts'

const folder = new URL('../data/regression/', import.meta.url)

/** A dataset of the tests as a table. `within` is its folder. */
export function dataset(name: string, within: 'regression' | 'design' = 'regression'): Table {
  const cells: string[][] = parse(readFileSync(new URL(`../${within}/${name}.csv`, folder), 'utf8'))
  return tableFromCells(cells[0]!, cells.slice(1))
}

/** A NIST file: its text, and the two numbers of each data row from line 61 on. */
export function nist(name: string): { text: string; rows: [number, number][] } {
  const text = readFileSync(new URL(`nist/${name}.dat`, folder), 'utf8')
  const rows = text
    .split('\n')
    .slice(60)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((cells) => cells.length === 2)
    .map((cells): [number, number] => [cells[0]!, cells[1]!])
  return { text, rows }
}

/** Two numeric columns as a table. */
export function pairTable(rows: readonly [number, number][], first: string, second: string): Table {
  return tableOf([
    numericColumn(
      first,
      rows.map((row) => row[0]),
    ),
    numericColumn(
      second,
      rows.map((row) => row[1]),
    ),
  ])
}

/** Design and outcome of a formula without random terms, on a table without missing values. */
export function designOf(
  table: Table,
  text: string,
  baselines: Record<string, string> = {},
): { design: Design; y: Float64Array } {
  const formula = parseFormula(text)
  return {
    design: buildDesign(table, formula.fixed, formula.variables, baselines),
    y: asNumeric(columnOf(table, formula.response.column), 'The outcome').values,
  }
}
