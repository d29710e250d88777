import { categoricalColumn, numericColumn, tableOf } from '../../statistics/regression/data-table.ts'
import { fitModel } from '../../statistics/regression/fit-model.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import type { Columns } from '../answers/session-answers.ts'
import { ROWS } from '../source.ts'
import { type AnswersOptions, modelAnswers } from './answers-model.ts'
import { type ReportModel, resultOf } from './main-model.ts'

/**
 * `response ~ condition` by cumulative links, for each item with three or more ordered options. Each answer is a row.
 * Errors are clustered by session, since repeats within a talk are not independent answers.
 */
export function ordinalModels(options: AnswersOptions): ReportModel[] {
  const { columns, series } = options
  return columns.blocks.flatMap((block) => {
    const coded = columns.items[block.item]!
    return block.series === series && coded.ordered && coded.codes.length > 2
      ? (ofItem(options, coded, block) ?? [])
      : []
  })
}

function ofItem(
  { columns, series, baseline, level }: AnswersOptions,
  { ref, item, codes }: CodedItem,
  block: Columns['blocks'][number],
): ReportModel | null {
  const response: number[] = []
  const condition: string[] = []
  const session: string[] = []
  block.sessions.forEach((one, row) => {
    const place = columns.conditionOf[one]!
    if (place < 0) return
    codes.forEach((code, k) => {
      for (let count = block.counts[row * codes.length + k]!; count > 0; count -= 1) {
        response.push(code)
        condition.push(columns.conditions[place]!)
        session.push(String(one))
      }
    })
  })
  const met = [...new Set(condition)]
  if (met.length < 2) return null
  const formula = 'response ~ condition'
  const baselines = { condition: met.includes(baseline) ? baseline : met[0]! }
  const table = tableOf([
    numericColumn('response', response),
    categoricalColumn('condition', condition),
    categoricalColumn('session', session),
  ])
  const errors = { kind: 'cluster' as const, column: 'session' }
  const fit = fitModel(table, { formula, family: 'ordinal', baselines, errors, level })
  const found = resultOf(fit, { of: 'answers', sessions: new Set(session).size, level })
  return {
    id: `ordinal ${ref}`,
    kind: 'ordinal',
    title: `${item.label}: answers of the model`,
    item: ref,
    formula,
    outcome: 'code, as an ordered answer; coefficients are log odds of a higher code',
    errors: 'clustered by session',
    baselines,
    rows: {
      words: "classified answers of the model's side branches to the item, one row each",
      where: [...modelAnswers({ columns, series }), { column: 'item', in: [ref] }],
      count: ROWS,
    },
    ...found,
  }
}
