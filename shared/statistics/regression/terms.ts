/** An interaction of variables, by key. Without variables, it is the intercept. */
export type Term = readonly string[]

/** A term as text: `a:b`, or `1` for the intercept. */
export function termName(term: Term): string {
  return term.length === 0 ? '1' : term.join(':')
}

function same(a: Term, b: Term): boolean {
  return a.length === b.length && a.every((key) => b.includes(key))
}

/** The terms of two lists, each once. */
export function union(a: readonly Term[], b: readonly Term[]): Term[] {
  const result = [...a]
  for (const term of b) if (!result.some((known) => same(known, term))) result.push(term)
  return result
}

/** The terms of a list that another does not have. */
export function without(a: readonly Term[], b: readonly Term[]): Term[] {
  return a.filter((term) => !b.some((gone) => same(gone, term)))
}

/** Every term of one list joined with every term of another. */
export function cross(a: readonly Term[], b: readonly Term[]): Term[] {
  return union(
    [],
    a.flatMap((left) => b.map((right) => [...new Set([...left, ...right])])),
  )
}

/** The same terms with their variables in order of appearance, which is how R names them. */
export function ordered(terms: readonly Term[]): Term[] {
  const order = [...new Set(terms.flat())]
  return terms.map((term) => [...term].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
}

/** Main effects first, then interactions. */
export function byDegree(terms: readonly Term[]): Term[] {
  return [...terms].sort((a, b) => a.length - b.length)
}
