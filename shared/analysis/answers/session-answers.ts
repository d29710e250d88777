import { InputProblem } from '../../input-problem.ts'
import { outcomeKinds } from '../../instrument/outcome.ts'
import { findItem } from '../../study/items.ts'
import { surveyIn, talkIn } from '../../study/stages/stages.ts'
import type { Study } from '../../study/study.ts'
import type { AnswerRow, SessionUnit } from './answer-row.ts'
import { type CodedItem, codedItem } from './coded-item.ts'
import { ItemCounts } from './item-counts.ts'
import type { SessionRow } from './session-row.ts'

/**
 * What identifies answers that are read together: who answered, when, and whose answer was asked for. Different series
 * are never mixed.
 */
export type Series = Pick<SessionUnit, 'source' | 'moment'> & Pick<AnswerRow, 'target'>

/** An answer in a session. */
export type SessionAnswerRow = AnswerRow<SessionUnit>

/**
 * The answers of one series to one item: one row for each session that was asked. For each row, `counts` has how often
 * each option was chosen, and `outcomes` how often each outcome occurred, in the order of `outcomeKinds`.
 */
export type Block = {
  readonly series: number
  readonly item: number
  readonly sessions: Int32Array
  readonly counts: Int32Array
  readonly outcomes: Int32Array
}

/**
 * The answers of sessions as integer codes and counts. They are read once, and the rest of an analysis works on these
 * columns.
 */
export type Columns = {
  readonly sessions: readonly SessionRow[]
  readonly conditions: readonly string[]
  /** By session; -1 before assignment. */
  readonly conditionOf: Int32Array
  readonly places: readonly string[]
  /** By session; -1 where the person declared no place that the study knows. */
  readonly placeOf: Int32Array
  readonly items: readonly CodedItem[]
  readonly series: readonly Series[]
  readonly blocks: readonly Block[]
  readonly used: number
  /** The number of answers that are not whole codes, such as free text. They have no place in a distribution. */
  readonly uncoded: number
  /** The number of answers from sessions that are left out of the analysis. */
  readonly leftOut: number
  /** Items that were asked in more than one form within one series. */
  readonly mixedForms: readonly string[]
}

type Growing = {
  readonly series: number
  readonly item: number
  /** By session: its row, or -1. */
  readonly rowOf: Int32Array
  readonly sessions: number[]
  readonly of: ItemCounts
  readonly form: string
}

/**
 * Codes the answers of `sessions`. Answers of `leftOut` sessions are only counted. Cost: one pass, and one integer for
 * each session, series and item.
 * Throws an InputProblem for a session, an item or a code that the study does not have.
 */
