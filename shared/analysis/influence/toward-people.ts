import type { Random } from '../../random.ts'
import { permutationTest } from '../../statistics/inference/permutation.ts'
import { paired, welch } from '../../statistics/inference/tests.ts'
import type { Study } from '../../study/study.ts'
import type { RawTest } from '../adjusted-tests.ts'
import { type Block, blockOf, type Columns, type Series, seriesOf } from '../answers/session-answers.ts'
import type { Estimate, Figure, Test } from '../estimate.ts'
import { armsOf, estimated } from './arms.ts'

/**
 * The model toward people in one arm: closeness of the model's answers to the person's own, end of the talk minus
 * start.
 */
export type TowardPeopleRow = {
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  readonly target: Series['target']
  readonly people: 'before' | 'after'
  readonly start: Figure
  readonly end: Figure
  readonly change: Estimate
  /** The change toward this person minus the change toward the other people of the same place. */
  readonly changeBeyondOthers: Estimate
  /** The arm's change minus the control's. */
  readonly againstControl: Estimate
  readonly test: Test | null
}

/**
 * How close the model came to one person, at the start and at the end, and how this differs from other people of the
 * place.
 */
export type PersonCloseness = {
  readonly session: number
  readonly start: number
  readonly end: number
  /** The change toward this person minus the change toward the others; null where there are no others. */
  readonly beyondOthers: number | null
}

export type TowardPeopleOptions = {
  readonly study: Study
  readonly columns: Columns
  readonly random: Random
  readonly rearrangements: number
  readonly level: number
  readonly smallest: number
}

/**
 * The model toward people: mean closeness of the model's answers in side branches to what this person answered, end of
 * the talk minus start, over the items that both answered. Each arm is compared with the control, since answers nearer
 * the middle are nearer to anyone. To know what a stranger's transcript would do (own minus yoked), yoked branches
 * would be needed, and these are not asked. Instead, the change toward the other people of the same place is subtracted
 * from the change toward this person.
 */
export function towardPeople(options: TowardPeopleOptions): {
  rows: Omit<TowardPeopleRow, 'test'>[]
  tests: RawTest[]
} {
  const { columns } = options
  const rows: Omit<TowardPeopleRow, 'test'>[] = []
  const tests: RawTest[] = []
  for (const target of ['own', 'norm', 'assistant'] as const) {
    const start = seriesOf(columns, { source: 'model', moment: 'start', target })
    const end = seriesOf(columns, { source: 'model', moment: 'end', target })
    if (start === undefined || end === undefined) continue
    for (const people of ['before', 'after'] as const) {
      const person = seriesOf(columns, { source: 'participant', moment: people, target: 'own' })
      if (person === undefined) continue
      const found = closenessOf(columns, start, end, person)
      if (found.length > 0) describe(options, target, people, found, rows, tests)
    }
  }
  return { rows, tests }
}

/** The key of a row's test. */
export function towardPeopleKey(row: Pick<TowardPeopleRow, 'target' | 'people' | 'condition' | 'pooled'>): string {
  return `toward people ${row.target} ${row.people} ${row.condition ?? row.pooled}`
}

function describe(
  { study, columns, random, rearrangements, level, smallest }: TowardPeopleOptions,
  target: Series['target'],
  people: 'before' | 'after',
  found: readonly PersonCloseness[],
  rows: Omit<TowardPeopleRow, 'test'>[],
  tests: RawTest[],
): void {
  const changes = (list: readonly PersonCloseness[]) => list.map(({ start, end }) => end - start)
  const arms = armsOf(study)
  const of = (arm: (typeof arms)[number]) => found.filter(({ session }) => arm.has(columns.conditionOf[session]!))
  const control = of(arms.find(({ pooled }) => pooled === 'control')!)
  for (const arm of arms) {
    const own = of(arm)
    if (own.length === 0) continue
    const beyond = own.flatMap(({ beyondOthers }) => beyondOthers ?? [])
    const n = own.length
    const unit = 'similarity, 0 to 1' as const
    const figure = (values: readonly number[]): Figure =>
      n < smallest
        ? { value: null, unit, n, of: 'sessions', why: `fewer than ${smallest} sessions` }
        : { value: values.reduce((sum, value) => sum + value, 0) / n, unit, n, of: 'sessions' }
    const isControl = arm.pooled === 'control'
    const row = {
      condition: arm.condition,
      pooled: arm.pooled,
      target,
      people,
      start: figure(own.map((one) => one.start)),
      end: figure(own.map((one) => one.end)),
      change: estimated(unit, n, 'sessions', smallest, () =>
        paired(
          own.map((one) => one.end),
          own.map((one) => one.start),
          level,
        ),
      ),
      changeBeyondOthers: estimated(unit, beyond.length, 'sessions', smallest, () =>
        paired(
          beyond,
          beyond.map(() => 0),
          level,
        ),
      ),
      againstControl: isControl
        ? { value: null, unit, n, of: 'sessions' as const, why: 'this is the control arm' }
        : estimated(unit, Math.min(n, control.length), 'sessions', smallest, () =>
            welch(changes(own), changes(control), level),
          ),
    }
    rows.push(row)
    if (row.againstControl.value === null) continue
    const values = Float64Array.from([...changes(own), ...changes(control)])
    const { p } = permutationTest({
      arms: Int32Array.from(values, (_, index) => (index < n ? 0 : 1)),
      statistic: (side) => difference(values, side, n),
      random: random.split(towardPeopleKey(row)),
      rearrangements,
    })
    tests.push({
      key: towardPeopleKey(row),
      p,
      planned: false,
      of: 'sessions',
      method: 'permutation of arms between sessions, two-sided',
    })
  }
}

