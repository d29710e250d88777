import { InputProblem } from '../../input-problem.ts'
import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import type { ProbeJob } from '../../study/probe-jobs.ts'
import type { Slice } from '../../study/probe-run.ts'
import type { Study } from '../../study/study.ts'
import { type CodedItem, codedItemOf } from './coded-item.ts'
import type { RunObservation } from './run-observation.ts'

/**
 * What a run may vary, in the order in which reports name it. `cell` is a condition with the levels of crossed factors;
 * `words` are the drawn wordings of its levels.
 */
export const AXES = ['model', 'cell', 'slice', 'item', 'target', 'form', 'wording', 'order', 'format', 'words'] as const
export type Axis = (typeof AXES)[number]

/** A condition with its crossed factors' levels. */
export type RunCondition = { readonly condition: string; readonly levels: Readonly<Record<string, string>> }

/**
 * The answers of a run, counted by all that was varied but the repeat: a row for each combination that was asked. Memory is
 * bounded by the combinations and not by the answers. `counts` has `width` numbers a row, by the item's codes in ascending
 * order; `outcomes` one for each of `outcomeKinds`.
 */
export type RunTable = {
  readonly models: readonly string[]
  readonly cells: readonly RunCondition[]
  readonly slices: readonly Slice[]
  readonly items: readonly CodedItem[]
  /** Values of the other axes, as words. */
  readonly names: Readonly<Record<'target' | 'form' | 'wording' | 'order' | 'format' | 'words', readonly string[]>>
  /** Of each row, its place on each axis. */
  readonly at: Readonly<Record<Axis, Int32Array>>
  readonly width: number
  readonly counts: Int32Array
  readonly outcomes: Int32Array
  readonly rows: number
  readonly answers: number
  /** Where the endpoint gave log-probabilities: answers compared, and those in which they favour another option. */
  readonly favoured: { readonly compared: number; readonly other: number }
}

/** Values of one axis, in the order of coming. */
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

/**
 * Counts a run's observations one by one, so that none need be kept; a coder's reading takes the parser's place where the
 * question was open, and nowhere else. In any order: the table comes out the same. `add` throws an InputProblem for a code
 * that the item does not have.
 */
export function runCounter(study: Study): { add(observation: RunObservation): void; table(): RunTable } {
  const names = Object.fromEntries(AXES.map((axis) => [axis, new Names()])) as Record<Axis, Names>
  const items = new Map<string, CodedItem>()
  const rows = new Map<string, { at: number[]; counts: number[]; outcomes: number[] }>()
  let [answers, compared, other] = [0, 0, 0]
  return {
    add({ job, outcome: read, coded, favoured }) {
      const outcome = job.form === 'open' && coded !== null ? coded.outcome : read
      const item = items.get(job.item) ?? kept(items, codedItemOf(study, job.item))
      const at = AXES.map((axis) => names[axis].placeOf(nameOn(axis, job)))
      const key = at.join(' ')
      let row = rows.get(key)
      if (row === undefined) {
        row = { at, counts: item.codes.map(() => 0), outcomes: outcomeKinds.map(() => 0) }
        rows.set(key, row)
      }
      answers += 1
      row.outcomes[KIND_PLACE[outcome.kind]]! += 1
      if (outcome.kind !== 'classified') return
      const option = item.codes.indexOf(outcome.code)
      if (option < 0)
        throw new InputProblem(
          `An answer to "${job.item}" is classified as ${outcome.code}, which is no option; options: ${item.codes.join(', ')}.`,
        )
      row.counts[option]! += 1
      if (favoured === null) return
      compared += 1
      if (favoured !== outcome.code) other += 1
    },
    table: () => sealed(study, names, items, [...rows.values()], { answers, favoured: { compared, other } }),
  }
}

/** The table of observations that are at hand. */
export function runTable(study: Study, observations: Iterable<RunObservation>): RunTable {
  const counter = runCounter(study)
  for (const one of observations) counter.add(one)
  return counter.table()
}

const KIND_PLACE = Object.fromEntries(outcomeKinds.map((kind, place) => [kind, place])) as Record<OutcomeKind, number>

function kept(items: Map<string, CodedItem>, item: CodedItem): CodedItem {
  items.set(item.ref, item)
  return item
}

function nameOn(axis: Axis, job: ProbeJob): string {
  switch (axis) {
    case 'cell':
      return JSON.stringify({ condition: job.condition, levels: job.levels })
    case 'slice':
      return `${job.place} ${job.locale}`
    case 'words':
      return Object.entries(job.wordings)
        .map(([factor, wording]) => `${factor} ${wording}`)
        .join(', ')
    case 'wording':
      return String(job.wording)
    default:
      return job[axis]
  }
}

/** Rows and names in an order of their own, so that the order of coming moves no digit. */
function sealed(
  study: Study,
  names: Readonly<Record<Axis, Names>>,
  found: ReadonlyMap<string, CodedItem>,
  rows: { at: number[]; counts: number[]; outcomes: number[] }[],
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
  const items = order.item.map((ref) => found.get(ref)!)
  const width = Math.max(2, ...items.map(({ codes }) => codes.length))
  const counts = new Int32Array(rows.length * width)
  const outcomes = new Int32Array(rows.length * outcomeKinds.length)
  rows.forEach((row, index) => {
    counts.set(row.counts, index * width)
    outcomes.set(row.outcomes, index * outcomeKinds.length)
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

/** The study's own order where it has one, the alphabet's otherwise. */
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

/** The level that a row has of a factor; undefined where its condition has none. */
export function levelAt(table: RunTable, row: number, factor: string): string | undefined {
  return table.cells[table.at.cell[row]!]!.levels[factor]
}

/** Classified answers of a row. */
export function classifiedIn({ counts, width }: RunTable, row: number): number {
  let n = 0
  for (let k = 0; k < width; k += 1) n += counts[row * width + k]!
  return n
}

/** As the study lists them, so that the first of a list is what others are set against; what it does not list comes last. */
function inOrderOf(listed: readonly string[] = []): (name: string) => number {
  return (name) => (listed.includes(name) ? listed.indexOf(name) : listed.length)
}

/** Rows of one target, in order. */
export function rowsOfTarget({ at, names, rows }: RunTable, target: string): number[] {
  const place = names.target.indexOf(target)
  return Array.from({ length: rows }, (_, row) => row).filter((row) => at.target[row] === place)
}
