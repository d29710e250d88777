import { factorColumn } from '../analysis/column-name.ts'
import { ROWS, type Source, type Where } from '../analysis/source.ts'
import { CLASSIFIED, drafted, own, type Sourced, unordered } from './source-draft.ts'

/**
 * Where the parts of a probe run come from. Empty if there was no run. Canaries are not answers of the design. Some rows were
 * left out because this version asks in other words or asks another model. The export has them too, and no column marks them.
 */
export function runSources({ study, run, models, provenance }: Sourced): Source[] {
  if (run === null) return []
  const { resamples, rearrangements } = provenance
  const factors = [...new Set(run.cells.flatMap(({ levels }) => Object.keys(levels)))]
  const draft = drafted('run_answers.csv', [{ column: 'canary', in: [''] }])
  const left = run.otherWords + run.otherModel
  const but = left === 0 ? '' : `; ${left} of them were left out, as asked in other words or of another model`
  const cell: Where[] = [
    { column: 'alias', field: 'model' },
    ...own('condition', 'place', 'locale', 'target'),
    ...factors.map((factor): Where => ({ column: factorColumn(factor), field: `levels.${factor}` })),
  ]
  return [
    draft({
      part: 'run.coverage',
      rows: `questions of the slice${but}`,
      where: own('place', 'locale'),
      gives: 'asked',
    }),
    draft({
      part: 'run.alignment',
      rows: `classified answers of the model under the condition, in the slice and for the target; items count alike${but}`,
      where: [...cell, CLASSIFIED],
      gives: 'classified',
      stream: 'run › alignment › the row',
      resamples,
    }),
    draft({
      part: 'run.apart',
      rows: `classified answers of the two slices that the row names${but}`,
      where: [{ column: 'target', in: ['own'] }, CLASSIFIED],
      gives: null,
      stream: 'run › apart › the two slices',
      resamples,
    }),
    draft({
      part: 'run.robustness',
      rows: `questions that were asked alike but for the row's axis, at its level and at its baseline; the axes are the columns option_order, format, item_wording and form${but}`,
      where: own('target'),
      gives: null,
      stream: 'run › robustness › the axis, level and target',
      resamples,
      rearrangements,
    }),
    draft({
      part: 'run.variance',
      rows: `classified answers to items with ordered options${but}`,
      where: [...own('target'), CLASSIFIED, { column: 'item', not: unordered(study) }],
      gives: 'answers',
      stream: 'run › variance and the target',
    }),
    draft({
      part: 'run.cells',
      rows: `classified answers of the cell's model, condition, slice, item and target; of open questions that a coder read, run_codings.csv has the outcome${but}`,
      where: [...cell, ...own('item'), CLASSIFIED],
      count: ROWS,
      gives: 'n',
      stream: 'run › run yardsticks (nulls and ceilings only)',
    }),
    ...models
      .filter(({ kind, result }) => kind === 'item differences' && result.kind === 'fitted')
      .map(({ id, rows }) =>
        draft({
          part: 'models',
          of: [{ field: 'id', is: id }],
          rows: rows.words,
          where: rows.where,
          count: rows.count,
          gives: 'result.n',
        }),
      ),
    ...run.comparisons.map(({ id, factor, level, baseline, target }) =>
      draft({
        part: 'run.comparisons',
        of: [{ field: 'id', is: id }],
        rows: `items asked at both levels; every shift stands on the combinations of model, slice, item, form, wording, order, format and other levels that were asked at both${but}`,
        where: [
          { column: 'target', in: [target] },
          { column: factorColumn(factor), in: [level, baseline] },
        ],
        count: { distinct: ['item'], having: { column: factorColumn(factor), values: [level, baseline] } },
        gives: null,
        stream: `run › comparisons › ${factor} ${level} ${baseline} ${target}`,
        resamples,
        rearrangements,
      }),
    ),
  ]
}
