import { InputProblem } from '../../shared/input-problem.ts'
import { Country } from '../../shared/instrument/population.ts'
import { nothingUsable, rangeOfN } from './account.ts'
import { unassignedNote } from './country-codes.ts'
import type { Account, Imported } from './imported.ts'
import type { WantedItems } from './instrument-files.ts'
import { Misfits } from './misfits.ts'
import { byCode } from './order.ts'
import { openTable } from './table-stream.ts'
import { Tally } from './weighted-tally.ts'
import { type Layout, layoutOf, MISSING } from './wvs7-columns.ts'
import { wvs7Head } from './wvs7-head.ts'

/** A column with more different answers than this is no scale: years, languages, parties. */
const MOST_CODES = 100

export type Wvs7Options = {
  /** Null for every item of the file. */
  wanted: WantedItems | null
  /**
   * If fewer people of a subgroup than this answered an item, the subgroup has no figure for it. Countries are kept
   * whatever their n.
   */
  smallestSubgroup: number
}

/**
 * Reads the cross-national CSV of the World Values Survey, wave 7, one row a person. Gives shares of answers by
 * country, and within a country by sex, age, education and settlement. They are weighted if the file has weights. For
 * columns and codes see `wvs7-columns.ts`. Memory grows with countries x subgroups x items x codes and never with rows.
 * Throws an InputProblem for a file of another format and for one of which nothing could be used.
 */
export async function importWvs7(file: string, options: Wvs7Options): Promise<Imported> {
  const table = await openTable(file)
  const layout = layoutOf(table.columns, options.wanted, file)
  const reading = new Reading(layout)
  for await (const { line, cells } of table.rows) reading.row(line, cells)
  return reading.imported(file, table.sha256(), options)
}

class Reading {
  readonly #layout: Layout
  readonly #tally = new Tally()
  readonly #rows = { read: 0, used: 0, misfits: new Misfits() }
  readonly #answers = { read: 0, misfits: new Misfits(), missing: new Map<string, number>() }
  /**
   * Number of answers that were taken, by the item's position in the layout; null for an item that turned out to be no
   * scale.
   */
  readonly #taken: (number | null)[]
  readonly #people = new Map<string, number>()
  readonly #ungrouped = new Map<string, number>()
  #years = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }

  constructor(layout: Layout) {
    this.#layout = layout
    this.#taken = layout.items.map(() => 0)
  }

