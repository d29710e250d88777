import path from 'node:path'
import { InputProblem } from '../../shared/input-problem.ts'
import { Country, Subgroup } from '../../shared/instrument/population.ts'
import { nothingUsable, rangeOfN } from './account.ts'
import { unassignedNote } from './country-codes.ts'
import type { Account, FigureRow, Imported } from './imported.ts'
import type { WantedItems } from './instrument-files.ts'
import { Misfits } from './misfits.ts'
import { byCode } from './order.ts'
import { openTable } from './table-stream.ts'

const DISTRIBUTIONS = ['population', 'item', 'code', 'share']
const MEANS = ['population', 'item', 'mean']
/** Published shares are rounded. */
const ROUNDING = 0.01

/** No scale reaches so far. It counts where no instrument says which codes an item has. */
const OFF_ANY_SCALE = 1_000_000

/** An item's figures in one place. `n` is null if the file gives none, and 'several' if its rows disagree. */
type PlaceFigures = {
  line: number
  place: string
  item: string
  n: number | 'several' | null
  values: Map<number | null, number>
}
type Row = { place: string; item: string; code: number | null; value: number; n: number | null }

/**
 * A plain long CSV: `population,item,code,share` or `population,item,mean`, each with `n` (people who answered the item)
 * where it is known. A population is an ISO 3166-1 alpha-3 code, or one with a subgroup, like `EGY/sex=female`. Memory
 * grows with populations x items x codes. Throws an InputProblem for a file of another format and for one of which
 * nothing could be used.
 */
export async function importLong(file: string, wanted: WantedItems | null): Promise<Imported> {
  const table = await openTable(file)
  const kind = kindOf(table.columns, file)
  const at = (name: string) => table.columns.indexOf(name)
  const places = {
    population: at('population'),
    item: at('item'),
    code: at('code'),
    value: at(kind === 'means' ? 'mean' : 'share'),
    n: at('n'),
  }
  const known = [...DISTRIBUTIONS, ...MEANS, 'n']
  const unread = table.columns.filter((name) => !known.includes(name))
  const rows = { read: 0, misfits: new Misfits() }
  const cells = new Map<string, PlaceFigures>()
  for await (const { line, cells: texts } of table.rows) {
    rows.read += 1
    const read =
      texts.length === table.columns.length
        ? rowOf(texts, places, wanted)
        : 'the row has more or fewer cells than the header'
    const wrong = typeof read === 'string' ? read : taken(cells, read, line)
    if (wrong !== null) rows.misfits.add(wrong, line)
  }
  return imported({ file, sha256: table.sha256(), kind, rows, cells, unread })
}

function kindOf(columns: readonly string[], file: string): 'means' | 'distributions' {
  const has = (names: readonly string[]) => names.every((name) => columns.includes(name))
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (has(DISTRIBUTIONS) !== has(MEANS) && twice === undefined) return has(MEANS) ? 'means' : 'distributions'
  throw new InputProblem(
    `"${file}" is not a file of this format. Expected ${DISTRIBUTIONS.join(',')} or ${MEANS.join(',')}, either with n; ` +
      `found: ${columns.slice(0, 12).join(',')}${columns.length > 12 ? ',…' : ''}.`,
  )
}

/** A row, or why the line is none. */
function rowOf(
  texts: readonly string[],
  places: Record<'population' | 'item' | 'code' | 'value' | 'n', number>,
  wanted: WantedItems | null,
): Row | string {
  const cell = (at: number) => (at < 0 ? '' : texts[at]!.trim())
  const [place, item] = [cell(places.population), cell(places.item)]
  const [country, subgroup, ...more] = place.split('/')
  if (!Country.safeParse(country).success) return 'the population does not begin with a code of three capital letters'
  if (more.length > 0 || (subgroup !== undefined && !Subgroup.safeParse(subgroup).success))
    return 'the subgroup is not written like "EGY/sex=female"'
  if (item === '') return 'the item is empty'
  const codes = wanted?.get(item)
  if (wanted !== null && codes === undefined) return 'the item is not in the given instruments'
  const value = numberIn(cell(places.value))
  const code = places.code < 0 ? null : numberIn(cell(places.code))
  if (code === null) {
    if (!Number.isFinite(value)) return 'the mean is not a number'
    if (Math.abs(value) > OFF_ANY_SCALE) return 'the mean is off any scale'
    if (codes !== undefined && codes.length > 0 && (value < Math.min(...codes) || value > Math.max(...codes)))
      return 'the mean lies outside the codes of the item'
  } else {
    if (!Number.isSafeInteger(code)) return 'the code is not a whole number'
    if (code < 0) return 'the code is negative: a missing answer is no part of a distribution'
    if (codes !== undefined && codes.length > 0 && !codes.includes(code))
      return 'the instrument has no such code for the item'
    if (!(value >= 0 && value <= 1)) return 'the share is not a number from 0 to 1'
  }
  const told = cell(places.n)
  const n = told === '' ? null : numberIn(told)
  if (n !== null && !(Number.isSafeInteger(n) && n > 0)) return 'n is not a whole number above 0'
  return { place, item, code, value, n }
}

