import type { Random } from '../../random.ts'
import type { Facet } from '../../statistics/variance/variance-partitions.ts'
import type { Study } from '../../study/study.ts'
import type { Columns, Series } from '../answers/session-answers.ts'
import { type Decomposition, decomposition, factorFacet } from './decomposition.ts'

/** The decomposed variance of the model's answers in sessions, each rescaled to 0..1 of its item's range. */
export type SessionVariance = Decomposition & { readonly series: Series; readonly answers: number }

/**
 * For each series of the model, the components by which its answers are alike. Intervals resample sessions and are
 * about sessions like these. The levels of everything else are taken as fixed. Items without order are left out.
 */
export function sessionVariance(
  study: Study,
  columns: Columns,
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): SessionVariance[] {
  return columns.series.flatMap((series, place) => {
    if (series.source !== 'model') return []
    const { response, facets } = facetsOf(study, columns, place)
    if (response.length === 0) return []
    const has = (name: string) => facets.some((one) => one.name === name)
    const factors = Object.keys(study.factors).map(factorFacet).filter(has)
    const components = [
      ...['item', ...factors, 'country', 'language', 'session'].map((one) => [one]),
      ...factors.map((one) => ['item', one]),
      ['item', 'country'],
      ...factors.map((one) => ['country', one]),
      ['item', 'session'],
    ].filter((names) => names.every(has))
    const items = facets.find(({ name }) => name === 'item')?.levels ?? 1
    const decisions = [...new Set([1, items])].map((number) => ({ object: 'country', items: number }))
    const random = options.random.split(`${series.moment} ${series.target}`)
    const found = decomposition(
      { response, facets, components, decisions, clusters: 'session' },
      { ...options, random },
    )
    return [{ ...found, series, answers: response.length }]
  })
}

function facetsOf(study: Study, columns: Columns, series: number): { response: Float64Array; facets: Facet[] } {
  const response: number[] = []
  const item: number[] = []
  const session: number[] = []
  for (const block of columns.blocks) {
    const { codes, ordered } = columns.items[block.item]!
    if (block.series !== series || !ordered) continue
    const range = codes[codes.length - 1]! - codes[0]!
    block.sessions.forEach((row, at) => {
      if (columns.conditionOf[row]! < 0) return
      codes.forEach((code, k) => {
        for (let count = block.counts[at * codes.length + k]!; count > 0; count -= 1) {
          response.push((code - codes[0]!) / range)
          item.push(block.item)
          session.push(row)
        }
      })
    })
  }
  const facet = (name: string, keys: readonly (string | number)[]): Facet => {
    const places = new Map<string | number, number>()
    const codes = Int32Array.from(keys, (key) => {
      const known = places.get(key)
      if (known !== undefined) return known
      places.set(key, places.size)
      return places.size - 1
    })
    return { name, codes, levels: places.size }
  }
  const rows = columns.sessions
  const facets = [
    facet('item', item),
    facet('session', session),
    facet(
      'country',
      session.map((row) => rows[row]!.place ?? 'none'),
    ),
    facet(
      'language',
      session.map((row) => rows[row]!.locale),
    ),
    ...Object.keys(study.factors).map((id) =>
      facet(
        factorFacet(id),
        session.map((row) => rows[row]!.levels[id] ?? ''),
      ),
    ),
  ]
  return { response: Float64Array.from(response), facets: facets.filter(({ levels }) => levels > 1) }
}
