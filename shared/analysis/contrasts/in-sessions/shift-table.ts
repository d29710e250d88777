import { ownSquare } from '../../alignment/features.ts'
import type { References } from '../../alignment/reference.ts'
import { type Standard, standardOf } from '../../alignment/standard.ts'
import type { CodedItem } from '../../answers/coded-item.ts'
import type { Columns } from '../../answers/session-answers.ts'

/** An item in a place, as a contrast reads it. `item` is its index in `ShiftTable.items`. */
export type ShiftCell = Standard & { readonly item: number }

/**
 * The sessions of a contrast as sufficient statistics. Each row is one session and item. It has the counts by option,
 * the square of the number of answers, and the own square. Resamples and permutations only add these up and never read
 * an answer again.
 */
export type ShiftTable = {
  /** Rows of `columns.sessions`, in the order of units. */
  readonly units: Int32Array
  readonly items: readonly CodedItem[]
  readonly cells: readonly ShiftCell[]
  readonly rowUnit: Int32Array
  readonly rowCell: Int32Array
  /** The length of a row: the options of the item with the most options, then squares, then own squares. */
  readonly width: number
  readonly rows: Float64Array
  /** The number of sessions in which no item has a reference distribution in the session's place. */
  readonly withoutReference: number
}

/** Reads the rows of `units` in a series. A session without a classified answer to an item has no row for that item. */
export function shiftTable(columns: Columns, references: References, series: number, units: Int32Array): ShiftTable {
  const unitOf = new Map(Array.from(units, (session, unit) => [session, unit]))
  const blocks = columns.blocks.filter((block) => block.series === series).sort((a, b) => a.item - b.item)
  const longest = Math.max(2, ...blocks.map(({ item }) => columns.items[item]!.codes.length))
  const width = longest + 2
  const items: CodedItem[] = []
  const cells: ShiftCell[] = []
  const rowUnit: number[] = []
  const rowCell: number[] = []
  const rows: number[] = []
  const referenced = new Set<number>()
  for (const block of blocks) {
    const coded = columns.items[block.item]!
    const item = items.push(coded) - 1
    const known = new Map<number, number>()
    block.sessions.forEach((session, row) => {
      const unit = unitOf.get(session)
      if (unit === undefined) return
      const options = coded.codes.length
      let n = 0
      for (let k = 0; k < options; k += 1) n += block.counts[row * options + k]!
      if (n === 0) return
      const place = columns.placeOf[session]!
      let index = known.get(place)
      if (index === undefined) {
        index = cells.push({ ...standardOf(references, place < 0 ? null : columns.places[place]!, coded), item }) - 1
        known.set(place, index)
      }
      const { reference, features } = cells[index]!
      if (reference.kind === 'distribution') referenced.add(unit)
      rowUnit.push(unit)
      rowCell.push(index)
      for (let k = 0; k < longest; k += 1) rows.push(k < options ? block.counts[row * options + k]! : 0)
      rows.push(n * n)
      rows.push(
        reference.kind === 'distribution' ? ownSquare(block.counts, row * options, n, reference.targets, features) : 0,
      )
    })
  }
  return {
    units,
    items,
    cells,
    rowUnit: Int32Array.from(rowUnit),
    rowCell: Int32Array.from(rowCell),
    width,
    rows: Float64Array.from(rows),
    withoutReference: units.length - referenced.size,
  }
}

/**
 * Sums the rows by side (0 level, 1 baseline) and cell into `sums`, which has 2 * cells * width numbers. `weights` says
 * how often each unit counts; where it is null, each unit counts once.
 */
export function sumRows(table: ShiftTable, side: Int32Array, weights: Int32Array | null, sums: Float64Array): void {
  const { rowUnit, rowCell, rows, width, cells } = table
  sums.fill(0)
  for (let row = 0; row < rowUnit.length; row += 1) {
    const unit = rowUnit[row]!
    const weight = weights === null ? 1 : weights[unit]!
    if (weight === 0) continue
    const to = (side[unit]! * cells.length + rowCell[row]!) * width
    const from = row * width
    for (let k = 0; k < width; k += 1) sums[to + k]! += weight * rows[from + k]!
  }
}
