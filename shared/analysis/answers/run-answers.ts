import { outcomeKinds } from '../../instrument/outcome.ts'
import type { Slice } from '../../study/probe-run.ts'
import type { Study } from '../../study/study.ts'
import type { AnswerRow, RunUnit } from './answer-row.ts'
import { type CodedItem, codedItemOf } from './coded-item.ts'
import { ItemCounts } from './item-counts.ts'

/**
 * What a run may vary, in the order in which reports name it. `cell` is a condition with the levels of crossed factors.
 * `words` are the drawn wordings of the levels.
 */
export const AXES = ['model', 'cell', 'slice', 'item', 'target', 'form', 'wording', 'order', 'format', 'words'] as const
export type Axis = (typeof AXES)[number]

/** A condition with the levels of its crossed factors. */
export type RunCondition = { readonly condition: string; readonly levels: Readonly<Record<string, string>> }

/**
 * The answers of a run, counted by everything that was varied except the repeat: one row for each combination that was
 * asked. The number of combinations limits the memory, not the number of answers. `counts` has `width` numbers for each
 * row, by the item's codes in ascending order. `outcomes` has one number for each of `outcomeKinds`.
 */
export type RunTable = {
  readonly models: readonly string[]
  readonly cells: readonly RunCondition[]
  readonly slices: readonly Slice[]
  readonly items: readonly CodedItem[]
  /** Values of the other axes, as words. */
  readonly names: Readonly<Record<'target' | 'form' | 'wording' | 'order' | 'format' | 'words', readonly string[]>>
  /** For each axis, the place of every row on it. */
  readonly at: Readonly<Record<Axis, Int32Array>>
  readonly width: number
  readonly counts: Int32Array
  readonly outcomes: Int32Array
  readonly rows: number
  readonly answers: number
  /**
   * Where the endpoint gave log-probabilities: the number of answers compared, and of those in which another option is
   * favoured.
   */
  readonly favoured: { readonly compared: number; readonly other: number }
}

/** The values of one axis, in the order in which they came. */
class Names {
  readonly all: string[] = []
  readonly #places = new Map<string, number>()

  placeOf(name: string): number {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    this.#places.set(name, this.all.length)
    return this.all.push(name) - 1
  }
}

/** An answer of a run. */
export type RunAnswerRow = AnswerRow<RunUnit>

/** A combination that was asked: its place on each axis, and its row among the counts of its item. */
type Counted = { at: number[]; readonly of: ItemCounts; readonly row: number }

/**
 * Counts a run's answers one by one, so that answers need not be kept. The order of the answers does not change the
 * table. `add` throws an InputProblem for a code that the item does not have.
 */
export function runCounter(study: Study): { add(answer: RunAnswerRow): void; table(): RunTable } {
  const names = Object.fromEntries(AXES.map((axis) => [axis, new Names()])) as Record<Axis, Names>
  const items = new Map<string, ItemCounts>()
  const rows = new Map<string, Counted>()
  let [answers, compared, other] = [0, 0, 0]
  const countsOf = (ref: string): ItemCounts => {
    const known = items.get(ref)
    if (known !== undefined) return known
    const made = new ItemCounts(codedItemOf(study, ref))
    items.set(ref, made)
    return made
  }
  return {
    add(answer) {
      const { outcome, unit } = answer
      const of = countsOf(answer.item)
      const at = AXES.map((axis) => names[axis].placeOf(nameOn(axis, answer)))
      const key = at.join(' ')
      let row = rows.get(key)
      if (row === undefined) {
        row = { at, of, row: of.begin() }
        rows.set(key, row)
      }
      of.add(row.row, outcome)
      answers += 1
      if (outcome.kind !== 'classified' || unit.favoured === null) return
      compared += 1
      if (unit.favoured !== outcome.code) other += 1
    },
    table: () => sealed(study, names, items, [...rows.values()], { answers, favoured: { compared, other } }),
  }
}

/** Makes the table from answers that are already in memory. */
export function runTable(study: Study, answers: Iterable<RunAnswerRow>): RunTable {
  const counter = runCounter(study)
  for (const one of answers) counter.add(one)
  return counter.table()
}

function nameOn(axis: Axis, { unit, ...asked }: RunAnswerRow): string {
  switch (axis) {
    case 'model':
    case 'format':
      return unit[axis]
    case 'cell':
      return JSON.stringify({ condition: unit.condition, levels: unit.levels })
    case 'slice':
      return `${unit.place} ${unit.locale}`
    case 'words':
      return Object.entries(unit.wordings)
        .map(([factor, wording]) => `${factor} ${wording}`)
        .join(', ')
    case 'wording':
      return String(asked.wording)
    default:
      return asked[axis]
  }
}

