import type { FigureRow } from './imported.ts'
import { byCode } from './order.ts'

/** `weights` are in the order in which the item's codes first occurred. */
type ItemSum = { n: number; squares: number; weights: number[] }

/**
 * Weighted counts of answers by place, item and code, filled one person at a time. It holds one cell for each place and
 * item, and in it one number for each code. Its size does not depend on how many people answered.
 */
export class Tally {
  readonly #places = new Map<string, (ItemSum | undefined)[]>()
  readonly #items = new Map<string, { at: number; codes: Map<number, number> }>()

  /** Takes the answers of one person, who counts with `weight` in each place: countries, or `country/subgroup`. */
  person(places: readonly string[], weight: number): (item: string, code: number) => void {
    const all = places.map((place) => this.#cellsOf(place))
    return (item, code) => {
      const one = this.#itemOf(item)
      let k = one.codes.get(code)
      if (k === undefined) {
        k = one.codes.size
        one.codes.set(code, k)
      }
      for (const cells of all) {
        let cell = cells[one.at]
        if (cell === undefined) {
          cell = { n: 0, squares: 0, weights: [] }
          cells[one.at] = cell
        }
        while (cell.weights.length <= k) cell.weights.push(0)
        cell.weights[k]! += weight
        cell.squares += weight * weight
        cell.n += 1
      }
    }
  }

  #cellsOf(place: string): (ItemSum | undefined)[] {
    let cells = this.#places.get(place)
    if (cells === undefined) {
      cells = []
      this.#places.set(place, cells)
    }
    return cells
  }

  #itemOf(item: string): { at: number; codes: Map<number, number> } {
    let one = this.#items.get(item)
    if (one === undefined) {
      one = { at: this.#items.size, codes: new Map() }
      this.#items.set(item, one)
    }
    return one
  }

  /** How many different codes an item has had so far. */
  codes(item: string): number {
    return this.#items.get(item)?.codes.size ?? 0
  }

  /** Forgets all answers to an item so far. */
  drop(item: string): void {
    const one = this.#items.get(item)
    if (one === undefined) return
    for (const cells of this.#places.values()) cells[one.at] = undefined
    one.codes.clear()
  }

  /**
   * Shares by country, subgroup, item and code, in that order. `effective` is Kish's effective number, (sum w)^2 / sum
   * w^2 (Kish 1965, Survey Sampling), and null unless `weighted`. Cells that `keep` refuses are left out.
   */
  *figures(options: { weighted: boolean; keep?: (place: string, n: number) => boolean }): Generator<FigureRow> {
    const items = [...this.#items].sort(([a], [b]) => byCode(a, b))
    for (const place of [...this.#places.keys()].sort(byPlace)) {
      const [country, subgroup = ''] = place.split('/') as [string, string?]
      const cells = this.#places.get(place)!
      for (const [item, { at, codes }] of items) {
        const cell = cells[at]
        if (cell === undefined || options.keep?.(place, cell.n) === false) continue
        const total = cell.weights.reduce((sum, weight) => sum + weight, 0)
        const effective = options.weighted ? (total * total) / cell.squares : null
        for (const [code, k] of [...codes].sort(([a], [b]) => a - b)) {
          const weight = cell.weights[k] ?? 0
          if (weight > 0) yield { country, subgroup, item, code, value: weight / total, n: cell.n, effective }
        }
      }
    }
  }
}

/** A country comes before its subgroups. */
function byPlace(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
