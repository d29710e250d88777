import { benjaminiHochberg, holm } from '../statistics/inference/multiplicity.ts'
import type { Test } from './estimate.ts'

/** How answers were collected: from people and models in sessions, or from models asked alone. */
export type Design = 'sessions' | 'probe run'

/** A p-value before it is adjusted for the other tests of its family. */
export type RawTest = {
  readonly key: string
  readonly p: number
  readonly planned: boolean
  readonly method: string
  /** Tests of a probe run answer different questions from tests of sessions, so they form their own families. */
  readonly of: Design
}

/**
 * Adjusts all tests of a report at once. Planned tests are adjusted by Holm: both measures of each planned contrast and
 * the planned effects on people are one family. Exploratory tests are adjusted by Benjamini and Hochberg. Tests of a
 * probe run are adjusted apart from those of sessions. Returns the tests by key.
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
