import { ROWS, type Source, type Where } from './source.ts'
import { drafted, type Sourced } from './sources.ts'

/**
 * Where the parts of a probe run come from; none where there was no run. Canaries are no answers of the design. Rows that were
 * left out because this version asks in other words or of another model are in the export too, and are not told by a column.
 */
export function runSources({ run, models, provenance }: Pick<Sourced, 'run' | 'models' | 'provenance'>): Source[] {
  if (run === null) return []
  const { resamples, rearrangements } = provenance
  const factors = [...new Set(run.cells.flatMap(({ levels }) => Object.keys(levels)))]
  const draft = drafted('run_answers.csv', [{ column: 'canary', in: [''] }])
  const left = run.otherWords + run.otherModel
  const but = left === 0 ? '' : `; ${left} of them were left out, as asked in other words or of another model`
  const own = (...fields: readonly string[]): Where[] => fields.map((field) => ({ column: field, field }))
  return [
    draft({
      part: 'run.coverage',
      rows: `questions of the slice${but}`,
      where: own('place', 'locale'),
      gives: 'asked',
    }),
    draft({
      part: 'run.cells',
      rows: `classified answers of the cell's model, condition, slice, item and target; of open questions that a coder read, run_codings.csv has the outcome${but}`,
      where: [
        { column: 'alias', field: 'model' },
        ...own('condition', 'place', 'locale', 'item', 'target'),
        ...factors.map((factor): Where => ({ column: `factor.${factor}`, field: `levels.${factor}` })),
        { column: 'outcome', in: ['classified'] },
      ],
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
          { column: `factor.${factor}`, in: [level, baseline] },
        ],
        count: { distinct: ['item'], having: { column: `factor.${factor}`, values: [level, baseline] } },
        gives: null,
        stream: `run › comparisons › ${factor} ${level} ${baseline} ${target}`,
        resamples,
        rearrangements,
      }),
    ),
  ]
}
