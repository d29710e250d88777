import { createRandom } from '../random.ts'
import { combinations, wordingsOf } from './levels.ts'
import type { Condition, Study } from './study.ts'

/**
 * What was drawn for one session: its condition, a level of every factor, and a wording for every level that has
 * wordings.
 */
export type Assignment = {
  condition: string
  levels: Record<string, string>
  /** factor -> index among the drawn level's wordings */
  wordings: Record<string, number>
  stratum: string
  /** Place in the stratum's sequence, from 0. */
  index: number
}

/** Number of sessions in which every condition comes exactly `weight * repeats` times. */
export function blockSize(study: Pick<Study, 'conditions' | 'assignment'>): number {
  return study.conditions.reduce((sum, condition) => sum + condition.weight, 0) * study.assignment.repeats
}

/** The sequence in which a session is drawn. Sessions of one stratum are balanced among themselves. */
export function stratumOf(study: Pick<Study, 'assignment'>, facts: { locale: string }): string {
  return study.assignment.stratify.includes('locale') ? `locale=${facts.locale}` : 'all'
}

/**
 * The assignment at `index` of a stratum's sequence: seeded permuted blocks of the conditions, and inside each
 * condition permuted blocks of the crossed factors' combinations. A pure function of its arguments, so that an audit
 * can compute it again. It costs one block (a few dozen draws).
 */
export function assignmentAt(study: Study, seed: string, stratum: string, index: number): Assignment {
  const size = blockSize(study)
  const block = Math.floor(index / size)
  const slots = study.conditions.flatMap((condition) =>
    new Array<Condition>(condition.weight * study.assignment.repeats).fill(condition),
  )
  const order = createRandom(`${seed}|${stratum}|block ${block}`).shuffle(slots)
  const within = index % size
  const condition = order[within]!
  const earlier = order.slice(0, within).filter((slot) => slot.id === condition.id).length
  const occurrence = block * condition.weight * study.assignment.repeats + earlier

  const levels = { ...condition.levels, ...crossedLevels(study, `${seed}|${stratum}|${condition.id}`, occurrence) }
  const wordings: Record<string, number> = {}
  const random = createRandom(`${seed}|${stratum}|wordings ${index}`)
  for (const { factor, count } of wordingsOf(study, levels)) wordings[factor] = random.integer(count)
  return { condition: condition.id, levels, wordings, stratum, index }
}

function crossedLevels(study: Study, seed: string, occurrence: number): Record<string, string> {
  const all = combinations(study, 'crossed')
  const block = Math.floor(occurrence / all.length)
  const order = createRandom(`${seed}|crossed ${block}`).shuffle(all)
  return order[occurrence % all.length]!
}
