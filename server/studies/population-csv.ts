import { codesOf, type Item } from '../../shared/instrument/instrument.ts'
import { Country, type Population, type Reference, Subgroup } from '../../shared/instrument/population.ts'
import { sha256 } from '../digest.ts'
import { linesOf } from './csv-lines.ts'
import { remember } from './remember.ts'
import type { StudyProblem } from './study-problem.ts'

/** What a population's CSV says: figures of countries, and of their subgroups if there are any. */
export type ReadFigures = Pick<Population, 'figures' | 'subgroups'>

const REQUIRED = { means: ['country', 'item', 'mean'], distributions: ['country', 'item', 'code', 'share'] } as const
const OPTIONAL = ['subgroup', 'n', 'effective'] as const
type Column = (typeof REQUIRED)[keyof typeof REQUIRED][number] | (typeof OPTIONAL)[number]

/** How much the sum of the shares of one item may differ from 1: published shares are rounded. */
const ROUNDING = 0.01

/** A row by its columns. Columns that the file lacks are empty. `value` is the mean, or the share of `code`. */
type Row = Record<'country' | 'subgroup' | 'item' | 'code' | 'value' | 'n' | 'effective', string>
/** The rows of one item in one place, as they are gathered: the first row, and value and line of each code. */
type Gathered = { first: Row; line: number; values: Record<string, number>; lines: Record<string, number> }

/**
 * Figures of a population's CSV, only for the items in `wanted` (reference code -> item): a study carries what it can
 * use. Every row is checked, wanted or not. Each wrong row is a problem with its line and is missing from the figures.
 */
export function readFigures(
  text: string,
  file: string,
  kind: Population['kind'],
  wanted: ReadonlyMap<string, Item>,
): ReadFigures & { problems: StudyProblem[] } {
  const codes = [...wanted].map(([item, { answer }]) => [item, codesOf(answer)])
  return remembered(JSON.stringify([sha256(text), file, kind, codes]), text, file, kind, wanted)
}

/**
 * Studies share their library, and a table with subgroups may have a million rows. So the latest few results are kept.
 */
const remembered = remember(4, (_key: string, ...of: Parameters<typeof readFigures>) => figuresIn(...of))

function figuresIn(...[text, file, kind, wanted]: Parameters<typeof readFigures>): ReturnType<typeof readFigures> {
  const problems: StudyProblem[] = []
  const complain = (line: number, message: string) => problems.push({ file, line, severity: 'error', message })
  const read = linesOf(text)
  if (!read.ok) {
    complain(read.line, `this is not CSV: ${read.message}`)
    return { figures: {}, problems }
  }
  const lines = read.lines[Symbol.iterator]()
  const columns: string[] = lines.next().value?.cells ?? []
  if (!fits(columns, kind)) {
    complain(
      1,
      `the columns are "${columns.join(',')}"; a population of ${kind} has "${REQUIRED[kind].join(',')}". It may have ${OPTIONAL.join(', ')} as well.`,
    )
    return { figures: {}, problems }
  }

  const toRow = rowReader(columns, kind)
  const gathered = new Map<string, Gathered>()
  for (let next = lines.next(); !next.done; next = lines.next()) {
    const { line, cells } = next.value
    if (cells.length !== columns.length) {
      complain(line, `this row has ${cells.length} cells; it must have ${columns.length}: ${columns.join(', ')}.`)
      continue
    }
    const row = toRow(cells)
    const wrong = wrongCells(row, kind, wanted)
    if (wrong !== null) {
      complain(line, wrong)
      continue
    }
    const of = row.subgroup === '' ? `${row.country} ${row.item}` : `${row.country} ${row.subgroup} ${row.item}`
    let one = gathered.get(of)
    if (one === undefined) {
      one = { first: row, line, values: {}, lines: {} }
      gathered.set(of, one)
    }
    const earlier = one.lines[row.code]
    if (earlier !== undefined) {
      const key = kind === 'means' ? of : `${of} ${row.code}`
      complain(line, `"${key}" stands on line ${earlier} already; remove one of the two.`)
      continue
    }
    one.lines[row.code] = line
    if (one.first.n !== row.n || one.first.effective !== row.effective) {
      complain(
        line,
        `n or effective of ${of} differs from line ${one.line}; all rows of an item are about the same people, so give the same number on all.`,
      )
      continue
    }
    one.values[row.code] = Number(row.value)
  }
  if (kind === 'distributions')
    for (const [of, { line, values }] of gathered) {
      const sum = Object.values(values).reduce((total, one) => total + one, 0)
      if (Math.abs(sum - 1) > ROUNDING)
        complain(line, `the shares of ${of} sum to ${sum.toFixed(4)}; they must sum to 1 (within ${ROUNDING}).`)
    }
  return { ...figuresOf(gathered.values(), kind, wanted), problems }
}

