import type { Outcome } from '../../instrument/outcome.ts'
import { createRandom } from '../../random.ts'
import { holm } from '../../statistics/inference/multiplicity.ts'
import { permutationTest } from '../../statistics/inference/permutation.ts'

/** An answer to a canary question. */
export type CanaryAnswer = {
  item: string
  repeat: number
  /** The name of the moment at which it was asked, such as "2 middle". Answers with the same name belong together. */
  moment: string
  outcome: Outcome
  /** What the endpoint reported about itself with this answer; null where it reported nothing. */
  reportedModel: string | null
  fingerprint: string | null
}

/**
 * One item's answers at the moments. `counts`: moment -> answer (an option's code, or the outcome's name) -> how often.
 */
export type ItemDrift = {
  item: string
  n: number
  counts: Record<string, Record<string, number>>
  chiSquare: number
  p: number
  /** Adjusted over the items by Holm's method. */
  pHolm: number
}

export type Drift = {
  moments: string[]
  items: ItemDrift[]
  /** moment -> model ids and fingerprints that were reported, each once, in the order in which they came. */
  reportedModels: Record<string, string[]>
  fingerprints: Record<string, string[]>
  /**
   * `answers`: some item differs at 5 % after Holm. `model`: the reported models differ between moments. `fingerprint`:
   * two moments have no fingerprint in common.
   */
  changed: ('answers' | 'model' | 'fingerprint')[]
}

const LEVEL = 0.05

/**
 * Whether a model changed while it was asked, by canary questions that were asked again at several moments. For each
 * item, Pearson's chi-square of answers by moments is compared with rearrangements of the moments within a repeat.
 * Repeats of one question have the same seed at each moment. If nothing changed, moments are therefore exchangeable
 * within repeats, and only there. p is (b + 1) / (m + 1), adjusted over items by Holm's method. An item asked at one
 * moment only is left out.
 * If no difference is found, this does not prove that nothing changed: with few repeats only large changes show.
 */
export function drift(answers: readonly CanaryAnswer[], seed: string, rearrangements = 4999): Drift {
  const moments = unique(answers.map(({ moment }) => moment))
  const items = unique(answers.map(({ item }) => item)).flatMap((item) => {
    const own = answers.filter((one) => one.item === item)
    return unique(own.map(({ moment }) => moment)).length < 2 ? [] : [itemDrift(item, own, seed, rearrangements)]
  })
  const adjusted = holm(items.map(({ p }) => p))
  const tested = items.map((one, at) => ({ ...one, pHolm: adjusted[at]! }))
  const reportedModels = told(answers, moments, 'reportedModel')
  const fingerprints = told(answers, moments, 'fingerprint')
  return {
    moments,
    items: tested,
    reportedModels,
    fingerprints,
    changed: [
      ...(tested.some(({ pHolm }) => pHolm < LEVEL) ? (['answers'] as const) : []),
      ...(differ(reportedModels) ? (['model'] as const) : []),
      ...(apart(fingerprints) ? (['fingerprint'] as const) : []),
    ],
  }
}

function itemDrift(
  item: string,
  answers: readonly CanaryAnswer[],
  seed: string,
  rearrangements: number,
): Omit<ItemDrift, 'pHolm'> {
  const [moments, said, repeats] = [
    unique(answers.map(({ moment }) => moment)),
    unique(answers.map(wordOf)),
    unique(answers.map(({ repeat }) => repeat)),
  ]
  const arms = Int32Array.from(answers, ({ moment }) => moments.indexOf(moment))
  const answered = Int32Array.from(answers, (one) => said.indexOf(wordOf(one)))
  const blocks = Int32Array.from(answers, ({ repeat }) => repeats.indexOf(repeat))
  const statistic = (of: Int32Array) => chiSquare(of, answered, moments.length, said.length)
  const random = createRandom(`${seed}|drift|${item}`)
  const { statistic: observed, p } = permutationTest({
    ...{ arms, statistic, random, blocks, rearrangements },
    alternative: 'greater',
  })
  const counts = Object.fromEntries(
    moments.map((moment) => {
      const own = answers.filter((one) => one.moment === moment).map(wordOf)
      return [moment, Object.fromEntries(said.map((word) => [word, own.filter((one) => one === word).length]))]
    }),
  )
  return { item, n: answers.length, counts, chiSquare: observed, p }
}

function chiSquare(rows: Int32Array, columns: Int32Array, rowCount: number, columnCount: number): number {
  const cells = new Float64Array(rowCount * columnCount)
  const inRow = new Float64Array(rowCount)
  const inColumn = new Float64Array(columnCount)
  for (let at = 0; at < rows.length; at += 1) {
    cells[rows[at]! * columnCount + columns[at]!]! += 1
    inRow[rows[at]!]! += 1
    inColumn[columns[at]!]! += 1
  }
  let sum = 0
  for (let row = 0; row < rowCount; row += 1)
    for (let column = 0; column < columnCount; column += 1) {
      const expected = (inRow[row]! * inColumn[column]!) / rows.length
      if (expected > 0) sum += (cells[row * columnCount + column]! - expected) ** 2 / expected
    }
  return sum
}

function wordOf({ outcome }: CanaryAnswer): string {
  return outcome.kind === 'classified' ? String(outcome.code) : outcome.kind
}

function told(answers: readonly CanaryAnswer[], moments: readonly string[], what: 'reportedModel' | 'fingerprint') {
  return Object.fromEntries(
    moments.map((moment) => {
      const own = answers.filter((one) => one.moment === moment)
      return [moment, unique(own.flatMap((one) => one[what] ?? []))]
    }),
  )
}

/**
 * Whether two moments have no word in common. Many endpoints serve one model from different machines, and chance
 * decides which one answers, so a partial difference is no sign of a change.
 */
function apart(byMoment: Record<string, string[]>): boolean {
  const sets = Object.values(byMoment).filter((all) => all.length > 0)
  return sets.some((one) => sets.some((other) => !one.some((word) => other.includes(word))))
}

/** Whether the moments differ in what was reported. A moment at which nothing was reported is ignored. */
function differ(byMoment: Record<string, string[]>): boolean {
  const sets = Object.values(byMoment).filter((all) => all.length > 0)
  return new Set(sets.map((all) => all.toSorted().join('\n'))).size > 1
}

function unique<T>(all: readonly T[]): T[] {
  return [...new Set(all)]
}
