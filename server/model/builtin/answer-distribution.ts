import type { Item } from '../../../shared/instrument/instrument.ts'
import { isOrdered } from '../../../shared/instrument/kinds/kinds.ts'
import { itemOf } from '../../../shared/study/items.ts'
import type { ChatMessage } from '../model.ts'
import { type Basis, type Shares, sharesIn } from './base.ts'
import type { Effect } from './effects.ts'
import type { ResponderProfile } from './profile.ts'
import { holdsIn, placeOf, type ReadPrompt, read, stanceIn } from './read-prompt.ts'
import { remembering } from './remembering.ts'
import { moved, proportions } from './tilt.ts'

/**
 * What the responder answers to an item, as probabilities. `shares` are shares of the answers that name an option; they
 * sum to 1, in the order of `codes`. The four ways to name no option are shares of all answers.
 */
export type AnswerDistribution = {
  codes: number[]
  shares: number[]
  unclassifiable: number
  refused: number
  notApplicable: number
  needsContext: number
  /** What the base place's figures come from, before any effect. */
  basis: Basis
}

/** The distribution of answers to `ref` after these messages. It is the truth that a measurement should find. Pure. */
export function answerDistribution(
  profile: ResponderProfile,
  messages: readonly ChatMessage[],
  ref: string,
  item: Item,
): AnswerDistribution {
  return distributionSeen(profile, read(profile, messages), ref, item)
}

/**
 * The order is fixed, whatever the order in the file. First the base with its own spread; then the mixtures toward
 * places, one after another; then the effects' spread; last one tilt by the sum of all moves. So moves add up, and the
 * mean ends exactly where they say.
 */
export function distributionSeen(
  profile: ResponderProfile,
  seen: ReadPrompt,
  ref: string,
  item: Item,
): AnswerDistribution {
  const { effects } = profile
  const base = placeShares(profile, ref, effects.base.place)
  let shares = flattened(base.shares, effects.base.spread)
  let { unclassifiable, refused } = effects.base
  let [notApplicable, needsContext] = [0, 0]
  let by = effects.adaptation.by * personStance(effects.people.lines[ref], seen)
  let spread = 1
  for (const { shift, ...effect } of effects.effects) {
    if (!concerns(effect, ref, item) || !holdsIn(seen, effect.when)) continue
    if ('by' in shift) by += shift.by
    else if ('spread' in shift) spread *= shift.spread
    else if ('toward' in shift) {
      const place = shift.toward === 'place' ? (placeOf(seen, effect.when) ?? effects.base.place) : shift.toward
      const there = placeShares(profile, ref, place).shares
      shares = shares.map((share, k) => (1 - shift.weight) * share + shift.weight * there[k]!)
    } else {
      unclassifiable += shift.unclassifiable ?? 0
      refused += shift.refused ?? 0
      notApplicable += shift.notApplicable ?? 0
      needsContext += shift.needsContext ?? 0
    }
  }
  shares = flattened(shares, spread)
  if (isOrdered(item.answer)) shares = moved(base.codes, shares, by)
  // An open question shows no options, and the responder names none by itself.
  if (seen.asked?.form === 'open') [unclassifiable, notApplicable, needsContext] = [1, 0, 0]
  // These are shares of all answers. Each is cut to what the ones before it leave.
  let left = 1
  const cut = (share: number): number => {
    const kept = Math.min(left, share)
    left -= kept
    return kept
  }
  return {
    ...base,
    shares,
    refused: cut(refused),
    unclassifiable: cut(unclassifiable),
    notApplicable: cut(notApplicable),
    needsContext: cut(needsContext),
  }
}

const figures = new WeakMap<ResponderProfile, (key: string) => Shares>()
const KEPT = 10_000

/** The shares of a place, computed once: making them from a mean takes a search. */
function placeShares(profile: ResponderProfile, ref: string, place: string): Shares {
  const { study, effects } = profile
  let known = figures.get(profile)
  if (known === undefined) {
    const of = { populations: study.populations, base: effects.base }
    known = remembering(KEPT, (key) => {
      const [named, there] = key.split(' ') as [string, string]
      return sharesIn(of, named, itemOf(study, named), there)
    })
    figures.set(profile, known)
  }
  return known(`${ref} ${place}`)
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
  seen: Pick<ReadPrompt, 'turns'>,
): number {
  if (lines === undefined) return 0
  return stanceIn(seen.turns, { high: Object.values(lines.high).flat(), low: Object.values(lines.low).flat() })
}
