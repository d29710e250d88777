import { numericColumn, tableOf } from '../../statistics/regression/data-table.ts'
import { fitModel } from '../../statistics/regression/fit-model.ts'
import { factorColumn } from '../column-name.ts'
import type { RunFindings } from '../models-alone/run-findings.ts'
import { type ReportModel, resultOf } from './main-model.ts'

/** The measures that are modelled for a run's planned comparisons. They have no small-sample bias. */
const MODELLED = [
  { measure: 'range-share', outcome: "difference of mean answers, as a share of the scale's range" },
  {
    measure: 'closeness',
    outcome: 'difference of closeness to the distribution (1 less the unbiased squared distance)',
  },
] as const

/**
 * `difference ~ 1` for each planned comparison of a run: the differences of items, level minus baseline, with a t
 * interval. For items like these it answers the same question as the comparison's bootstrap over items, in a form that
 * any program can compute.
 */
export function runModels(run: RunFindings, level: number): ReportModel[] {
  return run.comparisons.flatMap(({ id, planned, title, factor, level: first, baseline, target, shifts }) =>
    !planned
      ? []
      : MODELLED.flatMap(({ measure, outcome }): ReportModel[] => {
          const differences = shifts.flatMap((one) =>
            one.scope === 'item' && one.measure === measure && one.atLevel !== null && one.atBaseline !== null
              ? [{ item: one.name, difference: one.atLevel - one.atBaseline }]
              : [],
          )
          if (differences.length === 0) return []
          const items = differences.map(({ item }) => item)
          const formula = 'difference ~ 1'
          const head = {
            id: `run ${id} ${measure}`,
            kind: 'item differences' as const,
            title: `${title}: ${measure}`,
            item: null,
            formula,
            outcome,
            errors: 't' as const,
            baselines: {},
            comparison: { id, measure },
            rows: {
              words: `questions that were asked alike at both levels; pooled by model, slice and item, then averaged by item${measure === 'closeness' ? ', where there is a reference distribution' : ''}`,
              where: [
                { column: 'target', in: [target] },
                { column: factorColumn(factor), in: [first, baseline] },
                { column: 'item', in: items },
              ],
              count: { distinct: ['item'] },
            },
          }
          const fit = fitModel(
            tableOf([
              numericColumn(
                'difference',
                differences.map(({ difference }) => difference),
              ),
            ]),
            { formula, level },
          )
          return [{ ...head, ...resultOf(fit, { of: 'items', sessions: null, level }) }]
        }),
  )
}
