import type { Test } from './report/report.ts'
import { benjaminiHochberg, holm } from './statistics/multiplicity.ts'

/** A p-value before others of its family are known. */
export type RawTest = { readonly key: string; readonly p: number; readonly planned: boolean; readonly method: string }

/**
 * Adjusts all tests of a report at once: Holm over everything planned (both measures of each planned contrast and the
 * planned effects on people are one family), Benjamini and Hochberg over everything exploratory. By key.
 */
export function adjustedTests(raw: readonly RawTest[]): ReadonlyMap<string, Test> {
  const found = new Map<string, Test>()
  for (const planned of [true, false]) {
    const family = raw.filter((one) => one.planned === planned)
    const adjusted = (planned ? holm : benjaminiHochberg)(family.map(({ p }) => p))
    family.forEach(({ key, p, method }, index) => {
      found.set(key, {
        p,
        adjusted: adjusted[index]!,
        adjustment: planned ? 'Holm' : 'Benjamini-Hochberg',
        family: planned ? 'planned' : 'exploratory',
        tests: family.length,
        method,
      })
    })
  }
  return found
}