  row(line: number, cells: readonly string[]): void {
    this.#rows.read += 1
    const person = this.#personIn(cells)
    if (typeof person === 'string') {
      this.#rows.misfits.add(person, line)
      return
    }
    const { country, weight } = person
    const { groups, without } = this.#groupsOf(cells)
    const answer = this.#tally.person([country, ...groups.map((group) => `${country}/${group}`)], weight)
    let answered = 0
    this.#layout.items.forEach(({ id, at, codes }, index) => {
      const code = this.#codeIn(cells[at]!, codes, line)
      if (code === null) return
      if (this.#taken[index] === null) {
        this.#answers.misfits.add(NO_SCALE, line)
        return
      }
      answer(id, code)
      answered += 1
      this.#taken[index]! += 1
      if (this.#tally.codes(id) <= MOST_CODES) return
      this.#answers.misfits.add(NO_SCALE, line, this.#taken[index]!)
      this.#taken[index] = null
      this.#tally.drop(id)
    })
    if (answered === 0) {
      this.#rows.misfits.add('no item was answered', line)
      return
    }
    this.#rows.used += 1
    for (const id of without) this.#ungrouped.set(id, (this.#ungrouped.get(id) ?? 0) + 1)
    this.#people.set(country, (this.#people.get(country) ?? 0) + 1)
    this.#noteYear(cells)
  }

  /** The person of this row, or why the row can belong to nobody. */
  #personIn(cells: readonly string[]): { country: string; weight: number } | string {
    const { columns, country: at, weight } = this.#layout
    if (cells.length !== columns) return 'the row has more or fewer cells than the header'
    const country = cells[at]!.trim()
    if (!Country.safeParse(country).success) return 'the country is not a code of three capital letters'
    if (weight === null) return { country, weight: 1 }
    // Files with semicolons may write a half as 0,5.
    const number = numberIn(cells[weight.at]!.replace(/^(\d*),(\d+)$/, '$1.$2'))
    if (number === 0) return `the weight (${weight.column}) is 0`
    if (!(number > 0 && Number.isFinite(number)))
      return `the weight (${weight.column}) is missing or no positive number`
    return { country, weight: number }
  }

  #groupsOf(cells: readonly string[]): { groups: string[]; without: string[] } {
    const found: { groups: string[]; without: string[] } = { groups: [], without: [] }
    for (const { id, at, group } of this.#layout.dimensions) {
      const one = group(numberIn(cells[at]!))
      if (one === null) found.without.push(id)
      else found.groups.push(`${id}=${one}`)
    }
    return found
  }

  /** The code in a cell. Null if the cell holds no code; this is counted here. */
  #codeIn(cell: string, codes: readonly number[], line: number): number | null {
    this.#answers.read += 1
    const code = numberIn(cell)
    const why = cell.trim() === '' ? 'empty cell' : MISSING.get(code)
    if (why !== undefined) {
      this.#answers.missing.set(why, (this.#answers.missing.get(why) ?? 0) + 1)
      return null
    }
    const wrong = !Number.isInteger(code)
      ? 'the answer is not a whole number'
      : code < 0
        ? 'the code is negative and stands for no kind of missing answer'
        : codes.length > 0 && !codes.includes(code)
          ? 'the instrument has no such code for the item'
          : null
    if (wrong === null) return code
    this.#answers.misfits.add(wrong, line)
    return null
  }

  #noteYear(cells: readonly string[]): void {
    const year = this.#layout.year === null ? Number.NaN : numberIn(cells[this.#layout.year]!)
    if (!(year > 1900)) return
    this.#years = { first: Math.min(this.#years.first, year), last: Math.max(this.#years.last, year) }
  }

  imported(file: string, sha256: string, { smallestSubgroup, wanted }: Wvs7Options): Imported {
    const weighted = this.#layout.weight !== null
    let suppressed = 0
    const keep = (place: string, n: number) => {
      const kept = !place.includes('/') || n >= smallestSubgroup
      if (!kept) suppressed += 1
      return kept
    }
    const figures = () => this.#tally.figures({ weighted, keep })
    const found = rangeOfN(figures())
    const notes = [...this.#layout.notes, ...this.#notes(suppressed, smallestSubgroup, wanted)]
    const account: Account = {
      rows: { read: this.#rows.read, used: this.#rows.used, misfits: this.#rows.misfits.list() },
      answers: {
        unit: 'answers',
        read: this.#answers.read,
        used: this.#taken.reduce<number>((sum, taken) => sum + (taken ?? 0), 0),
        misfits: this.#answers.misfits.list(),
        missing: [...this.#answers.missing].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
      },
      ...found,
      notes,
    }
    if (account.items === 0) throw new InputProblem(nothingUsable(`"${file}"`, account))
    const people = Object.fromEntries([...this.#people].sort(([a], [b]) => byCode(a, b)))
    const { weight } = this.#layout
    const head = wvs7Head({ file, sha256, people, weight: weight?.column ?? null, years: this.#years })
    return { head, figures, codebook: null, account }
  }

  #notes(suppressed: number, smallest: number, wanted: WantedItems | null): string[] {
    const noScale = this.#layout.items.filter((_, index) => this.#taken[index] === null).map(({ id }) => id)
    const ungrouped = this.#layout.dimensions.flatMap(({ id }) => {
      const count = this.#ungrouped.get(id)
      return count === undefined ? [] : [`${id} ${count}`]
    })
    const strange = unassignedNote([...this.#people.keys()].sort())
    return [
      ...(ungrouped.length === 0
        ? []
        : [`People in no group of a dimension: ${ungrouped.join(', ')}. They count in their country.`]),
      ...(suppressed === 0
        ? []
        : [`${suppressed} figures of subgroups were left out, since fewer than ${smallest} people stand behind each.`]),
      ...(noScale.length === 0
        ? []
        : [`Left out, with more than ${MOST_CODES} different answers: ${noScale.join(', ')}.`]),
      ...(strange === null ? [] : [strange]),
      ...(wanted === null
        ? ['No --instrument was named, so codes are as in the file; a study that lacks one of them will say so.']
        : []),
    ]
  }
}

const NO_SCALE = `the item has more than ${MOST_CODES} different answers`

function numberIn(cell: string): number {
  return cell.trim() === '' ? Number.NaN : Number(cell)
}
