import { mean, sd } from '../../statistics/inference/descriptive.ts'
import { categoricalColumn, numericColumn, tableOf } from '../../statistics/regression/data-table.ts'
import { fitModel } from '../../statistics/regression/fit-model.ts'
import { factorOf } from '../../study/levels.ts'
import type { Study } from '../../study/study.ts'
import type { Columns } from '../answers/session-answers.ts'
import { type Pair, pairsByItem } from '../influence/changes.ts'
import type { Where } from '../source.ts'
import { type ReportModel, resultOf } from './main-model.ts'

export type ChangeOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly level: number
  readonly smallest: number
}

/** What was randomised decides the formula. `m` and `arm` are NaN in sessions that the model leaves out. */
type ChangeDesign = {
  readonly right: string
  readonly m: Float64Array
  readonly arm: Float64Array
  /** The sessions that the model takes, as conditions on the export. */
  readonly where: readonly Where[]
}

/**
 * Regressions of people's answers after the talk on their answers before it. The formula is `after ~ before + m * arm`
 * where the assistant's position m varies both in the treated arms and in the control arm. It is `after ~ before + m`
 * over the treated arms where m varies only in these, and `after ~ before + arm` where no position was randomised.
 * `arm` is 1 in all conditions but the control. One model is for all items (or those that the position is about) in sd
 * of the answers before, centred by item, with errors clustered by session. There is also one for each item in its own
 * codes with HC2 errors.
 */
export function changeModels(options: ChangeOptions): ReportModel[] {
  const { study, columns } = options
  const design = designOf(study, columns)
  if (design === null) return []
  const usable = [...pairsByItem(columns)].map(([ref, pairs]) => ({ ref, pairs: pairs.filter(inDesign(design)) }))
  const about = factorOf(study, 'position')?.factor.about ?? usable.map(({ ref }) => ref)
  const pooled = usable.filter(({ ref }) => about.includes(ref))
  const label = (ref: string) => columns.items.find((one) => one.ref === ref)!.item.label
  const scope =
    factorOf(study, 'position')?.factor.about === undefined ? 'all items' : 'the items that the position is about'
  return [
    ...(pooled.length < 2 ? [] : [fitted(options, design, pooled, null, `People after the talk, ${scope}`)]),
    ...usable.flatMap((one) =>
      one.pairs.length === 0
        ? []
        : [fitted(options, design, [one], one.ref, `${label(one.ref)}: people after the talk`)],
    ),
  ]
}

function designOf(study: Study, { sessions, conditionOf }: Columns): ChangeDesign | null {
  const control = study.conditions.findIndex(({ id }) => id === study.control)
  const m = Float64Array.from(sessions, ({ position }) => position ?? Number.NaN)
  const arm = Float64Array.from(conditionOf, (one) => (one < 0 ? Number.NaN : Number(one !== control)))
  const values = (of: Float64Array, keep: (row: number) => boolean) =>
    new Set(of.filter((value, row) => keep(row) && !Number.isNaN(value))).size
  const varies = (wanted: number) => values(m, (row) => arm[row] === wanted) > 1
  const assigned: Where = { column: 'condition', not: [''] }
  const placed: Where = { column: 'position', not: [''] }
  if (varies(1) && varies(0)) return { right: 'm * arm', m, arm, where: [assigned, placed] }
  if (varies(1)) {
    const treated: Where = { column: 'condition', not: ['', study.control] }
    return { right: 'm', m, arm: arm.map((one) => (one === 1 ? 1 : Number.NaN)), where: [treated, placed] }
  }
  if (values(arm, () => true) > 1) return { right: 'arm', m: new Float64Array(m.length), arm, where: [assigned] }
  return null
}

function inDesign({ m, arm }: ChangeDesign): (pair: Pair) => boolean {
  return ({ session }) => !Number.isNaN(m[session]!) && !Number.isNaN(arm[session]!)
}

function fitted(
  { level, smallest }: ChangeOptions,
  { right, m, arm, where }: ChangeDesign,
  items: readonly { readonly ref: string; readonly pairs: readonly Pair[] }[],
  item: string | null,
  title: string,
): ReportModel {
  const scaled = items.map(({ ref, pairs }) => ({ ref, pairs: item === null ? standardised(pairs) : pairs }))
  const rows = scaled.flatMap(({ pairs }) => pairs)
  const sessions = new Set(rows.map(({ session }) => session)).size
  const clustered = item === null
  const formula = `after ~ before + ${right}`
  const head = {
    id: item === null ? 'change' : `change ${item}`,
    kind: 'change' as const,
    title,
    item,
    formula,
    outcome:
      item === null ? 'answer after the talk, in sd of the answers before it, centred by item' : 'code after the talk',
    errors: clustered ? ('clustered by session (CR1)' as const) : ('HC2' as const),
    baselines: {},
    rows: {
      words: "people's answers before and after the talk to the same item, one row a session and item that has both",
      where: [
        { column: 'source', in: ['participant'] },
        { column: 'target', in: ['own'] },
        { column: 'outcome', in: ['classified'] },
        { column: 'item', in: scaled.flatMap(({ ref, pairs }) => (pairs.length > 0 ? [ref] : [])) },
        ...where,
      ],
      count: { distinct: ['session', 'item'], having: { column: 'moment', values: ['before', 'after'] } },
    },
  }
  const least = Math.max(smallest, 6)
  if (sessions < least) return { ...head, notes: [], result: { kind: 'refused', why: `fewer than ${least} sessions` } }
  const numbers = (name: string, of: (row: Pair) => number) => numericColumn(name, rows.map(of))
  const table = tableOf([
    numbers('after', ({ after }) => after),
    numbers('before', ({ before }) => before),
    numbers('m', ({ session }) => m[session]!),
    numbers('arm', ({ session }) => arm[session]!),
    categoricalColumn(
      'session',
      rows.map(({ session }) => String(session)),
    ),
  ])
  const errors = clustered ? { kind: 'cluster' as const, column: 'session' } : { kind: 'hc2' as const }
  const fit = fitModel(table, { formula, errors, level })
  const found = resultOf(fit, { of: clustered ? 'session and item' : 'sessions', sessions, level })
  return { ...head, ...found }
}

/**
 * Answers in units of the sd of the answers before, both centred by item. Empty where all answers before were the same.
 */
function standardised(pairs: readonly Pair[]): Pair[] {
  const scale = pairs.length < 2 ? 0 : sd(pairs.map(({ before }) => before))
  if (!(scale > 0)) return []
  const before = mean(pairs.map((one) => one.before))
  const after = mean(pairs.map((one) => one.after))
  return pairs.map((one) => ({
    session: one.session,
    before: (one.before - before) / scale,
    after: (one.after - after) / scale,
  }))
}
