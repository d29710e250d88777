import { type CsvError, parse } from 'csv-parse/sync'
import { codesOf, type Item } from '../../shared/instrument/instrument.ts'
import { Country, type Population, type Reference } from '../../shared/instrument/population.ts'
import type { StudyProblem } from './problem.ts'
import { remember } from './remember.ts'

/** country -> item's reference code -> figures */
type Figures = Record<string, Record<string, Reference>>

const COLUMNS = { means: ['country', 'item', 'mean'], distributions: ['country', 'item', 'code', 'share'] } as const
/** How far the shares of one item may miss 1: published shares are rounded. */
const ROUNDING = 0.01

type Row = { line: number; cells: string[] }

/**
 * Figures of a population's CSV, for the items in `wanted` (reference code -> item) only: a study carries what it can use.
 * Every row is checked, wanted or not. Each wrong row is a problem with its line; the figures then lack it.
 */
export function readFigures(
  text: string,
  file: string,
  kind: Population['kind'],
  wanted: ReadonlyMap<string, Item>,
): { figures: Figures; problems: StudyProblem[] } {
  const problems: StudyProblem[] = []
  const complain = (line: number, message: string) => problems.push({ file, line, severity: 'error', message })
  const read = rowsOf(text)
  if (!read.ok) {
    complain(read.line, `this is not CSV: ${read.message}`)
    return { figures: {}, problems }
  }
  const [head, ...rows] = read.rows
  const columns = COLUMNS[kind]
  if (head === undefined || head.cells.join(',') !== columns.join(',')) {
    complain(1, `the columns are "${head?.cells.join(',') ?? ''}"; a population of ${kind} has "${columns.join(',')}".`)
    return { figures: {}, problems }
  }

  const seen = new Map<string, number>()
  const sums = new Map<string, { line: number; sum: number; of: string }>()
  const figures: Figures = {}
  for (const { line, cells } of rows) {
    const wrong = wrongCells(cells, columns, wanted)
    if (wrong !== null) {
      complain(line, wrong)
      continue
    }
    const [country, item] = cells as [string, string]
    const key = cells.slice(0, columns.length - 1).join(' ')
    const earlier = seen.get(key)
    if (earlier !== undefined) {
      complain(line, `"${key}" stands on line ${earlier} already; remove one of the two.`)
      continue
    }
    seen.set(key, line)
    if (kind === 'distributions') {
      const cell = `${country} ${item}`
      const sum = sums.get(cell) ?? { line, sum: 0, of: cell }
      sum.sum += Number(cells[3])
      sums.set(cell, sum)
    }
    if (wanted.has(item)) addFigure(figures, kind, cells)
  }
  for (const { line, sum, of } of sums.values())
    if (Math.abs(sum - 1) > ROUNDING)
      complain(line, `the shares of ${of} sum to ${sum.toFixed(4)}; they must sum to 1 (within ${ROUNDING}).`)
  return { figures, problems }
}

const rowsOf = remember(4, readRows)

function readRows(text: string): { ok: true; rows: Row[] } | { ok: false; line: number; message: string } {
  // Without quotes no cell can hold a line break, so a row is a line. Large tables of figures have none.
  if (!text.includes('"')) {
    const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
    return {
      ok: true,
      rows: lines.flatMap((row, index) => (row === '' ? [] : [{ line: index + 1, cells: row.split(',') }])),
    }
  }
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }
    const parsed = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]
    return { ok: true, rows: parsed.map(({ record, info }) => ({ line: info.lines, cells: record })) }
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number }
    return { ok: false, line: lines ?? 1, message }
  }
}

function wrongCells(cells: string[], columns: readonly string[], wanted: ReadonlyMap<string, Item>): string | null {
  if (cells.length !== columns.length)
    return `this row has ${cells.length} cells; it must have ${columns.length}: ${columns.join(', ')}.`
  const [country, reference, third, share] = cells as [string, string, string, string | undefined]
  const fault = countryFault(country)
  if (fault !== null) return fault
  if (reference === '') return 'the item is empty; write its code, like "Q57".'
  const number = third.trim() === '' ? Number.NaN : Number(third)
  const codes = wanted.has(reference) ? codesOf(wanted.get(reference)!.answer) : []
  if (share === undefined) {
    if (!Number.isFinite(number)) return `the mean "${third}" is not a number.`
    if (codes.length > 0 && (number < Math.min(...codes) || number > Math.max(...codes)))
      return `the mean ${third} of ${reference} lies outside its codes ${Math.min(...codes)} to ${Math.max(...codes)}.`
    return null
  }
  if (!Number.isInteger(number)) return `the code "${third}" is not a whole number.`
  if (codes.length > 0 && !codes.includes(number))
    return `${reference} has no code ${third}; the instrument has ${codes.join(', ')}.`
  const part = share.trim() === '' ? Number.NaN : Number(share)
  return part >= 0 && part <= 1 ? null : `the share "${share}" is not a number from 0 to 1.`
}

/** A table names a few countries thousands of times. */
const countryFault = remember(500, (country) => {
  const place = Country.safeParse(country)
  return place.success ? null : `"${country}" ${place.error.issues[0]!.message}.`
})

function addFigure(figures: Figures, kind: Population['kind'], cells: string[]): void {
  const [country, item, third, share] = cells as [string, string, string, string | undefined]
  figures[country] ??= {}
  const byItem = figures[country]
  if (kind === 'means') {
    byItem[item] = { mean: Number(third) }
    return
  }
  const before = byItem[item]
  const shares = { ...(before !== undefined && 'shares' in before ? before.shares : {}), [third]: Number(share) }
  const total = Object.values(shares).reduce((sum, one) => sum + one, 0)
  const weighted = Object.entries(shares).reduce((sum, [code, one]) => sum + Number(code) * one, 0)
  byItem[item] = { mean: total === 0 ? 0 : weighted / total, shares }
}
