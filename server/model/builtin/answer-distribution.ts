import type { Item } from '../../../shared/instrument/instrument.ts'
import type { ChatMessage } from '../model.ts'
import { type Basis, sharesIn } from './base.ts'
import type { Effect } from './effects.ts'
import type { ResponderProfile } from './profile.ts'
import { holdsIn, read, type Seen, stanceIn } from './seen.ts'
import { moved, proportions } from './tilt.ts'

/**
 * What the responder answers to an item, as chances. `shares` are of the answers that name an option and sum to 1, in
 * the order of `codes`; `unclassifiable` and `refused` are shares of all answers.
 */
export type AnswerDistribution = {
  codes: number[]
  shares: number[]
  unclassifiable: number
  refused: number
  /** What the base place's figures rest on, before any effect. */
  basis: Basis
}

/** The distribution of answers to `ref` after these messages: the truth that a measurement is to find. Pure. */
export function answerDistribution(
  profile: ResponderProfile,
  messages: readonly ChatMessage[],
  ref: string,
  item: Item,
): AnswerDistribution {
  return distributionSeen(profile, read(profile, messages), ref, item)
}

/**
 * The order is fixed, whatever the file's: the base with its own spread, mixtures toward places one after another, the
 * effects' spread, then one tilt by the sum of all moves, so that moves add up and the mean ends exactly where they say.
 */
export function distributionSeen(
  { effects, study }: ResponderProfile,
  seen: Seen,
  ref: string,
  item: Item,
): AnswerDistribution {
  const figures = { populations: study.populations, base: effects.base }
  const base = sharesIn(figures, ref, item, effects.base.place)
  let shares = flattened(base.shares, effects.base.spread)
  let { unclassifiable, refused } = effects.base
  let by = effects.adaptation.by * personStance(effects.people.lines[ref], seen)
  let spread = 1
  for (const { shift, ...effect } of effects.effects) {
    if (!holdsIn(seen, effect.when) || !concerns(effect, ref, item)) continue
    if ('by' in shift) by += shift.by
    else if ('spread' in shift) spread *= shift.spread
    else if ('toward' in shift) {
      const place = shift.toward === 'place' ? (seen.place ?? effects.base.place) : shift.toward
      const there = sharesIn(figures, ref, item, place).shares
      shares = shares.map((share, k) => (1 - shift.weight) * share + shift.weight * there[k]!)
    } else {
      unclassifiable += shift.unclassifiable ?? 0
      refused += shift.refused ?? 0
    }
  }
  shares = flattened(shares, spread)
  if (item.answer.kind !== 'nominal') shares = moved(base.codes, shares, by)
  refused = Math.min(1, refused)
  return { ...base, shares, refused, unclassifiable: Math.min(1 - refused, unclassifiable) }
}

function flattened(shares: readonly number[], spread: number): number[] {
  return spread === 1 ? [...shares] : proportions(shares.map((share) => share ** (1 / spread)))
}

function concerns(effect: Omit<Effect, 'shift'>, ref: string, item: Item): boolean {
  if (effect.items !== undefined) return effect.items.includes(ref)
  return effect.topics === undefined || effect.topics.includes(item.topic)
}

function personStance(
  lines: ResponderProfile['effects']['people']['lines'][string] | undefined,
  seen: Pick<Seen, 'turns'>,
): number {
  if (lines === undefined) return 0
  return stanceIn(seen.turns, { high: Object.values(lines.high).flat(), low: Object.values(lines.low).flat() })
}
