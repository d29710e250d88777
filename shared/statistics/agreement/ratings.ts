import { InputProblem } from '../../input-problem.ts'

/** One rating: who gave which value to which unit. */
export type Rating = { readonly unit: string; readonly rater: string; readonly value: number }

/**
 * Ratings as a table of units by raters, row by row; NaN where a rater did not rate a unit. Values of a nominal scale are
 * any numbers, one for each category.
 */
export type RatingTable = {
  readonly units: readonly string[]
  readonly raters: readonly string[]
  readonly values: Float64Array
}

/** Puts ratings into a table. Throws an InputProblem for none, for a value that is no number, and for a unit rated twice by one. */
export function ratingTable(ratings: readonly Rating[]): RatingTable {
  if (ratings.length === 0) throw new InputProblem('There are no ratings, so there is no agreement to measure.')
  const index = (names: Iterable<string>): Map<string, number> =>
    new Map([...new Set(names)].map((name, at) => [name, at]))
  const units = index(ratings.map(({ unit }) => unit))
  const raters = index(ratings.map(({ rater }) => rater))
  const values = new Float64Array(units.size * raters.size).fill(Number.NaN)
  for (const { unit, rater, value } of ratings) {
    if (!Number.isFinite(value))
      throw new InputProblem(`Rater "${rater}" gave unit "${unit}" ${value}; leave missing ratings out.`)
    const at = units.get(unit)! * raters.size + raters.get(rater)!
    if (!Number.isNaN(values[at]!))
      throw new InputProblem(
        `Rater "${rater}" rated unit "${unit}" twice; keep one rating, or name the unit's second round apart.`,
      )
    values[at] = value
  }
  return { units: [...units.keys()], raters: [...raters.keys()], values }
}

/** The ratings of each unit, missing ones left out. */
export function byUnit({ units, raters, values }: RatingTable): Float64Array[] {
  return units.map((_, unit) =>
    values.slice(unit * raters.length, (unit + 1) * raters.length).filter((value) => !Number.isNaN(value)),
  )
}

/** Each value that occurs, ascending, and the place of a value among them. */
export function categories(values: Iterable<number>): { values: Float64Array; place: ReadonlyMap<number, number> } {
  const sorted = Float64Array.from(new Set(values))
    .filter((value) => !Number.isNaN(value))
    .sort()
  return { values: sorted, place: new Map(Array.from(sorted, (value, at) => [value, at])) }
}
