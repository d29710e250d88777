import type { Equivalence } from '../../statistics/inference/equivalence.ts'
import type { Design, RawTest } from '../adjusted-tests.ts'
import type { MeasureId } from '../alignment/measures/list.ts'
import type { Estimate, Test, Unit } from '../estimate.ts'

/**
 * What a shift is averaged over: all items, the items of a topic, or one item; for models alone also those of a slice
 * or a model.
 */
export type ScopeKind = 'all items' | 'topic' | 'item' | 'slice' | 'model'

/**
 * What a comparison of two levels found by one measure over one scope: level minus baseline. The row is the same in
 * every design.
 */
export type Finding = {
  readonly measure: MeasureId
  readonly scope: ScopeKind
  readonly name: string
  readonly items: number
  /** The measure at each level on the same items; null for differences that do not need these values. */
  readonly atLevel: number | null
  readonly atBaseline: number | null
  readonly estimate: Estimate
  /** Only for shifts over all items, where there are enough data to test. */
  readonly test: Test | null
}

/** A finding before its p-value is adjusted for the other tests of its family. */
export type RawFinding = Omit<Finding, 'test'> & { readonly p: number | null }

/**
 * Two one-sided tests of the mean move along the codes, and the number of items that pass the same tests one by one.
 */
export type EquivalenceFound = Equivalence & {
  readonly unit: Unit
  readonly itemsEquivalent: number
  readonly items: number
}

/** A comparison of two levels of one factor, with the fields that every design has. */
export type LevelComparison = {
  /** Unique among the comparisons of its design. */
  readonly id: string
  readonly planned: boolean
  readonly title: string
  readonly factor: string
  readonly factorLabel: string
  readonly level: string
  readonly levelLabel: string
  readonly baseline: string
  readonly baselineLabel: string
  /** Other factors that differ between the sides; empty where all else is alike. */
  readonly confounded: readonly string[]
  /** Two one-sided tests of the location shift, where the contrast names a smallest effect. */
  readonly equivalence: EquivalenceFound | null
}

/** A comparison with what it found, before its tests are adjusted together with the others. */
export type Compared<Comparison extends LevelComparison = LevelComparison> = {
  readonly design: Design
  readonly comparison: Comparison
  readonly findings: readonly RawFinding[]
  /** How the p-values were computed. */
  readonly method: string
}

/** The tests of comparisons. They are to be adjusted together with all other tests of the report. */
export function testsOf(compared: readonly Compared[]): RawTest[] {
  return compared.flatMap(({ design, comparison: { id, planned }, findings, method }) =>
    findings.flatMap(({ scope, measure, p }) =>
      scope !== 'all items' || p === null
        ? []
        : [{ key: testKey(design, id, measure), p, planned, method, of: design }],
    ),
  )
}

/** What a comparison found, with its adjusted tests. */
export function tested({ design, comparison, findings }: Compared, tests: ReadonlyMap<string, Test>): Finding[] {
  return findings.map(({ p: _, ...finding }) => ({
    ...finding,
    test: finding.scope === 'all items' ? (tests.get(testKey(design, comparison.id, finding.measure)) ?? null) : null,
  }))
}

function testKey(design: Design, id: string, measure: MeasureId): string {
  return `${design} ${id} ${measure}`
}

/** What was found over all items by a measure; undefined where the measure was not read. */
export function overall<Row extends Pick<Finding, 'scope' | 'measure'>>(
  findings: readonly Row[],
  measure: MeasureId,
): Row | undefined {
  return findings.find((one) => one.scope === 'all items' && one.measure === measure)
}