export function columnsOf(
  study: Study,
  sessions: readonly SessionRow[],
  leftOut: ReadonlySet<string>,
  answers: Iterable<SessionAnswerRow>,
): Columns {
  const conditions = study.conditions.map((condition) => condition.id)
  const places = [...new Set(sessions.flatMap(({ place }) => (place === null ? [] : [place])))].sort()
  const rowOfSession = new Map(sessions.map(({ session }, row) => [session, row]))
  const items: CodedItem[] = []
  const itemPlace = new Map<string, number | null>()
  const series: Series[] = []
  const growing = new Map<number, Growing>()
  const mixed = new Set<string>()
  let [used, uncoded, skipped] = [0, 0, 0]

  const placeOfItem = (ref: string): number | null => {
    const known = itemPlace.get(ref)
    if (known !== undefined) return known
    const item = findItem(study, ref)
    if (item === undefined)
      throw new InputProblem(
        `Answers to "${ref}" are of another version of the study, which had that item; analyse that version's sessions apart.`,
      )
    const coded = codedItem(ref, item)
    const place = !coded.ok || coded.item.codes.length < 2 ? null : items.push(coded.item) - 1
    itemPlace.set(ref, place)
    return place
  }
  // The items are in the order of the flow, whatever the order in which participants met them.
  for (const stage of study.flow) {
    const listed = [...(surveyIn(stage)?.items ?? []), ...(talkIn(stage)?.probes?.items ?? [])]
    for (const ref of listed) placeOfItem(ref)
  }
  const placeOfSeries = ({ source, moment }: SessionUnit, target: Series['target']): number => {
    const found = series.findIndex((one) => one.source === source && one.moment === moment && one.target === target)
    return found >= 0 ? found : series.push({ source, moment, target }) - 1
  }

  for (const { unit, item: ref, target, form, outcome } of answers) {
    const session = rowOfSession.get(unit.session)
    if (session === undefined) {
      if (!leftOut.has(unit.session))
        throw new InputProblem(`An answer is of session "${unit.session}", which is not among the sessions; give both.`)
      skipped += 1
      continue
    }
    const item = placeOfItem(ref)
    if (item === null || outcome.kind === 'uncoded') {
      uncoded += 1
      continue
    }
    used += 1
    const nth = placeOfSeries(unit, target)
    const key = nth * 65_536 + item
    let block = growing.get(key)
    if (block === undefined) {
      const rowOf = new Int32Array(sessions.length).fill(-1)
      block = { series: nth, item, rowOf, sessions: [], of: new ItemCounts(items[item]!), form }
      growing.set(key, block)
    }
    if (block.form !== form) mixed.add(ref)
    let row = block.rowOf[session]!
    if (row < 0) {
      row = block.of.begin()
      block.sessions.push(session)
      block.rowOf[session] = row
    }
    block.of.add(row, outcome)
  }

  // The order in which answers came must not change a digit, so everything is sorted in a fixed order.
  const order = series.map((_, place) => place).sort((a, b) => rankOf(series[a]!) - rankOf(series[b]!))
  return {
    sessions,
    conditions,
    conditionOf: Int32Array.from(sessions, ({ condition }) =>
      condition === null ? -1 : conditions.indexOf(condition),
    ),
    places,
    placeOf: Int32Array.from(sessions, ({ place }) => (place === null ? -1 : places.indexOf(place))),
    items,
    series: order.map((place) => series[place]!),
    blocks: [...growing.values()]
      .map((block) => sealed(block, order.indexOf(block.series)))
      .sort((one, other) => one.series - other.series || one.item - other.item),
    used,
    uncoded,
    leftOut: skipped,
    mixedForms: [...mixed].sort(),
  }
}

/** Who answers in sessions: the order in which tables show them, and their names in words. */
const SOURCES: Readonly<Record<Series['source'], { readonly rank: number; readonly words: string }>> = {
  participant: { rank: 0, words: 'people' },
  model: { rank: 1, words: 'the model' },
}
const MOMENTS: readonly Series['moment'][] = ['none', 'before', 'start', 'end', 'after']
const TARGETS: readonly Series['target'][] = ['own', 'norm', 'assistant']

function rankOf({ source, moment, target }: Series): number {
  return (SOURCES[source].rank * MOMENTS.length + MOMENTS.indexOf(moment)) * TARGETS.length + TARGETS.indexOf(target)
}

/** A block with its rows in the order of sessions. */
function sealed({ item, sessions, of }: Growing, series: number): Block {
  const { counts, outcomes } = of
  const options = of.item.codes.length
  const kinds = outcomeKinds.length
  const rows = Int32Array.from(sessions, (_, row) => row).sort((a, b) => sessions[a]! - sessions[b]!)
  const arranged = new Int32Array(counts.length)
  const ended = new Int32Array(outcomes.length)
  rows.forEach((from, to) => {
    for (let k = 0; k < options; k += 1) arranged[to * options + k] = counts[from * options + k]!
    for (let k = 0; k < kinds; k += 1) ended[to * kinds + k] = outcomes[from * kinds + k]!
  })
  return { series, item, sessions: rows.map((row) => sessions[row]!), counts: arranged, outcomes: ended }
}

/** The block of a series and an item; undefined where nothing was asked. */
export function blockOf(columns: Columns, series: number, item: number): Block | undefined {
  return columns.blocks.find((block) => block.series === series && block.item === item)
}

/** The place of a series in the columns; undefined where nothing was asked in it. */
export function seriesOf(columns: Columns, { source, moment, target }: Series): number | undefined {
  const found = columns.series.findIndex(
    (one) => one.source === source && one.moment === moment && one.target === target,
  )
  return found < 0 ? undefined : found
}

/** A series in words: "the model at the end of the talk". */
export function seriesName({ source, moment, target }: Series): string {
  const when = {
    before: ' before the talk',
    after: ' after the talk',
    start: ' at the start of the talk',
    end: ' at the end of the talk',
    none: '',
  }[moment]
  const whose = {
    own: '',
    norm: ' (the norm that they see around them)',
    assistant: ' (what this assistant should say)',
  }
  return `${SOURCES[source].words}${when}${source === 'model' && target === 'assistant' ? '' : whose[target]}`
}
