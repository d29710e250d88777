import type { References } from '../../alignment/reference.ts'
import { type Standard, standardOf } from '../../alignment/standard.ts'
import { type Axis, classifiedIn, type RunTable } from '../../answers/run-answers.ts'

/** A model in a slice, on one item. Within a stratum the two levels are compared on the same questions. */
export type Stratum = {
  readonly model: number
  readonly slice: number
  readonly item: number
  readonly standard: Standard
}

/** Answers at two levels of a factor, pooled by stratum. Side 0 is the level, and side 1 is the baseline. */
export type Paired = {
  readonly strata: readonly Stratum[]
  readonly width: number
  /** `(side * strata + stratum) * width + option` */
  readonly counts: Int32Array
  /** The number of answers left out because the same was not asked at the other level. */
  readonly unpaired: number
  /** Other factors whose levels differ between the sides; empty where all else is alike. */
  readonly confounded: readonly string[]
}

/** The question on which a level is compared with its baseline: everything that was varied except the factor itself. */
type Match = (row: number) => string

/**
 * Pools a run's answers under two levels of a factor. It takes only the combinations of everything else that were asked
 * under both levels, so that the sides differ in nothing but the factor. Where there is no such combination (the other
 * factors always differ too), the sides are pooled as they are, and `confounded` names what else differs. `isForm` says
 * that the factor varies the form of questions; forms and their wordings then differ with it. Null where a level was
 * not asked at all.
 */
export function pairLevels(
  table: RunTable,
  references: References,
  compared: { factor: string; level: string; baseline: string; target: string; isForm?: boolean },
): Paired | null {
  const { factor, level, baseline, isForm = false } = compared
  const axes = isForm ? BESIDE_FORM : ASKED_ALIKE
  const target = table.names.target.indexOf(compared.target)
  const sideOfCell = table.cells.map(({ levels }) =>
    levels[factor] === level ? 0 : levels[factor] === baseline ? 1 : -1,
  )
  const rows: number[] = []
  for (let row = 0; row < table.rows; row += 1)
    if (sideOfCell[table.at.cell[row]!]! >= 0 && table.at.target[row] === target) rows.push(row)
  const sideOf = (row: number) => sideOfCell[table.at.cell[row]!]!
  if (![0, 1].every((side) => rows.some((row) => sideOf(row) === side))) return null
  const matched = bothSides(rows, sideOf, exactMatch(table, factor, axes))
  if (matched.length > 0) return pooled(table, references, { all: rows, taken: matched }, sideOf, [])
  const loose = bothSides(rows, sideOf, matchOn(table, axes))
  return loose.length === 0
    ? null
    : pooled(table, references, { all: rows, taken: loose }, sideOf, othersThatDiffer(table, factor, sideOfCell))
}

/** Pools answers by their value on one axis of asking: an order, a format, a wording, a form. */
export function pairAxis(
  table: RunTable,
  references: References,
  compared: { axis: 'order' | 'format' | 'wording' | 'form'; level: string; baseline: string; target: string },
): Paired | null {
  const { axis } = compared
  const target = table.names.target.indexOf(compared.target)
  const names = table.names[axis]
  const [first, second] = [names.indexOf(compared.level), names.indexOf(compared.baseline)]
  const sideOf = (row: number) => (table.at[axis][row] === first ? 0 : table.at[axis][row] === second ? 1 : -1)
  const rows: number[] = []
  for (let row = 0; row < table.rows; row += 1) if (sideOf(row) >= 0 && table.at.target[row] === target) rows.push(row)
  const alike = axis === 'form' ? BESIDE_FORM : ASKED_ALIKE.filter((one) => one !== axis)
  const match = matchOn(table, ['cell', ...alike])
  const matched = bothSides(rows, sideOf, match)
  return matched.length === 0 ? null : pooled(table, references, { all: rows, taken: matched }, sideOf, [])
}

/** What must be the same on both sides, apart from the levels. */
const ASKED_ALIKE: readonly Axis[] = ['model', 'slice', 'item', 'form', 'wording', 'order', 'format']

/** A form has its own wordings, so answers in two forms cannot be matched by form or wording. */
const BESIDE_FORM = ASKED_ALIKE.filter((axis) => axis !== 'form' && axis !== 'wording')

function exactMatch(table: RunTable, factor: string, axes: readonly Axis[]): Match {
  const others = table.cells.map(({ levels }) => JSON.stringify(Object.entries(levels).filter(([id]) => id !== factor)))
  const match = matchOn(table, axes)
  return (row) => match(row) + others[table.at.cell[row]!]!
}

function matchOn({ at }: RunTable, axes: readonly Axis[]): Match {
  const columns = axes.map((axis) => at[axis])
  return (row) => columns.map((column) => column[row]).join(' ')
}

function bothSides(rows: readonly number[], sideOf: (row: number) => number, match: Match): number[] {
  const met = new Map<string, number>()
  for (const row of rows) {
    const key = match(row)
    met.set(key, (met.get(key) ?? 0) | (1 << sideOf(row)))
  }
  return rows.filter((row) => met.get(match(row)) === 3)
}

function pooled(
  table: RunTable,
  references: References,
  { all, taken: rows }: { all: readonly number[]; taken: readonly number[] },
  sideOf: (row: number) => number,
  confounded: readonly string[],
): Paired {
  const { at, slices, items, width } = table
  const places = new Map<string, number>()
  const strata: Stratum[] = []
  const stratumOf = rows.map((row) => {
    const [model, slice, item] = [at.model[row]!, at.slice[row]!, at.item[row]!]
    const key = `${model} ${slice} ${item}`
    let place = places.get(key)
    if (place === undefined) {
      const standard = standardOf(references, slices[slice]!.place, items[item]!)
      place = strata.push({ model, slice, item, standard }) - 1
      places.set(key, place)
    }
    return place
  })
  const counts = new Int32Array(2 * strata.length * width)
  rows.forEach((row, index) => {
    const to = (sideOf(row) * strata.length + stratumOf[index]!) * width
    for (let k = 0; k < width; k += 1) counts[to + k]! += table.counts[row * width + k]!
  })
  const answers = (some: readonly number[]) => some.reduce((sum, row) => sum + classifiedIn(table, row), 0)
  return { strata, width, counts, unpaired: answers(all) - answers(rows), confounded }
}

/** Factors, other than the one compared, whose levels are not the same on both sides. */
function othersThatDiffer({ cells }: RunTable, factor: string, sideOfCell: readonly number[]): string[] {
  const ids = new Set(cells.flatMap(({ levels }) => Object.keys(levels)))
  ids.delete(factor)
  const levelsOn = (side: number, id: string) =>
    JSON.stringify(
      [...new Set(cells.flatMap(({ levels }, cell) => (sideOfCell[cell] === side ? [levels[id]] : [])))].sort(),
    )
  return [...ids].filter((id) => levelsOn(0, id) !== levelsOn(1, id))
}