/** Adds a row to its cell, or says why that cannot be done. */
function taken(cells: Map<string, PlaceFigures>, { place, item, code, value, n }: Row, line: number): string | null {
  const key = `${place}\t${item}`
  let cell = cells.get(key)
  if (cell === undefined) {
    cell = { line, place, item, n, values: new Map() }
    cells.set(key, cell)
  }
  if (cell.values.has(code)) return 'the same population, item and code stand further up already'
  cell.values.set(code, value)
  if (cell.n !== n) cell.n = 'several'
  return null
}

function imported(read: {
  file: string
  sha256: string
  kind: 'means' | 'distributions'
  rows: { read: number; misfits: Misfits }
  cells: ReadonlyMap<string, PlaceFigures>
  unread: readonly string[]
}): Imported {
  const { file, kind, rows } = read
  const answers = new Misfits()
  const kept = [...read.cells.values()].filter(({ line, values }) => {
    const sum = [...values.values()].reduce((total, value) => total + value, 0)
    if (kind === 'means' || Math.abs(sum - 1) <= ROUNDING) return true
    const wrong = `the shares of the item do not sum to 1 (within ${ROUNDING})`
    answers.add(wrong, line)
    rows.misfits.add(wrong, line, values.size)
    return false
  })
  kept.sort((a, b) => (a.place === b.place ? byCode(a.item, b.item) : a.place < b.place ? -1 : 1))
  const figures = () => figureRows(kept)
  const found = rangeOfN(figures())
  const several = kept.filter(({ n }) => n === 'several').length
  const strange = unassignedNote(found.countries)
  const notes = [
    ...(several === 0
      ? []
      : [
          `${several} figures lack n, since their rows tell different ones; n is people who answered the item, the same on all its rows.`,
        ]),
    ...(read.unread.length === 0 ? [] : [`Columns that are not read: ${read.unread.slice(0, 12).join(', ')}.`]),
    ...(strange === null ? [] : [strange]),
    'Replace the texts in angle brackets in the head: only you know where these figures come from.',
  ]
  const account: Account = {
    rows: { read: rows.read, used: rows.read - rows.misfits.total, misfits: rows.misfits.list() },
    answers: { unit: 'figures', read: read.cells.size, used: kept.length, misfits: answers.list(), missing: [] },
    ...found,
    notes,
  }
  if (kept.length === 0) throw new InputProblem(nothingUsable(`"${file}"`, account))
  return { head: head(read), figures, codebook: null, account }
}

function* figureRows(cells: readonly PlaceFigures[]): Generator<FigureRow> {
  for (const { place, item, n, values } of cells) {
    const [country, subgroup = ''] = place.split('/') as [string, string?]
    for (const [code, value] of [...values].sort(([a], [b]) => (a ?? 0) - (b ?? 0)))
      yield { country, subgroup, item, code, value, n: n === 'several' ? null : n, effective: null }
  }
}

function head({
  file,
  sha256,
  kind,
}: {
  file: string
  sha256: string
  kind: 'means' | 'distributions'
}): Imported['head'] {
  return {
    title: '<what this population is, in one line>',
    source: '<the survey or publication that these figures come from>',
    wave: '<wave and years>',
    mode: '<how people were asked>',
    weighted: false,
    n: 'unknown',
    caution: '<what must be said wherever these figures are used: weights, wording, mode, year, who was left out>',
    provenance: `<who computed the figures, and how>. Read from ${path.basename(file)} (SHA-256 ${sha256}).`,
    kind,
  }
}

function numberIn(cell: string): number {
  return cell === '' ? Number.NaN : Number(cell)
}
