/**
 * A pure function that remembers its latest `most` results by its first argument. The results must depend on nothing
 * else.
 */
export function remember<Rest extends unknown[], Result>(
  most: number,
  compute: (key: string, ...rest: Rest) => Result,
) {
  const results = new Map<string, Result>()
  return (key: string, ...rest: Rest): Result => {
    if (results.has(key)) return results.get(key)!
    const result = compute(key, ...rest)
    results.set(key, result)
    if (results.size > most) results.delete(results.keys().next().value!)
    return result
  }
}
