/**
 * What was meant to change since the reports were kept, by version of the report. Each line names a path (a number stands for
 * any place in a list), and what stands there instead. All else must be what it was, and every number to 1e-12.
 */
export type Change =
  | { readonly at: RegExp; readonly from: string | RegExp; readonly to: string }
  | { readonly at: RegExp; readonly key: string; readonly to: string }
  | { readonly at: RegExp; readonly anew: string }
  /** Rows of a list that the kept one lacks. */
  | { readonly at: RegExp; readonly added: (row: never) => boolean }
  | { readonly at: RegExp; readonly reshaped: (kept: never) => unknown }

export const CHANGES: readonly Change[] = [
  // 5: the share of the range is a measure of its own; "points" are scale points, of one item only.
  { at: /^\/run\/comparisons\/\d+\/shifts\/\d+\/measure$/, from: 'points', to: 'range-share' },
  { at: /^\/run\/comparisons\/\d+\/tests\/points$/, key: 'points', to: 'range-share' },
  { at: /^\/models\/\d+\/(id|title)$/, from: /points$/, to: 'range-share' },
  { at: /^\/models\/\d+\/comparison\/measure$/, from: 'points', to: 'range-share' },
  { at: /^\/sources\/\d+\/of\/\d+\/is$/, from: /^(run .*) points$/, to: '$1 range-share' },
  // 5: in a run every answer is a unit of its own, and the reason said "session".
  {
    at: /^\/run\/cells\/\d+\/why\/squaredDistance$/,
    from: 'one session alone has no pair of answers',
    to: 'one answer alone has no pair of answers',
  },
  // 5: reasons are those of the measure, wherever it is read.
  {
    at: /^\/shifts\/\d+\/estimate\/why$/,
    from: 'no place has answers at both levels',
    to: 'no item has answers enough at both levels',
  },
  // 5: the cards are those of what was read.
  { at: /^\/measures$/, anew: 'cards of closeness, range-share and means-closeness; ids are those of the rows' },
  // 6: columns of the export have names that R and Python take as they are.
  { at: /^\/(sources\/\d+|models\/\d+\/rows)\/where\/\d+\/column$/, from: /^factor\./, to: 'factor_' },
  { at: /^\/sources\/\d+\/count\/having\/column$/, from: /^factor\./, to: 'factor_' },
  // 7: a finding is one row in every design, with its test beside it; p-values of topics and slices, which nothing adjusts, go.
  { at: /^\/run\/comparisons\/\d+$/, reshaped: withFindings },
  // 7: a run's equivalence is told item by item too, as that of sessions.
  { at: /^\/run\/comparisons\/\d+\/equivalence\/(unit|itemsEquivalent|items)$/, anew: 'fields of sessions' },
  // 7: one headline for both designs: "the reference population", items beside each measure, and factors that differ too.
  {
    at: /^\/(headlines\/\d+|contrasts\/\d+\/headline|run\/comparisons\/\d+\/headline)\/(text|figures)$/,
    anew: 'sentences; report.test.ts and run-page.test.ts hold them',
  },
  // 7: a cell of a run gives the reason of its missing sd, as cells of sessions do.
  { at: /^\/run\/cells\/\d+\/why\/sd$/, anew: 'a reason that was lacking' },
  { at: /^\/(cells|pooledCells|run\/cells)\/\d+\/why\/nearestPlace$/, anew: 'a reason that was lacking' },
  // 7: the error of Hedges's g is that of g, and not a part of its interval; the interval has its own name.
  { at: /^\/contrasts\/\d+\/effect\/se$/, anew: 'large-sample error of g (Hedges and Olkin 1985)' },
  {
    at: /^\/contrasts\/\d+\/effect\/interval$/,
    from: 't interval over sessions',
    to: 'non-central t interval over sessions',
  },
  // 7: a caution about a reference stands only where answers are read against it.
  { at: /^$/, reshaped: withCautionsOfRead },
  // 7: measures without an interval are named by their own list.
  {
    at: /^\/methods\/\d+$/,
    from: /Plug-in similarities are shown/,
    to: 'Plug-in values (similarity, means-similarity) are shown',
  },
  { at: /^\/(provenance\/reportVersion|version)$/, anew: 'the version itself' },
]

type KeptReport = {
  warnings: { text: string }[]
  provenance: { populations: { id: string; title: string }[] }
  run: { cells: KeptCell[] } | null
} & Record<'cells' | 'pooledCells', KeptCell[]>
type KeptCell = { against: { population?: string } | null }

function withCautionsOfRead(report: KeptReport): unknown {
  const cells = [...report.cells, ...(report.run?.cells ?? [])]
  const unread = report.provenance.populations.filter(
    ({ id }) => !cells.some(({ against }) => against?.population === id),
  )
  const warnings = report.warnings.filter(({ text }) => !unread.some(({ title }) => text.startsWith(title)))
  return { ...report, warnings }
}

type KeptShift = { scope: { kind: string; name: string }; measure: string; p: number | null }

function withFindings({ shifts, tests, ...rest }: { shifts: KeptShift[]; tests: Record<string, unknown> }): unknown {
  return {
    ...rest,
    shifts: shifts.map(({ scope, p: _, ...shift }) => ({
      ...shift,
      scope: scope.kind,
      name: scope.name,
      test: scope.kind === 'all items' ? (tests[shift.measure] ?? null) : null,
    })),
  }
}

/** A value of today without what is made anew or added. */
export function withoutAnew(value: unknown, at = ''): unknown {
  if (CHANGES.some((one) => 'anew' in one && one.at.test(at))) return undefined
  if (Array.isArray(value)) {
    const known = value.filter(
      (row) => !CHANGES.some((change) => 'added' in change && change.at.test(at) && change.added(row as never)),
    )
    return known.map((one, place) => withoutAnew(one, `${at}/${place}`))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const own = withoutAnew(one, `${at}/${key}`)
      return own === undefined ? [] : [[key, own]]
    }),
  )
}

/** A kept value as it is to be today; undefined in the place of what is made anew. */
export function brought(kept: unknown, at = ''): unknown {
  if (CHANGES.some((one) => 'anew' in one && one.at.test(at))) return undefined
  const value = CHANGES.reduce(
    (one, change) => ('reshaped' in change && change.at.test(at) ? change.reshaped(one as never) : one),
    kept,
  )
  if (Array.isArray(value)) return value.map((one, place) => brought(one, `${at}/${place}`))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        const path = `${at}/${key}`
        const renamed = CHANGES.find((change) => 'key' in change && change.at.test(path))
        const own = brought(one, path)
        return own === undefined ? [] : [[renamed !== undefined && 'key' in renamed ? renamed.to : key, own]]
      }),
    )
  if (typeof value !== 'string') return value
  return CHANGES.reduce((text, change) => {
    if (!('from' in change) || !change.at.test(at)) return text
    return typeof change.from === 'string'
      ? text === change.from
        ? change.to
        : text
      : text.replace(change.from, change.to)
  }, value)
}