function difference(values: Float64Array, side: Int32Array, n: number): number {
  let [first, second] = [0, 0]
  for (let index = 0; index < values.length; index += 1)
    if (side[index] === 0) first += values[index]!
    else second += values[index]!
  return first / n - second / (values.length - n)
}

/** Closeness by session, over the items that the person answered and the model answered at both moments. */
export function closenessOf(columns: Columns, start: number, end: number, person: number): PersonCloseness[] {
  const totals = new Map<
    number,
    { items: number; start: number; end: number; others: number; compared: number; own: number }
  >()
  columns.items.forEach(({ codes, ordered }, item) => {
    const blocks = [start, end, person].map((series) => blockOf(columns, series, item))
    const [first, last, answers] = blocks
    if (first === undefined || last === undefined || answers === undefined) return
    const options = codes.length
    const range = codes[options - 1]! - codes[0]!
    /**
     * 1 minus the mean distance of these answers to option `k`. For options without order, the share of answers that
     * are `k`.
     */
    const near = (counts: Int32Array, row: number, k: number): number => {
      let [n, far] = [0, 0]
      for (let j = 0; j < options; j += 1) {
        const count = counts[row * options + j]!
        n += count
        far += count * (ordered ? Math.abs(codes[j]! - codes[k]!) / range : Number(j !== k))
      }
      return 1 - far / n
    }
    const inPlace = new Map<number, Int32Array>()
    const chosen = new Map<number, number>()
    answers.sessions.forEach((session, row) => {
      for (let k = 0; k < options; k += 1) {
        if (answers.counts[row * options + k] === 0) continue
        chosen.set(session, k)
        const place = columns.placeOf[session]!
        const counts = inPlace.get(place) ?? new Int32Array(options)
        counts[k]! += 1
        inPlace.set(place, counts)
      }
    })
    const endRow = rowsBySession(last, options)
    rowsBySession(first, options).forEach((row, session) => {
      const k = chosen.get(session)
      const later = endRow.get(session)
      if (k === undefined || later === undefined) return
      const total = totals.get(session) ?? { items: 0, start: 0, end: 0, others: 0, compared: 0, own: 0 }
      totals.set(session, total)
      const change = near(last.counts, later, k) - near(first.counts, row, k)
      total.items += 1
      total.start += near(first.counts, row, k)
      total.end += near(last.counts, later, k)
      let [others, toward] = [0, 0]
      inPlace.get(columns.placeOf[session]!)!.forEach((count, j) => {
        const rest = count - Number(j === k)
        others += rest
        if (rest > 0) toward += rest * (near(last.counts, later, j) - near(first.counts, row, j))
      })
      if (others === 0) return
      total.compared += 1
      total.own += change
      total.others += toward / others
    })
  })
  return [...totals].map(([session, total]) => ({
    session,
    start: total.start / total.items,
    end: total.end / total.items,
    beyondOthers: total.compared === 0 ? null : (total.own - total.others) / total.compared,
  }))
}

/** Rows with a classified answer, by session. */
function rowsBySession(block: Block, options: number): Map<number, number> {
  const found = new Map<number, number>()
  block.sessions.forEach((session, row) => {
    for (let k = 0; k < options; k += 1) if (block.counts[row * options + k]! > 0) found.set(session, row)
  })
  return found
}
