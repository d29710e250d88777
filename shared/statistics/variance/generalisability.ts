/**
 * How an average is formed. The object of measurement is what should be distinguished (countries, for example).
 * `numbers` says over how many conditions of each other facet an average runs. A facet that is nested in another is
 * counted within one condition of that one: wordings within an item, participants within a country. `repeats` is how
 * many answers each combination gets.
 */
export type Decision = {
  readonly object: string
  readonly numbers: Readonly<Record<string, number>>
  readonly repeats?: number
}

/** A component as generalisability theory needs it. */
export type Term = {
  /** Facets beyond which its groups do not reach: those in its name, and those in which it is nested. */
  readonly facets: readonly string[]
  /** Whether all of an object's answers lie in one group, so that the component is part of what an object is. */
  readonly ofObject: boolean
}

/** Variances of an average over the decision's numbers. Errors are in the units of the variances. */
export type Errors = { readonly universe: number; readonly relative: number; readonly absolute: number }

/**
 * Universe-score variance and error variances of generalisability theory (Cronbach, Gleser, Nanda and Rajaratnam 1972; Brennan
 * 2001, Generalizability Theory, ch. 4), all facets but the object random and crossed in the decision, unless nested:
 * - universe: the variances of the object (and of what the object is nested in);
 * - relative error: every component that holds the object and another facet, over the product of the numbers of its
 *   other facets, and the residual over all numbers and repeats: it blurs the order of objects;
 * - absolute error: the relative error, and every component without the object over the product of its numbers: it
 *   blurs where an object stands.
 * The coefficients are `universe / (universe + relative)` (E rho^2) and `universe / (universe + absolute)` (phi).
 * `variances` has one value a term, then the residual; values below 0 count as 0.
 */
export function errorsOf(
  { object, numbers, repeats = 1 }: Decision,
  terms: readonly Term[],
  variances: ArrayLike<number>,
): Errors {
  const over = (facets: readonly string[]): number =>
    facets.reduce((product, facet) => (facet === object ? product : product * numbers[facet]!), 1)
  let universe = 0
  let relative = Math.max(0, variances[terms.length]!) / (over(Object.keys(numbers)) * repeats)
  let absolute = relative
  terms.forEach(({ facets, ofObject }, place) => {
    const variance = Math.max(0, variances[place]!)
    if (ofObject) {
      universe += variance
      return
    }
    const error = variance / over(facets)
    absolute += error
    if (facets.includes(object)) relative += error
  })
  return { universe, relative, absolute }
}

/**
 * The share of the universe variance in its sum with an error; null if both are 0 and there is nothing to generalise.
 */
export function coefficient(universe: number, error: number): number | null {
  return universe + error > 0 ? universe / (universe + error) : null
}
