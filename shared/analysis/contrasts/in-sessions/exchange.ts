import type { Study } from '../../../study/study.ts'
import type { Columns } from '../../answers/session-answers.ts'
import type { LevelPair, Sides } from './sides.ts'

/**
 * The groups of sessions in which the two levels may be exchanged, and how many sessions are exchanged within which
 * kind of group.
 */
export type Exchange = {
  /** The block of each unit. Levels are exchanged within blocks. */
  readonly blocks: Int32Array
  /** Labels of the other factors that vary among the sessions compared. */
  readonly factors: readonly string[]
  readonly sessions: {
    /** Sessions exchanged within their place and their combination of the other factors. */
    readonly inPlace: number
    /**
     * Sessions that are the only ones of their combination in their place. They are exchanged within the combination,
     * over places.
     */
    readonly overPlaces: number
    /**
     * Sessions that are the only ones of their combination, or whose combination the design gives to one level only.
     * They are exchanged within places, over combinations.
     */
    readonly overCombinations: number
  }
}

/**
 * Levels are exchanged within places and within combinations of the other factors. A strong other factor is then the
 * same in all rearrangements, as it is in the data, and adds nothing to the chance variation. (Within places alone it
 * would add to it: a permutation breaks the balance that assignment gave. Beside a factor of two sd, tests then
 * rejected 1 time in 100 instead of 5.)
 * Who is exchanged with whom must not depend on which levels were drawn. A session whose combination happens to have
 * only one level therefore stays in that combination. When such sessions were taken out and mixed, tests rejected 9
 * times in 100 in simulations of small combinations. Sessions alone in their place and combination are exchanged over
 * places first, because a place is not an outcome of assignment and a shift is read within places in any case. They are
 * exchanged over combinations only where nothing else is left, or where the design gives the combination to one level.
 * Where assignment was stratified by language, all exchanges stay within languages.
 */
export function exchangeOf(study: Study, columns: Columns, sides: Sides, { factor }: LevelPair): Exchange {
  const rows = Array.from(sides.units, (row) => columns.sessions[row]!)
  const others = Object.keys(study.factors).filter((id) => id !== factor)
  const varying = others.filter((id) => new Set(rows.map(({ levels }) => levels[id])).size > 1)
  const drawn = others.filter((id) => study.factors[id]!.drawn !== 'crossed')
  const combinationsAt = (conditions: readonly string[]): Set<string> =>
    new Set(study.conditions.filter(({ id }) => conditions.includes(id)).map(({ levels }) => keyOf(levels, drawn)))
  const [first, second] = [combinationsAt(sides.levelConditions), combinationsAt(sides.baselineConditions)]

  const byLocale = study.assignment.stratify.includes('locale')
  const keys = rows.map(({ levels, locale }, unit) => {
    const language = byLocale ? locale : ''
    const combination = `${language} ${keyOf(levels, varying)}`
    const place = columns.placeOf[sides.units[unit]!]!
    const own = keyOf(levels, drawn)
    const offered = first.has(own) && second.has(own)
    return { combination, place, inPlace: `${place} ${combination}`, places: `${place} ${language}`, offered }
  })
  const inPlace = countsOf(keys.map((key) => (key.offered ? key.inPlace : null)))
  const alone = (key: (typeof keys)[number]): boolean => inPlace.get(key.inPlace) === 1
  const over = countsOf(keys.map((key) => (key.offered && alone(key) ? key.combination : null)))
  const sessions = { inPlace: 0, overPlaces: 0, overCombinations: 0 }
  const known = new Map<string, number>()
  const blocks = Int32Array.from(keys, (key) => {
    const kind: keyof typeof sessions =
      key.offered && !alone(key)
        ? 'inPlace'
        : key.offered && over.get(key.combination)! > 1
          ? 'overPlaces'
          : 'overCombinations'
    sessions[kind] += 1
    const own = { inPlace: key.inPlace, overPlaces: key.combination, overCombinations: key.places }[kind]
    const name = `${kind} ${own}`
    const block = known.get(name) ?? known.size
    known.set(name, block)
    return block
  })
  return { blocks, factors: varying.map((id) => study.factors[id]!.label), sessions }
}

/** Says what was exchanged within what, for the method of a test. */
export function exchangeText({ factors, sessions }: Exchange): string {
  if (factors.length === 0) return 'permutation of levels between sessions within places, two-sided'
  const { overPlaces, overCombinations } = sessions
  const parts = [
    overPlaces > 0 ? `${overPlaces} alone in theirs were exchanged over places` : '',
    overCombinations > 0 ? `${overCombinations} without others of their combination were exchanged within places` : '',
  ].filter((part) => part !== '')
  return `permutation of levels between sessions within places and combinations of ${factors.join(', ')}, two-sided${parts.length > 0 ? ` (sessions: ${parts.join('; ')})` : ''}`
}

function keyOf(levels: Readonly<Record<string, string>>, factors: readonly string[]): string {
  return JSON.stringify(factors.map((id) => levels[id] ?? null))
}

function countsOf(keys: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
