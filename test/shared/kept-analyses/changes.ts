/**
 * What was meant to change since the reports were kept, by version of the report. Each line names a path (a number stands for
 * any place in a list), and what stands there instead. All else must be what it was, and every number to 1e-12.
 */
export type Change =
  | { readonly at: RegExp; readonly from: string | RegExp; readonly to: string }
  | { readonly at: RegExp; readonly key: string; readonly to: string }
  | { readonly at: RegExp; readonly anew: string }

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
  { at: /^\/(provenance\/reportVersion|version)$/, anew: 'the version itself' },
]

/** A kept value as it is to be today; undefined in the place of what is made anew. */
export function brought(value: unknown, at = ''): unknown {
  if (CHANGES.some((one) => 'anew' in one && one.at.test(at))) return undefined
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
