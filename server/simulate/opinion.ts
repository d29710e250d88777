import type { Item } from '../../shared/instrument/instrument.ts'
import { isOrdered } from '../../shared/instrument/kinds/kinds.ts'
import { type Shares, sharesIn } from '../model/builtin/base.ts'
import type { ResponderProfile } from '../model/builtin/profile.ts'
import { stanceIn } from '../model/builtin/read-prompt.ts'

/**
 * How people of a place answer an item: by the figures of the first declared place. If none is declared, or if that
 * place has no figures, by the figures of the place that the effects file names for people.
 */
export function peopleShares(
  { study, effects }: ResponderProfile,
  places: readonly string[],
  ref: string,
  item: Item,
): Shares {
  const figures = { populations: study.populations, base: effects.base }
  const own = sharesIn(figures, ref, item, places[0] ?? effects.people.place)
  return own.basis === 'uniform' ? sharesIn(figures, ref, item, effects.people.place) : own
}

/**
 * In which direction the assistant's lines pull on an item, from -1 (low) to 1 (high), read only from the text of the
 * replies. 0 if the assistant took no side, or both sides equally.
 */
export function pullOf({ effects }: ResponderProfile, ref: string, replies: readonly string[]): number {
  const lines = (says: 'high' | 'low') =>
    effects.position
      .filter((one) => one.says === says && one.items.includes(ref))
      .flatMap((one) => Object.values(one.lines).flat())
  return stanceIn(replies, { high: lines('high'), low: lines('low') })
}

/**
 * The exact chances of a second answer, given the first. With the probability `noise` it is drawn anew from the
 * distribution of the place, otherwise it is the first again. Then it moves by `susceptibility * |pull|` of the scale
 * toward the pull: by whole options, and by one more with the probability of the remainder, never past the end. So an
 * answer away from the ends moves by exactly that much on average. Options without an order do not move.
 */
export function afterShares(
  profile: ResponderProfile,
  places: readonly string[],
  ref: string,
  item: Item,
  { earlier, pull }: { earlier: number; pull: number },
): Shares {
  const { noise, susceptibility } = profile.effects.people
  const anew = peopleShares(profile, places, ref, item)
  const kept = anew.codes.map((code, k) => (1 - noise) * (code === earlier ? 1 : 0) + noise * anew.shares[k]!)
  if (!isOrdered(item.answer) || pull === 0) return { ...anew, shares: kept }
  const options = [...anew.codes.entries()].sort(([, a], [, b]) => a - b).map(([k]) => k)
  const distance = susceptibility * Math.abs(pull) * (options.length - 1)
  const whole = Math.floor(distance)
  const shares = anew.codes.map(() => 0)
  for (const [rank, from] of options.entries())
    for (const [steps, chance] of [
      [whole, 1 - (distance - whole)],
      [whole + 1, distance - whole],
    ] as const) {
      const to = options[Math.max(0, Math.min(options.length - 1, rank + Math.sign(pull) * steps))]!
      shares[to] = shares[to]! + kept[from]! * chance
    }
  return { ...anew, shares }
}
