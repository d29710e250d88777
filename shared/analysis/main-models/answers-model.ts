import { categoricalColumn, numericColumn, tableOf } from '../../statistics/regression/data-table.ts'
import { fitModel } from '../../statistics/regression/fit-model.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import type { Columns } from '../answers/session-answers.ts'
import type { Where } from '../source.ts'
import type { ReportModel } from './main-model.ts'
import { resultOf } from './main-model.ts'

/** The model's answers, as the regression models of this folder read them. */
export type AnswersOptions = {
  readonly columns: Columns
  /** An index in `Columns.series`. */
  readonly series: number
  /** The condition with which the others are compared. */
  readonly baseline: string
  readonly level: number
  readonly smallest: number
}

/** A session's answers to an item: the mean of its repeats, as a share of the scale's range. */
type AnswerRow = { readonly session: number; readonly item: string; readonly response: number }

/** With more rows than this, the fit is left to R, because it would delay the report. */
const MOST_ROWS = 120_000
/**
 * Degrees of freedom after Satterthwaite cost several fits. With more rows than this they hardly differ from others.
 */
const SATTERTHWAITE_ROWS = 10_000

/**
 * `response ~ condition * place + (1
 * item) + (1
 * session)`: the model's answers to all items with ordered options, with one row for each session and item. Places with
 * fewer sessions than `smallest` are left out. Where a condition has no session in a place, the interaction is left
 * out. A random term that the data cannot support is left out. The notes say each of these.
 */
export function answersModel(options: AnswersOptions): ReportModel | null {
  const { columns, level } = options
  const notes: string[] = []
  const places = placesKept(options, notes)
  const placeName = (session: number) => columns.places[columns.placeOf[session]!]
  const rows = answerRows(options).filter(
    ({ session }) => places.length === 0 || places.includes(placeName(session) ?? ''),
  )
  const conditionOf = (session: number) => columns.conditions[columns.conditionOf[session]!]!
  const conditions = [...new Set(rows.map(({ session }) => conditionOf(session)))]
  if (rows.length === 0 || conditions.length < 2) return null
  const baseline = conditions.includes(options.baseline) ? options.baseline : conditions[0]!
  const met = new Set(rows.map(({ session }) => JSON.stringify([conditionOf(session), placeName(session)])))
  const crossed = met.size === conditions.length * places.length
  if (places.length > 1 && !crossed)
    notes.push('Some conditions have no session in some place, so condition and place are added and not crossed.')
  const sessions = new Set(rows.map(({ session }) => session)).size
  const items = new Set(rows.map(({ item }) => item)).size
  const formula = [
    'response ~ condition',
    ...(places.length < 2 ? [] : crossed ? [' * place'] : [' + place']),
    ...(items < 2 ? [] : [' + (1 | item)']),
    ...(rows.length === sessions ? [] : [' + (1 | session)']),
  ].join('')
  const head = {
    id: 'answers',
    kind: 'answers' as const,
    title: 'Answers of the model, all items with ordered options',
    item: null,
    formula,
    outcome: "mean of a session's repeats, as a share of the scale's range (0 to 1)",
    errors: 'restricted likelihood' as const,
    baselines: places.length < 2 ? { condition: baseline } : { condition: baseline, place: places[0]! },
    rows: {
      words: "classified answers of the model's side branches, one row a session and item",
      where: [
        ...modelAnswers(options),
        { column: 'item', in: [...new Set(rows.map(({ item }) => item))] },
        ...(places.length === 0 ? [] : [{ column: 'place', in: places }]),
      ],
      count: { distinct: ['session', 'item'] },
    },
  }
  if (rows.length > MOST_ROWS) {
    const why = `${rows.length} rows would hold up the report; models.R fits them.`
    return { ...head, notes, result: { kind: 'refused', why } }
  }
  const table = tableOf([
    numericColumn(
      'response',
      rows.map(({ response }) => response),
    ),
    categoricalColumn(
      'condition',
      rows.map(({ session }) => conditionOf(session)),
    ),
    categoricalColumn(
      'place',
      rows.map(({ session }) => placeName(session) ?? null),
    ),
    categoricalColumn(
      'item',
      rows.map(({ item }) => item),
    ),
    categoricalColumn(
      'session',
      rows.map(({ session }) => String(session)),
    ),
  ])
  const mixed = formula.includes('|')
  const fit = fitModel(table, {
    formula,
    baselines: head.baselines,
    level,
    ...(mixed && rows.length > SATTERTHWAITE_ROWS ? { df: 'between-within' as const } : {}),
    ...(mixed ? {} : { errors: { kind: 'hc2' as const } }),
  })
  const found = resultOf(fit, { of: 'session and item', sessions, level })
  return {
    ...head,
    errors: mixed ? 'restricted likelihood' : 'HC2',
    notes: [...notes, ...found.notes],
    result: found.result,
  }
}

/** The conditions on rows of the export that select the answers of a series, in sessions that were assigned. */
export function modelAnswers({ columns, series }: Pick<AnswersOptions, 'columns' | 'series'>): Where[] {
  const { source, moment, target } = columns.series[series]!
  return [
    { column: 'source', in: [source] },
    { column: 'moment', in: [moment] },
    { column: 'target', in: [target] },
    { column: 'outcome', in: ['classified'] },
    { column: 'condition', not: [''] },
  ]
}

/** One row for each session and item with ordered options, in the order of sessions within items. */
export function answerRows({ columns, series }: Pick<AnswersOptions, 'columns' | 'series'>): AnswerRow[] {
  return columns.blocks.flatMap((block) => {
    const coded = columns.items[block.item]!
    if (block.series !== series || !coded.ordered) return []
    return Array.from(block.sessions).flatMap((session, row): AnswerRow[] => {
      if (columns.conditionOf[session]! < 0) return []
      const response = meanShare(coded, block.counts, row)
      return response === null ? [] : [{ session, item: coded.ref, response }]
    })
  })
}

function meanShare({ codes }: CodedItem, counts: Int32Array, row: number): number | null {
  const [low, high] = [codes[0]!, codes[codes.length - 1]!]
  let [n, sum] = [0, 0]
  codes.forEach((code, k) => {
    n += counts[row * codes.length + k]!
    sum += counts[row * codes.length + k]! * (code - low)
  })
  return n === 0 ? null : sum / n / (high - low)
}

/** Places with enough sessions, in order; empty where there is none. */
function placesKept({ columns, series, smallest }: AnswersOptions, notes: string[]): string[] {
  const sessions = new Set(answerRows({ columns, series }).map(({ session }) => session))
  const counts = columns.places.map((_, place) => [...sessions].filter((one) => columns.placeOf[one] === place).length)
  const kept = columns.places.filter((_, place) => counts[place]! >= smallest)
  const left = columns.places.filter((_, place) => counts[place]! > 0 && counts[place]! < smallest)
  const unplaced = [...sessions].filter((one) => columns.placeOf[one]! < 0).length
  if (kept.length === 0) {
    notes.push(`No place has ${smallest} sessions, so place is not in the model.`)
    return []
  }
  if (left.length > 0) notes.push(`Left out, with fewer than ${smallest} sessions: ${left.join(', ')}.`)
  if (unplaced > 0) notes.push(`Left out, without a place that the study knows: ${unplaced} sessions.`)
  return kept
}