/** Sorts rows and names in a fixed order, so that the order in which answers came changes no digit. */
function sealed(
  study: Study,
  names: Readonly<Record<Axis, Names>>,
  found: ReadonlyMap<string, ItemCounts>,
  rows: Counted[],
  totals: Pick<RunTable, 'answers' | 'favoured'>,
): RunTable {
  const order = Object.fromEntries(AXES.map((axis) => [axis, arranged(study, axis, names[axis].all)])) as Record<
    Axis,
    string[]
  >
  const newPlace = AXES.map((axis) => {
    const places = new Map(order[axis].map((name, place) => [name, place]))
    return names[axis].all.map((name) => places.get(name)!)
  })
  for (const row of rows) row.at = row.at.map((place, axis) => newPlace[axis]![place]!)
  rows.sort((a, b) => {
    for (let axis = 0; axis < AXES.length; axis += 1) if (a.at[axis] !== b.at[axis]) return a.at[axis]! - b.at[axis]!
    return 0
  })
  const items = order.item.map((ref) => found.get(ref)!.item)
  const width = Math.max(2, ...items.map(({ codes }) => codes.length))
  const counts = new Int32Array(rows.length * width)
  const outcomes = new Int32Array(rows.length * outcomeKinds.length)
  rows.forEach((row, index) => {
    const options = row.of.item.codes.length
    counts.set(row.of.counts.slice(row.row * options, (row.row + 1) * options), index * width)
    const kinds = outcomeKinds.length
    outcomes.set(row.of.outcomes.slice(row.row * kinds, (row.row + 1) * kinds), index * kinds)
  })
  return {
    models: order.model,
    cells: order.cell.map((name) => JSON.parse(name) as RunCondition),
    slices: order.slice.map((name) => {
      const [place, locale] = name.split(' ')
      return { place: place!, locale: locale! }
    }),
    items,
    names: order,
    at: Object.fromEntries(AXES.map((axis, nth) => [axis, Int32Array.from(rows, ({ at }) => at[nth]!)])) as Record<
      Axis,
      Int32Array
    >,
    width,
    counts,
    outcomes,
    rows: rows.length,
    ...totals,
  }
}

/** Uses the study's order where it has one, and alphabetical order otherwise. */
function arranged(study: Study, axis: Axis, names: readonly string[]): string[] {
  const rank = rankOf(study, axis)
  return names.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0))
}

function rankOf(study: Study, axis: Axis): (name: string) => number {
  switch (axis) {
    case 'cell': {
      const ids = study.conditions.map(({ id }) => id)
      return (name) => ids.indexOf((JSON.parse(name) as RunCondition).condition)
    }
    case 'slice': {
      const slices = (study.probeRun?.slices ?? []).map(({ place, locale }) => `${place} ${locale}`)
      return (name) => slices.indexOf(name)
    }
    case 'item': {
      const refs = study.instruments.flatMap(({ id, items }) => items.map((item) => `${id}/${item.id}`))
      return (name) => refs.indexOf(name)
    }
    case 'target':
      return inOrderOf(study.probeRun?.targets)
    case 'form':
      return inOrderOf(study.probeRun?.forms)
    case 'order':
      return inOrderOf(study.probeRun?.orders)
    case 'format':
      return inOrderOf(study.probeRun?.formats)
    case 'wording':
      return Number
    default:
      return () => 0
  }
}

/** The level of a factor in a row; undefined where the condition of the row has no level of it. */
export function levelAt(table: RunTable, row: number, factor: string): string | undefined {
  return table.cells[table.at.cell[row]!]!.levels[factor]
}

/** The number of classified answers in a row. */
export function classifiedIn({ counts, width }: RunTable, row: number): number {
  let n = 0
  for (let k = 0; k < width; k += 1) n += counts[row * width + k]!
  return n
}

/**
 * Sorts names as the study lists them, because the others are compared with the first of the list. Names that it does
 * not list come last.
 */
function inOrderOf(listed: readonly string[] = []): (name: string) => number {
  return (name) => (listed.includes(name) ? listed.indexOf(name) : listed.length)
}

/** Rows of one target, in order. */
export function rowsOfTarget({ at, names, rows }: RunTable, target: string): number[] {
  const place = names.target.indexOf(target)
  return Array.from({ length: rows }, (_, row) => row).filter((row) => at.target[row] === place)
}
