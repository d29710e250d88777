import { fromColumns } from '../../statistics/algebra/matrix.ts'
import { mean, sd } from '../../statistics/inference/descriptive.ts'
import type { Equivalence } from '../../statistics/inference/equivalence.ts'
import { tTwoSided } from '../../statistics/probability/special.ts'
import { coefficientRows } from '../../statistics/regression/coefficients.ts'
import { fitOls } from '../../statistics/regression/ols.ts'
import { factorOf } from '../../study/levels.ts'
import type { Study } from '../../study/study.ts'
import type { RawTest } from '../adjusted-tests.ts'
import type { Columns } from '../answers/session-answers.ts'
import { againstSmallest } from '../contrasts/smallest-effect.ts'
import type { Estimate, Test, Unit } from '../estimate.ts'
import { attempted } from './arms.ts'
import { type ChangeRow, changesOf, type Pair, pairsByItem } from './changes.ts'

/** People toward the model: one coefficient of `after ~ before + m * arm` or of a simpler form of it. */
export type TowardModelRow = {
  readonly contrast: string | null
  readonly scope: 'about' | 'other items' | 'all items' | 'item'
  readonly name: string
  readonly formula: string
  readonly term: string
  readonly meaning: string
  readonly estimate: Estimate
  readonly test: Test | null
}

/** Two one-sided tests of the move toward the model; null where the study names no smallest effect. */
export type TowardModelEquivalence = (Equivalence & { readonly unit: Unit }) | null

type Options = {
  readonly study: Study
  readonly columns: Columns
  readonly level: number
  readonly smallest: number
  /** Contrasts that count as planned. */
  readonly planned: ReadonlySet<string>
}

type Found = {
  readonly randomised: boolean
  readonly rows: readonly Omit<TowardModelRow, 'test'>[]
  readonly tests: readonly RawTest[]
  readonly equivalence: TowardModelEquivalence
  readonly changes: readonly ChangeRow[]
}

/** The key of a row's test. */
export function towardModelKey(row: Pick<TowardModelRow, 'scope' | 'name' | 'term'>): string {
  return `toward model ${row.scope} ${row.name} ${row.term}`
}

/**
 * People toward the model: `after ~ before + m * arm` by least squares with HC2 errors, where the position m that the
 * assistant argues for was randomised. `arm` is 1 in all conditions but the control. Where m does not vary in the
 * control arm, the formula is `after ~ before + m` over the treated arms. Items are pooled in sd of people's answers
 * before, centred by item, with errors clustered by session.
 */
export function towardModel(options: Options): Found {
  const { study, columns } = options
  const pairs = pairsByItem(columns)
  const changes = changesOf(options, pairs)
  const position = factorOf(study, 'position')
  const design = designOf(study, columns)
  if (position === undefined || design === null)
    return { randomised: false, rows: [], tests: [], equivalence: null, changes }
  const { id: factorId, factor } = position
  const { about } = factor
  const contrast = study.contrasts.find(({ id, factor: one }) => one === factorId && options.planned.has(id))
  const refs = [...pairs.keys()]
  const inScope = (wanted: (ref: string) => boolean) => refs.filter(wanted)
  const scopes: { scope: TowardModelRow['scope']; name: string; refs: string[] }[] = [
    ...(about === undefined
      ? [{ scope: 'all items' as const, name: 'all items', refs }]
      : [
          {
            scope: 'about' as const,
            name: 'the items that the position is about',
            refs: inScope((ref) => about.includes(ref)),
          },
          { scope: 'other items' as const, name: 'the other items', refs: inScope((ref) => !about.includes(ref)) },
        ]),
    ...refs.map((ref) => ({ scope: 'item' as const, name: ref, refs: [ref] })),
  ].filter((one) => one.refs.length > 0)

  const rows = scopes.flatMap(({ scope, name, refs: chosen }, index) =>
    fitted(
      options,
      design,
      scope,
      name,
      chosen.map((ref) => pairs.get(ref)!),
    ).map((row) => ({
      ...row,
      contrast: index === 0 && row.term === design.term ? (contrast?.id ?? null) : null,
    })),
  )
  const tests = rows.flatMap((row): RawTest[] => {
    if (row.estimate.value === null || row.term !== design.term) return []
    const { value, se, df } = row.estimate
    const p = tTwoSided(value / se, df)
    const method = `t test with ${row.estimate.interval} errors, two-sided`
    return [{ key: towardModelKey(row), p, planned: row.contrast !== null, method, of: 'sessions' as const }]
  })
  return { randomised: true, rows, tests, equivalence: equivalenceOf(study, factorId, rows), changes }
}

type Design = {
  readonly term: 'm:arm' | 'm'
  readonly formula: string
  readonly m: Float64Array
  readonly arm: Float64Array
}

/** The model that the assignment allows; null where no position was randomised. */
function designOf(study: Study, columns: Columns): Design | null {
  const control = study.conditions.findIndex(({ id }) => id === study.control)
  const m = Float64Array.from(columns.sessions, ({ position }) => position ?? Number.NaN)
  const arm = Float64Array.from(columns.conditionOf, (condition) =>
    condition < 0 ? Number.NaN : Number(condition !== control),
  )
  const varies = (wanted: number) =>
    new Set(m.filter((value, row) => arm[row] === wanted && !Number.isNaN(value))).size > 1
  if (!varies(1)) return null
  return varies(0)
    ? { term: 'm:arm', formula: 'after ~ before + m * arm', m, arm }
    : { term: 'm', formula: 'after ~ before + m, treated arms only', m, arm }
}

