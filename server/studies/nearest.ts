/** The known word that is nearest to what was written, if it is near enough to be a typing error; otherwise null. */
export function nearest(written: string, known: readonly string[]): string | null {
  let best: { word: string; distance: number } | null = null
  for (const word of known) {
    const distance = editDistance(written.toLowerCase(), word.toLowerCase())
    if (best === null || distance < best.distance) best = { word, distance }
  }
  if (best === null) return null
  return best.distance <= Math.floor(Math.max(written.length, best.word.length) / 3) ? best.word : null
}

/** The remedy for a name that is not known: the nearest name, or all of them. */
export function suggest(written: string, known: readonly string[]): string {
  const near = nearest(written, known)
  if (near !== null) return `did you mean "${near}"?`
  return known.length === 0 ? 'nothing is known here.' : `known: ${known.join(', ')}.`
}

/**
 * Counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). The time grows with
 * the product of the lengths.
 */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) least = Math.min(least, rows[i - 2]![j - 2]! + 1)
      row.push(least)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
