import { benjaminiHochberg, holm } from '../statistics/inference/multiplicity.ts'
import type { Test } from './estimate.ts'

/** How answers came: people and models in sessions, or models asked alone. */
export type Design = 'sessions' | 'probe run'

/** A p-value before others of its family are known. */
export type RawTest = {
  readonly key: string
  readonly p: number
  readonly planned: boolean
  readonly method: string
  /** Tests of a probe run answer questions of their own, so they are a family of their own. */
  readonly of: Design
}

/**
 * Adjusts all tests of a report at once: Holm over everything planned (both measures of each planned contrast and the
 * planned effects on people are one family), Benjamini and Hochberg over everything exploratory; a probe run's tests apart
 * from those of sessions. By key.
 */
export function adjustedTests(raw: readonly RawTest[]): ReadonlyMap<string, Test> {
  const found = new Map<string, Test>()
  for (const [planned, of] of FAMILIES) {
    const family = raw.filter((one) => one.planned === planned && one.of === of)
    const adjusted = (planned ? holm : benjaminiHochberg)(family.map(({ p }) => p))
    family.forEach(({ key, p, method }, index) => {
      found.set(key, {
        p,
        adjusted: adjusted[index]!,
        adjustment: planned ? 'Holm' : 'Benjamini-Hochberg',
        family: `${planned ? 'planned' : 'exploratory'}${of === 'sessions' ? '' : `, ${of}`}`,
        tests: family.length,
        method,
      })
    })
  }
  return found
}

const FAMILIES = [
  [true, 'sessions'],
  [false, 'sessions'],
  [true, 'probe run'],
  [false, 'probe run'],
] as const
