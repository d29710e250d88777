import type { RunReport } from '../run/run-report.ts'
import type { RunMeasure } from '../run/side.ts'
import { fitModel } from '../statistics/model.ts'
import { numericColumn, tableOf } from '../statistics/table.ts'
import { type ReportModel, resultOf } from './report-model.ts'

/** What is modelled of a run's planned comparisons: measures that have no small-sample bias. */
const MODELLED: Partial<Record<RunMeasure, string>> = {
  points: "difference of mean answers, as a share of the scale's range",
  closeness: 'difference of closeness to the distribution (1 less the unbiased squared distance)',
}

/**
 * `difference ~ 1` for each planned comparison of a run: the differences of items, level less baseline, with a t interval. It
 * says for items like these what the comparison's bootstrap over items says, in a form that any program can compute.
 */
export function runModels(run: RunReport, level: number): ReportModel[] {
  return run.comparisons.flatMap(({ id, planned, title, shifts }) =>
    !planned
      ? []
      : Object.entries(MODELLED).flatMap(([measure, outcome]): ReportModel[] => {
          const differences = shifts.flatMap((one) =>
            one.scope.kind === 'item' && one.measure === measure && one.atLevel !== null && one.atBaseline !== null
              ? [one.atLevel - one.atBaseline]
              : [],
          )
          if (differences.length === 0) return []
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
            rows: { words: 'ROWS', where: [], count: { distinct: ['item'] } },
          }
          const fit = fitModel(tableOf([numericColumn('difference', differences)]), { formula, level })
          return [{ ...head, ...resultOf(fit, { of: 'items', sessions: null, level }) }]
        }),
  )
}
