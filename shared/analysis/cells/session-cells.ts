import { outcomeKinds } from '../../instrument/outcome.ts'
import type { Study } from '../../study/study.ts'
import { againstPeople, againstReference, type KeptYardsticks } from '../alignment/against-reference.ts'
import { ownSquare } from '../alignment/features.ts'
import { type Distribution, fromCounts } from '../alignment/measures/distribution.ts'
import type { References } from '../alignment/reference.ts'
import { emptySide, fillUnits, type Side } from '../alignment/side.ts'
import type { Standard } from '../alignment/standard.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import { type Block, blockOf, type Columns, type Series, seriesOf } from '../answers/session-answers.ts'
import { tallyOf } from '../answers/tally.ts'
import { type CellNumbers, type Counts, cellNumbers } from './cell-numbers.ts'

/** Which arms are pooled. */
export type Pooling = 'by condition' | 'treated' | 'control'

/**
 * Answers of one series to one item by people of one place in one arm, or the model's answers in talks with them. A
 * tidy row; its n is the number of `sessions`.
 */
export type SessionCell = Series & {
  /** Null where the arms that `pooled` names are pooled. */
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly place: string | null
  readonly sessions: number
} & CellNumbers & { readonly [key in keyof Counts]: Counts[key] | null }

export type CellOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly references: References
  readonly yardsticks: KeptYardsticks
  /** Rows of people from fewer sessions than this are not shown. */
  readonly smallest: number
}

/** `rows` are rows of the block, one for each session. */
type Gathered = { condition: number; place: number; rows: number[]; counts: Int32Array; outcomes: Int32Array }

/**
 * All cells of an analysis: arm x item x place, separately for each series. Only cells in which something was asked are
 * there. Pooled cells of the model are also compared with the people of the study, where there are enough of them.
 */
export function cellsOf(options: CellOptions, pooling: Pooling): SessionCell[] {
  const { columns, study } = options
  const control = study.conditions.findIndex(({ id }) => id === study.control)
  const before = peopleBefore(options)
  return columns.blocks.flatMap((block) => {
    const gathered = gather(
      columns,
      block,
      (condition) => {
        if (pooling === 'by condition') return true
        return pooling === 'control' ? condition === control : condition !== control && condition >= 0
      },
      pooling === 'by condition',
    )
    return gathered.flatMap((one) => {
      const cells = [cellOf(options, block, one, pooling, 'survey')]
      const series = columns.series[block.series]!
      if (pooling !== 'by condition' && series.source === 'model' && one.place >= 0) {
        const people = before(one.place, block.item)
        if (people !== undefined) cells.push(cellOf(options, block, one, pooling, people))
      }
      return cells
    })
  })
}

/**
 * Sums the rows of a block by place, and by condition where `apart` is true. It takes only the conditions that are
 * kept.
 */
function gather(columns: Columns, block: Block, keep: (condition: number) => boolean, apart: boolean): Gathered[] {
  const found = new Map<number, Gathered>()
  const width = columns.items[block.item]!.codes.length
  const kinds = outcomeKinds.length
  block.sessions.forEach((session, row) => {
    const condition = columns.conditionOf[session]!
    if (!keep(condition)) return
    const place = columns.placeOf[session]!
    const key = (apart ? condition + 1 : 0) * 4096 + place + 1
    let one = found.get(key)
    if (one === undefined) {
      one = { condition, place, rows: [], counts: new Int32Array(width), outcomes: new Int32Array(kinds) }
      found.set(key, one)
    }
    one.rows.push(row)
    for (let k = 0; k < width; k += 1) one.counts[k]! += block.counts[row * width + k]!
    for (let k = 0; k < kinds; k += 1) one.outcomes[k]! += block.outcomes[row * kinds + k]!
  })
  return [...found.values()].sort((a, b) => a.condition - b.condition || a.place - b.place)
}

/**
 * The people's own answers before the talk, by place. They have the same words, mode and time as the model's answers.
 */
function peopleBefore(options: CellOptions): (place: number, item: number) => Distribution | undefined {
  const { columns, smallest } = options
  const series = seriesOf(columns, { source: 'participant', moment: 'before', target: 'own' })
  const known = new Map<number, Distribution | undefined>()
  return (place, item) => {
    if (series === undefined) return undefined
    const key = place * 65_536 + item
    if (known.has(key)) return known.get(key)
    const block = blockOf(columns, series, item)
    const one =
      block === undefined ? undefined : gather(columns, block, () => true, false).find((each) => each.place === place)
    const people = one?.counts.reduce((sum, count) => sum + count, 0) ?? 0
    const distribution = people < smallest ? undefined : fromCounts(columns.items[item]!.codes, one!.counts)
    known.set(key, distribution)
    return distribution
  }
}

function cellOf(
  options: CellOptions,
  block: Block,
  gathered: Gathered,
  pooling: Pooling,
  against: 'survey' | Distribution,
): SessionCell {
  const { columns, smallest } = options
  const coded = columns.items[block.item]!
  const series = columns.series[block.series]!
  const place = gathered.place < 0 ? null : columns.places[gathered.place]!
  const tally = tallyOf(coded.codes, gathered.counts, gathered.outcomes)
  const few = series.source === 'participant' && gathered.rows.length < smallest
  const answered = {
    coded,
    tally,
    unit: 'session' as const,
    sideAgainst: (standard: Standard) => sessionsSide(block, gathered, coded, standard),
  }
  const compared = () =>
    against === 'survey'
      ? againstReference(options, answered, place)
      : againstPeople(options.yardsticks, answered, place!, against)
  return {
    ...series,
    condition: pooling === 'by condition' && gathered.condition >= 0 ? columns.conditions[gathered.condition]! : null,
    pooled: pooling === 'by condition' ? null : pooling,
    place,
    sessions: gathered.rows.length,
    outcomes: few ? null : tally.of,
    counts: few ? null : tally.counts,
    ...cellNumbers(coded, tally, compared, few ? `fewer than ${smallest} people, so not shown` : null),
  }
}

function sessionsSide(block: Block, { rows, counts }: Gathered, coded: CodedItem, standard: Standard): Side {
  const options = coded.codes.length
  const { reference, features } = standard
  let [squares, own] = [0, 0]
  for (const row of rows) {
    let n = 0
    for (let k = 0; k < options; k += 1) n += block.counts[row * options + k]!
    squares += n * n
    if (reference.kind === 'distribution') own += ownSquare(block.counts, row * options, n, reference.targets, features)
  }
  return fillUnits(emptySide(), counts, 0, standard, { squares, own })
}
