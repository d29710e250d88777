import type { Answer } from '../../shared/instrument/answer.ts'
import type { Item } from '../../shared/instrument/instrument.ts'
import { kindOf } from '../../shared/instrument/kinds/kinds.ts'
import { localise } from '../../shared/instrument/localised.ts'
import { createRandom } from '../../shared/random.ts'
import type { ResponderProfile } from '../model/builtin/profile.ts'
import { afterShares, peopleShares, pullOf } from './opinion.ts'

/**
 * A simulated person. It is flagged as simulated wherever it takes part. `places` are the places that it declares;
 * there may be none.
 */
export type Person = { seed: string; locale: string; places: string[] }

/** The person that a seed makes: one of the study's languages, and one declared place or none. */
export function createPerson({ study, effects }: ResponderProfile, seed: string): Person {
  const random = createRandom(`${seed}|person`)
  const { declares, undeclared } = effects.people
  const locale = study.locales[random.integer(study.locales.length)]!
  const place = declares[random.integer(declares.length)]!
  return { seed, locale, places: random.next() < undeclared ? [] : [place] }
}

/** A question on the person's screen. */
export type PersonQuestion = {
  /** `instrument/item` */
  ref: string
  item: Item
  /** The stage where it is asked. The same person, asked in two stages, draws twice. */
  stage: string
  /** The code that the person gave to the same item before; null the first time. */
  earlier: number | null
  /** What the person has read from the assistant so far. */
  read: readonly string[]
}

/**
 * The person's answer. It depends on the seed, the place, earlier answers, and what was read. It depends on no
 * condition.
 */
export function answerOf(profile: ResponderProfile, person: Person, question: PersonQuestion): Answer {
  const { people } = profile.effects
  const { ref, item, earlier } = question
  const random = createRandom(`${person.seed}|${question.stage}|${ref}`)
  const kind = kindOf(item.answer)
  // An item without codes is answered by whoever has something to say.
  if (kind.scale.kind === 'codes' && item.optional && random.next() < people.skips) return { kind: 'skipped' }
  return kind.simulated(item.answer, {
    optional: item.optional,
    places: person.places,
    remark: () => (people.remarks === undefined ? null : localise(people.remarks, person.locale)),
    code: () => {
      const { codes, shares } =
        earlier === null
          ? peopleShares(profile, person.places, ref, item)
          : afterShares(profile, person.places, ref, item, { earlier, pull: pullOf(profile, ref, question.read) })
      return codes[random.choice(shares)]!
    },
  })
}

/**
 * How many turns the person takes in a talk: the least number asked for and up to two more, but never more than the
 * most allowed.
 */
export function turnsWanted(person: Person, stage: string, turns: { min: number; max: number }): number {
  const more = createRandom(`${person.seed}|${stage}|turns`).integer(3)
  return Math.max(1, Math.min(turns.max, turns.min + more))
}
