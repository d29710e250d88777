import type { Outcome } from '../../instrument/outcome.ts'
import { createRandom } from '../../random.ts'
import { holm } from '../../statistics/inference/multiplicity.ts'
import { permutationTest } from '../../statistics/inference/permutation.ts'

/** An answer to a canary question. */
export type CanaryAnswer = {
  item: string
  repeat: number
  /** Name of the moment at which it was asked, such as "2 middle"; answers of one name belong together. */
  moment: string
  outcome: Outcome
  /** What the endpoint said of itself with this answer; null where it said nothing. */
  reportedModel: string | null
  fingerprint: string | null
}

/** One item's answers at the moments. `counts`: moment -> answer (an option's code, or the outcome's name) -> how often. */
export type ItemDrift = {
  item: string
  n: number
  counts: Record<string, Record<string, number>>
  chiSquare: number
  p: number
  /** Adjusted over the items after Holm. */
  pHolm: number
}

export type Drift = {
  moments: string[]
  items: ItemDrift[]
  /** moment -> model ids and fingerprints that were reported, each once, in the order of coming. */
  reportedModels: Record<string, string[]>
  fingerprints: Record<string, string[]>
  /**
   * `answers`: some item differs at 5 % after Holm. `model`: what was reported differs between moments. `fingerprint`: two
   * moments have none in common.
   */
  changed: ('answers' | 'model' | 'fingerprint')[]
}

const LEVEL = 0.05

/**
 * Whether a model changed while it was asked, by canary questions that were asked again at several moments. For each item
 * Pearson's chi-square of answers by moments, against rearrangements of the moments within a repeat: repeats of one question
 * have the same seed at each moment, so within them, and only there, moments are exchangeable if nothing changed. p is
 * (b + 1) / (m + 1), adjusted over items after Holm. An item asked at one moment only is left out.
 * No difference found is no proof that there is none: with few repeats only large changes show.
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

/** Whether two moments have no word in common: many endpoints serve one model from machines that differ, each met by chance. */
function apart(byMoment: Record<string, string[]>): boolean {
  const sets = Object.values(byMoment).filter((all) => all.length > 0)
  return sets.some((one) => sets.some((other) => !one.some((word) => other.includes(word))))
}

/** Whether moments differ in what was reported. One at which nothing was reported tells nothing. */
function differ(byMoment: Record<string, string[]>): boolean {
  const sets = Object.values(byMoment).filter((all) => all.length > 0)
  return new Set(sets.map((all) => all.toSorted().join('\n'))).size > 1
}

function unique<T>(all: readonly T[]): T[] {
  return [...new Set(all)]
}
