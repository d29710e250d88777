import { InputProblem } from '../../input-problem.ts'
import { type OutcomeKind, outcomeKinds } from '../../instrument/outcome.ts'
import { findItem } from '../../study/items.ts'
import { surveyIn, talkIn } from '../../study/stages/stages.ts'
import type { Study } from '../../study/study.ts'
import { type CodedItem, codedItem } from './coded-item.ts'
import type { Observation, SessionRow } from './observation.ts'

/** Answers that are read together: who answered, when, and whose answer was asked for. Never mixed with one another. */
export type Series = Pick<Observation, 'source' | 'moment' | 'target'>

/**
 * The answers of one series to one item: a row for each session that was asked. `counts` has, row by row, how often each
 * option was chosen, and `outcomes` how often each outcome came, in the order of `outcomeKinds`.
 */
export type Block = {
  readonly series: number
  readonly item: number
  readonly sessions: Int32Array
  readonly counts: Int32Array
  readonly outcomes: Int32Array
}

/** The observations as integer codes and counts, read once; all else in an analysis works on these. */
export type Columns = {
  readonly sessions: readonly SessionRow[]
  readonly conditions: readonly string[]
  /** By session; -1 before assignment. */
  readonly conditionOf: Int32Array
  readonly places: readonly string[]
  /** By session; -1 where none was declared that the study knows. */
  readonly placeOf: Int32Array
  readonly items: readonly CodedItem[]
  readonly series: readonly Series[]
  readonly blocks: readonly Block[]
  readonly used: number
  /** Observations of free text and other answers without options, which have no place in a distribution. */
  readonly uncoded: number
  /** Observations of sessions that are left out of the analysis. */
  readonly leftOut: number
  /** Items that were put in more than one form within one series. */
  readonly mixedForms: readonly string[]
}

type Growing = {
  series: number
  item: number
  rowOf: Int32Array
  sessions: number[]
  counts: number[]
  outcomes: number[]
  form: string
}

const outcomePlace = Object.fromEntries(outcomeKinds.map((kind, place) => [kind, place])) as Record<OutcomeKind, number>

/**
 * Codes the observations of `sessions`; those of `leftOut` sessions are counted and not read. Cost: one pass, and one
 * integer for each session, series and item.
 * Throws an InputProblem for a session, an item or a code that the study does not have.
 */
export function columnsOf(
  study: Study,
  sessions: readonly SessionRow[],
  leftOut: ReadonlySet<string>,
  observations: Iterable<Observation>,
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
  // In the order of the flow, whatever order participants met them in.
  for (const stage of study.flow) {
    const listed = [...(surveyIn(stage)?.items ?? []), ...(talkIn(stage)?.probes?.items ?? [])]
    for (const ref of listed) placeOfItem(ref)
  }
  const placeOfSeries = ({ source, moment, target }: Series): number => {
    const found = series.findIndex((one) => one.source === source && one.moment === moment && one.target === target)
    return found >= 0 ? found : series.push({ source, moment, target }) - 1
  }

  for (const one of observations) {
    const session = rowOfSession.get(one.session)
    if (session === undefined) {
      if (!leftOut.has(one.session))
        throw new InputProblem(
          `An observation is of session "${one.session}", which is not among the sessions; give both.`,
        )
      skipped += 1
      continue
    }
    const item = placeOfItem(one.item)
    if (item === null) {
      uncoded += 1
      continue
    }
    used += 1
    const nth = placeOfSeries(one)
    const key = nth * 65_536 + item
    let block = growing.get(key)
    if (block === undefined) {
      const rowOf = new Int32Array(sessions.length).fill(-1)
      block = { series: nth, item, rowOf, sessions: [], counts: [], outcomes: [], form: one.form }
      growing.set(key, block)
    }
    if (block.form !== one.form) mixed.add(one.item)
    const { codes } = items[item]!
    let row = block.rowOf[session]!
    if (row < 0) {
      row = block.sessions.push(session) - 1
      block.rowOf[session] = row
      for (const _ of codes) block.counts.push(0)
      for (const _ of outcomeKinds) block.outcomes.push(0)
    }
    block.outcomes[row * outcomeKinds.length + outcomePlace[one.outcome.kind]]! += 1
    if (one.outcome.kind !== 'classified') continue
    // By code and never by the place shown, so that an order reversed on screen is not reversed a second time.
    const option = codes.indexOf(one.outcome.code)
    if (option < 0)
      throw new InputProblem(
        `An answer to "${one.item}" is classified as ${one.outcome.code}, which is no option; options: ${codes.join(', ')}. Mark it out-of-range.`,
      )
    block.counts[row * codes.length + option]! += 1
  }

  // The order in which observations came must not move a digit, so all is put into an order of its own.
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
      .map((block) => sealed(block, order.indexOf(block.series), items[block.item]!.codes.length))
      .sort((one, other) => one.series - other.series || one.item - other.item),
    used,
    uncoded,
    leftOut: skipped,
    mixedForms: [...mixed].sort(),
  }
}

const SOURCES: readonly Series['source'][] = ['participant', 'model']
const MOMENTS: readonly Series['moment'][] = ['none', 'before', 'start', 'end', 'after']
const TARGETS: readonly Series['target'][] = ['own', 'norm', 'assistant']

function rankOf({ source, moment, target }: Series): number {
  return (SOURCES.indexOf(source) * MOMENTS.length + MOMENTS.indexOf(moment)) * TARGETS.length + TARGETS.indexOf(target)
}

/** A block with its rows in the order of sessions. */
function sealed({ item, sessions, counts, outcomes }: Growing, series: number, options: number): Block {
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

/** The block of a series and an item, if anything was asked. */
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
  const who = source === 'participant' ? 'people' : 'the model'
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
  return `${who}${when}${source === 'model' && target === 'assistant' ? '' : whose[target]}`
}
