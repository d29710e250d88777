import { AXES, type Axis, type RunTable } from '../answers/run-answers.ts'
import { squaredDistance } from './measures/closeness.ts'
import { type Distribution, fromCounts } from './measures/distribution.ts'
import { emptySide, fillAnswers } from './side.ts'
import { standardFrom } from './standard.ts'

/**
 * The squared distance between the distributions that two samples come from, unbiased at any n: Cramer's for ordered
 * options (half the energy distance; Szekely and Rizzo 2013), half the squared Euclidean one otherwise; 0 to 1. By
 * chance it can be below 0. It is null where a side has fewer than two answers.
 */
export function samplesDistance(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  item: { readonly codes: readonly number[]; readonly ordered: boolean },
): number | null {
  const [p, q] = [one, other].map((counts) => {
    let n = 0
    for (let k = 0; k < item.codes.length; k += 1) n += counts[k]!
    return n < 2
      ? null
      : fromCounts(
          item.codes,
          Array.from(item.codes, (_, k) => counts[k]!),
        )
  }) as [Distribution | null, Distribution | null]
  if (p === null || q === null) return null
  const standard = standardFrom(q, item)
  return squaredDistance(fillAnswers(emptySide(), one, 0, standard), standard)
}

/**
 * For each item, the mean distance between the answers at two places on an axis. The two sides are compared within each
 * question that was asked at both places with everything else alike. Answers to different questions are not draws from
 * one distribution: if their spread were taken for chance, the distance between equals would be negative. Where no
 * question has two answers on both sides (a run without repeats), all answers of one model under one condition in one
 * slice are taken together.
 */
export function distancesByItem(
  table: RunTable,
  axis: Exclude<Axis, 'item' | 'target' | 'words'>,
  [one, other]: readonly [number, number],
  target: string,
): number[] {
  // A form has its own wordings, and the words of levels are drawn anew, so neither can be kept alike on both sides.
  const alike = AXES.filter((name) => name !== axis && name !== 'words' && !(axis === 'form' && name === 'wording'))
  const exact = distances(table, axis, [one, other], target, alike)
  return exact.length > 0
    ? exact
    : distances(
        table,
        axis,
        [one, other],
        target,
        (['model', 'cell', 'slice', 'item'] as const).filter((name) => name !== axis),
      )
}

function distances(
  table: RunTable,
  axis: Axis,
  [one, other]: readonly [number, number],
  target: string,
  alike: readonly Axis[],
): number[] {
  const { at, width } = table
  const wanted = table.names.target.indexOf(target)
  const questions = new Map<string, { item: number; sides: readonly Int32Array[] }>()
  for (let row = 0; row < table.rows; row += 1) {
    const side = at[axis][row] === one ? 0 : at[axis][row] === other ? 1 : -1
    if (side < 0 || at.target[row] !== wanted) continue
    const key = alike.map((name) => at[name][row]).join(' ')
    let question = questions.get(key)
    if (question === undefined) {
      question = { item: at.item[row]!, sides: [new Int32Array(width), new Int32Array(width)] }
      questions.set(key, question)
    }
    for (let k = 0; k < width; k += 1) question.sides[side]![k]! += table.counts[row * width + k]!
  }
  const byItem = new Map<number, { sum: number; n: number }>()
  for (const { item, sides } of questions.values()) {
    const distance = samplesDistance(sides[0]!, sides[1]!, table.items[item]!)
    if (distance === null) continue
    const known = byItem.get(item) ?? { sum: 0, n: 0 }
    byItem.set(item, { sum: known.sum + distance, n: known.n + 1 })
  }
  return [...byItem.values()].map(({ sum, n }) => sum / n)
}
