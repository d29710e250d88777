import { InputProblem } from '../../input-problem.ts'
import type { AgreementStatistic } from './agreement.ts'
import { byUnit, categories, type RatingTable } from './ratings.ts'

/** How far apart two categories count: all equally, by the steps between their places, or by those steps squared. */
export type KappaWeights = 'none' | 'linear' | 'quadratic'

const everyUnitOnce = (units: number): Int32Array => new Int32Array(units).fill(1)

/**
 * Cohen's kappa of the table's two raters, weighted or not (Cohen 1960, 1968), on the units that both rated. Categories are
 * ordered by their values and weights go by place in that order. Its bootstrap resamples units.
 * Throws an InputProblem unless there are two raters with units in common and their values vary.
 */
export function cohenKappa(table: RatingTable, weights: KappaWeights = 'none'): AgreementStatistic {
  if (table.raters.length !== 2)
    throw new InputProblem(
      `Cohen's kappa is for two raters; there are ${table.raters.length}. Use Fleiss's kappa or alpha.`,
    )
  const pairs = byUnit(table).filter((ratings) => ratings.length === 2)
  if (pairs.length === 0) throw new InputProblem('The two raters have no unit in common, so they cannot be compared.')
  const { place, values } = categories(pairs.flatMap((ratings) => Array.from(ratings)))
  const size = values.length
  if (size < 2) throw new InputProblem('All ratings are the same value; without variation, agreement cannot be judged.')
  const cells = Int32Array.from(pairs, ([first, second]) => place.get(first!)! * size + place.get(second!)!)
  const distance = (a: number, b: number): number =>
    weights === 'none' ? Number(a !== b) : weights === 'linear' ? Math.abs(a - b) : (a - b) ** 2
  const first = new Float64Array(size)
  const second = new Float64Array(size)
  const of = (times: Int32Array): number => {
    first.fill(0)
    second.fill(0)
    let observed = 0
    let n = 0
    cells.forEach((cell, unit) => {
      const a = Math.floor(cell / size)
      const b = cell % size
      first[a]! += times[unit]!
      second[b]! += times[unit]!
      observed += times[unit]! * distance(a, b)
      n += times[unit]!
    })
    let expected = 0
    for (let a = 0; a < size; a += 1)
      for (let b = 0; b < size; b += 1) expected += (first[a]! * second[b]! * distance(a, b)) / n
    return 1 - observed / expected
  }
  return { of, estimate: of(everyUnitOnce(pairs.length)), units: pairs.length, ratings: 2 * pairs.length }
}

/**
 * Fleiss's kappa (Fleiss 1971) for categories and any number of raters, who need not be the same for each unit. Each
 * unit needs the same number of ratings. Throws an InputProblem if that does not hold or values do not vary.
 */
export function fleissKappa(table: RatingTable): AgreementStatistic {
  const rated = byUnit(table)
  const each = rated[0]!.length
  const odd = rated.findIndex((ratings) => ratings.length !== each)
  if (odd >= 0)
    throw new InputProblem(
      `Fleiss's kappa needs as many ratings for each unit; "${table.units[0]}" has ${each} and "${table.units[odd]}" ` +
        `${rated[odd]!.length}. Use alpha, which takes missing ratings.`,
    )
  if (each < 2) throw new InputProblem("Fleiss's kappa needs two ratings a unit or more; there is one.")
  const { place, values } = categories(table.values)
  if (values.length < 2)
    throw new InputProblem('All ratings are the same value; without variation, agreement cannot be judged.')
  const size = values.length
  const counts = new Float64Array(rated.length * size)
  rated.forEach((ratings, unit) => {
    for (const value of ratings) counts[unit * size + place.get(value)!]! += 1
  })
  const shares = new Float64Array(size)
  const of = (times: Int32Array): number => {
    shares.fill(0)
    let agreeing = 0
    let n = 0
    for (let unit = 0; unit < rated.length; unit += 1) {
      const weight = times[unit]!
      if (weight === 0) continue
      let squares = 0
      for (let k = 0; k < size; k += 1) {
        const count = counts[unit * size + k]!
        squares += count * count
        shares[k]! += weight * count
      }
      agreeing += (weight * (squares - each)) / (each * (each - 1))
      n += weight
    }
    const chance = shares.reduce((total, share) => total + (share / (n * each)) ** 2, 0)
    return (agreeing / n - chance) / (1 - chance)
  }
  return { of, estimate: of(everyUnitOnce(rated.length)), units: rated.length, ratings: rated.length * each }
}