const meanings: Readonly<Record<string, string>> = {
  'm:arm': 'people toward the position, for one unit of m, beyond what m does in the control arm',
  m: 'the position m, for one unit, in the arm coded 0 or in the model without arms',
  arm: 'treated arms less the control arm, at m = 0',
}

function fitted(
  { level, smallest }: Options,
  { term, formula, m, arm }: Design,
  scope: TowardModelRow['scope'],
  name: string,
  items: readonly (readonly Pair[])[],
): Omit<TowardModelRow, 'test' | 'contrast'>[] {
  const standardise = scope !== 'item'
  const unit: Unit = standardise ? "sd of people's answers before" : 'scale points'
  const usable = items
    .map((pairs) =>
      pairs.filter(
        ({ session }) =>
          !Number.isNaN(m[session]!) && (term === 'm' ? arm[session] === 1 : !Number.isNaN(arm[session]!)),
      ),
    )
    .filter((pairs) => pairs.length >= 2 && (!standardise || sd(pairs.map(({ before }) => before)) > 0))
  const rows = usable.flatMap((pairs) => {
    const scale = standardise ? sd(pairs.map(({ before }) => before)) : 1
    const before = standardise ? mean(pairs.map((one) => one.before)) : 0
    const after = standardise ? mean(pairs.map((one) => one.after)) : 0
    return pairs.map((one) => ({
      session: one.session,
      before: (one.before - before) / scale,
      after: (one.after - after) / scale,
    }))
  })
  const sessions = [...new Set(rows.map(({ session }) => session))]
  const about = { unit, n: sessions.length, of: 'sessions' as const }
  const head = { scope, name, formula: standardise && items.length > 1 ? `${formula}, items centred` : formula }
  const key = { ...head, term, meaning: meanings[term]! }
  if (sessions.length < Math.max(smallest, 6))
    return [{ ...key, estimate: { value: null, ...about, why: `fewer than ${Math.max(smallest, 6)} sessions` } }]
  const column = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of)
  const terms: [string, Float64Array][] = [
    ['(Intercept)', column(() => 1)],
    ['before', column((row) => row.before)],
    ['m', column(({ session }) => m[session]!)],
  ]
  if (term === 'm:arm') {
    terms.push(['arm', column(({ session }) => arm[session]!)])
    terms.push(['m:arm', column(({ session }) => m[session]! * arm[session]!)])
  }
  const names = terms.map(([one]) => one)
  const clustered = rows.length > sessions.length
  const place = new Map(sessions.map((session, index) => [session, index]))
  let estimates: readonly { term: string; estimate: Estimate }[] = []
  const fit = attempted(about, () => {
    const x = fromColumns(
      terms.map(([, values]) => values),
      rows.length,
    )
    const codes = Int32Array.from(rows, ({ session }) => place.get(session)!)
    const { coefficients, covariance, df } = fitOls(
      { x, names, terms: [], termOf: [] },
      column((row) => row.after),
      clustered ? { kind: 'cluster', codes, count: sessions.length } : { kind: 'hc2' },
    )
    estimates = coefficientRows(
      names,
      coefficients,
      covariance,
      names.map(() => df),
      level,
    ).flatMap((one) =>
      one.term === '(Intercept)' || one.term === 'before' || !(one.se > 0)
        ? []
        : [
            {
              term: one.term,
              estimate: {
                value: one.estimate,
                se: one.se,
                df,
                low: one.low,
                high: one.high,
                level,
                interval: clustered ? ('clustered by session (CR1)' as const) : ('HC2' as const),
                ...about,
              },
            },
          ],
    )
    return { value: null, ...about, why: 'the answers fit without any error left, so there is none to test against' }
  })
  if (estimates.length === 0) return [{ ...key, estimate: fit }]
  return estimates
    .toSorted((a, b) => Number(b.term === term) - Number(a.term === term))
    .map((one) => ({ ...head, ...one, meaning: meanings[one.term]! }))
}

function equivalenceOf(
  study: Study,
  factorId: string,
  rows: readonly Omit<TowardModelRow, 'test'>[],
): TowardModelEquivalence {
  const contrast = study.contrasts.find((one) => one.factor === factorId)
  const row = rows.find((one) => one.contrast === contrast?.id && contrast !== undefined)
  const factor = study.factors[factorId]!
  if (contrast?.smallestEffect === undefined || row === undefined || row.estimate.value === null) return null
  if (factor.aspect !== 'position') return null
  // The contrast is between two positions, but the coefficient is for one unit of m.
  const step = factor.levels[contrast.level]!.value - factor.levels[contrast.baseline]!.value
  const { value, se, unit } = row.estimate
  const tested = againstSmallest(
    { ...row.estimate, value: value * step, se: se * Math.abs(step) },
    contrast.smallestEffect,
  )
  return tested === null ? null : { ...tested, unit }
}