function fits(columns: readonly string[], kind: Population['kind']): boolean {
  const known: readonly string[] = [...REQUIRED[kind], ...OPTIONAL]
  return (
    REQUIRED[kind].every((column) => columns.includes(column)) &&
    columns.every((column) => known.includes(column)) &&
    new Set(columns).size === columns.length
  )
}

function rowReader(columns: readonly string[], kind: Population['kind']): (cells: string[]) => Row {
  const cell = (column: Column) => {
    const at = columns.indexOf(column)
    return (cells: string[]) => (at < 0 ? '' : cells[at]!)
  }
  const [country, subgroup, item, code] = [cell('country'), cell('subgroup'), cell('item'), cell('code')]
  const [n, effective, value] = [cell('n'), cell('effective'), cell(kind === 'means' ? 'mean' : 'share')]
  return (cells) => ({
    country: country(cells),
    subgroup: subgroup(cells),
    item: item(cells),
    code: code(cells),
    value: value(cells),
    n: n(cells),
    effective: effective(cells),
  })
}

function wrongCells(row: Row, kind: Population['kind'], wanted: ReadonlyMap<string, Item>): string | null {
  const { item, code, value } = row
  const place = countryFault(row.country) ?? (row.subgroup === '' ? null : subgroupFault(row.subgroup))
  if (place !== null) return place
  if (item === '') return 'the item is empty; write its code, like "Q57".'
  const codes = wanted.has(item) ? codesOf(wanted.get(item)!.answer) : []
  const number = numberIn(value)
  if (kind === 'means') {
    if (!Number.isFinite(number)) return `the mean "${value}" is not a number; write one, like 2.75.`
    if (codes.length > 0 && (number < Math.min(...codes) || number > Math.max(...codes)))
      return `the mean ${value} of ${item} lies outside its codes ${Math.min(...codes)} to ${Math.max(...codes)}; check the item and its scale.`
  } else {
    if (!Number.isInteger(numberIn(code))) return `the code "${code}" is not a whole number; write an option's code.`
    if (codes.length > 0 && !codes.includes(Number(code)))
      return `${item} has no code ${code}; the instrument has ${codes.join(', ')}.`
    if (!(number >= 0 && number <= 1)) return `the share "${value}" is not a number from 0 to 1; write 0.25 for 25 %.`
  }
  if (row.n !== '' && !(Number.isSafeInteger(numberIn(row.n)) && Number(row.n) > 0))
    return `n is "${row.n}"; write how many people answered the item, or leave it empty.`
  if (row.effective !== '' && !(Number.isFinite(numberIn(row.effective)) && Number(row.effective) > 0))
    return `effective is "${row.effective}"; write the effective number of people, or leave it empty.`
  return null
}

/** NaN if the cell holds no number; an empty cell holds none. */
function numberIn(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell)
}

/** A table names a few countries and subgroups, each thousands of times. */
const countryFault = remember(500, (country) => fault(Country, country))
const subgroupFault = remember(500, (subgroup) => fault(Subgroup, subgroup))

function fault(schema: typeof Country | typeof Subgroup, text: string): string | null {
  const parsed = schema.safeParse(text)
  return parsed.success ? null : `"${text}" ${parsed.error.issues[0]!.message}.`
}

function figuresOf(
  gathered: Iterable<Gathered>,
  kind: Population['kind'],
  wanted: ReadonlyMap<string, Item>,
): ReadFigures {
  const figures: Population['figures'] = {}
  const subgroups: NonNullable<Population['subgroups']> = {}
  for (const { first, values } of gathered) {
    const { country, subgroup, item } = first
    if (!wanted.has(item)) continue
    let place: Record<string, Reference>
    if (subgroup === '') {
      figures[country] ??= {}
      place = figures[country]
    } else {
      subgroups[country] ??= {}
      subgroups[country][subgroup] ??= {}
      place = subgroups[country][subgroup]
    }
    place[item] = {
      ...(kind === 'means' ? { mean: Number(first.value) } : { mean: meanOf(values), shares: values }),
      ...(first.n === '' ? {} : { n: Number(first.n) }),
      ...(first.effective === '' ? {} : { effective: Number(first.effective) }),
    }
  }
  return Object.keys(subgroups).length === 0 ? { figures } : { figures, subgroups }
}

function meanOf(shares: Record<string, number>): number {
  let [total, weighted] = [0, 0]
  for (const [code, share] of Object.entries(shares)) {
    total += share
    weighted += Number(code) * share
  }
  return total === 0 ? 0 : weighted / total
}
