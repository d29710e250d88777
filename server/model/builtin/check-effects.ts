import { codesOf, type Item } from '../../../shared/instrument/instrument.ts'
import { isUnordered } from '../../../shared/instrument/kinds/kinds.ts'
import type { Study } from '../../../shared/study/study.ts'
import { nearest, suggest } from '../../studies/nearest.ts'
import type { YamlPath } from '../../studies/study-problem.ts'
import type { Effects, LevelWhen, When } from './effects.ts'
import { even, placeNames } from './matching.ts'
import { levelPatterns } from './profile.ts'

export type Complaint = { path: YamlPath; message: string }

/** Names in an effects file that the study does not have, and things that cannot be found in messages. */
export function checkEffects(effects: Effects, study: Study): Complaint[] {
  const complaints: Complaint[] = []
  const items = new Map<string, Item>(
    study.instruments.flatMap((one) => one.items.map((item) => [`${one.id}/${item.id}`, item] as const)),
  )
  const names = {
    population: study.populations.map((one) => one.id),
    place: Object.keys(study.places),
    item: [...items.keys()],
    topic: [...new Set([...items.values()].map((item) => item.topic))],
    factor: Object.keys(study.factors),
  }
  const complain = (path: YamlPath, message: string | null) => {
    if (message !== null) complaints.push({ path, message })
  }
  const mustKnow = (what: keyof typeof names, given: Iterable<string>, above: YamlPath) => {
    for (const [n, name] of [...given].entries()) complain([...above, n], unknown(what, name, names[what]))
  }
  const mustHold = (when: When, above: YamlPath) => {
    const each = Array.isArray(when) ? [...when.entries()] : [[null, when] as const]
    for (const [n, one] of each) {
      if (!('factor' in one)) continue
      const where = n === null ? above : [...above, n]
      const found = levelProblem(one, effects, study)
      if (found !== null) complain([...where, found.key], found.message)
    }
  }

  mustKnow('population', effects.base.populations, ['base', 'populations'])
  complain(['base', 'place'], unknown('place', effects.base.place, names.place))
  for (const [ref, own] of Object.entries(effects.base.answers)) {
    const item = items.get(ref)
    const message = item === undefined ? unknown('item', ref, names.item) : misfitOf(own, codesOf(item.answer))
    complain(['base', 'answers', ref], message)
  }
  mustKnow('factor', effects.nothing, ['nothing'])
  for (const [n, effect] of effects.effects.entries()) {
    const where = ['effects', n]
    mustHold(effect.when, [...where, 'when'])
    mustKnow('topic', effect.topics ?? [], [...where, 'topics'])
    mustKnow('item', effect.items ?? [], [...where, 'items'])
    for (const [k, ref] of (effect.items ?? []).entries())
      if ('by' in effect.shift && isOfNoOrder(items.get(ref)))
        complain(
          [...where, 'items', k],
          `"${ref}" has options without an order, so "by" means nothing for it; use "toward" or another item.`,
        )
    if ('toward' in effect.shift && effect.shift.toward !== 'place')
      complain([...where, 'shift', 'toward'], unknown('place', effect.shift.toward, names.place))
  }
  for (const [n, one] of effects.position.entries()) {
    mustHold(one.when, ['position', n, 'when'])
    mustKnow('item', one.items, ['position', n, 'items'])
  }
  for (const [n, one] of effects.voice.entries()) mustHold(one.when, ['voice', n, 'when'])
  complain(['people', 'place'], unknown('place', effects.people.place, names.place))
  mustKnow('place', effects.people.declares, ['people', 'declares'])
  const subjects = effects.talk.map((one) => one.about)
  for (const [ref, { about }] of Object.entries(effects.people.lines)) {
    complain(['people', 'lines', ref], unknown('item', ref, names.item))
    complain(['people', 'lines', ref, 'about'], unknown('subject of "talk"', about, subjects))
  }
  return complaints
}

function unknown(what: string, name: string, names: readonly string[]): string | null {
  if (names.includes(name)) return null
  // Long lists of names help nobody. If there are many, only the nearest name is shown.
  const short = names.length <= 12 || nearest(name, names) !== null
  const remedy = short ? suggest(name, names) : `it has ${names.length} of them; look there for the right name.`
  return `there is no ${what} "${name}" here; ${remedy}`
}

function levelProblem(
  one: LevelWhen,
  effects: Effects,
  study: Study,
): { key: 'factor' | 'level'; message: string } | null {
  const factor = unknown('factor', one.factor, Object.keys(study.factors))
  if (factor !== null) return { key: 'factor', message: factor }
  if (effects.nothing.includes(one.factor)) {
    const message = `the factor "${one.factor}" is listed under "nothing"; take it out there or remove the effect.`
    return { key: 'factor', message }
  }
  const level = unknown(`level of "${one.factor}"`, one.level, Object.keys(study.factors[one.factor]!.levels))
  const message = level ?? unseen(study, one)
  return message === null ? null : { key: 'level', message }
}

/** Why a level cannot be recognised from the messages; null if it can. */
function unseen(study: Study, one: LevelWhen): string | null {
  const words = (level: string) =>
    levelPatterns(study, { factor: one.factor, level }, placeNames(study.places)).map(({ pattern }) => pattern.words)
  const own = words(one.level)
  if (own.length === 0)
    return `the level "${one.level}" of "${one.factor}" puts no words into the messages, so the responder cannot see it; give the level wordings, or name another level.`
  for (const other of Object.keys(study.factors[one.factor]!.levels)) {
    const shared = other === one.level ? undefined : words(other).find((text) => own.includes(even(text)))
    if (shared !== undefined)
      return `the levels "${one.level}" and "${other}" of "${one.factor}" share the wording "${shared}", so the responder cannot tell them apart; word them differently.`
  }
  return null
}

function misfitOf(own: Effects['base']['answers'][string], codes: readonly number[]): string | null {
  const known = codes.join(', ') || 'none'
  if ('mean' in own)
    return codes.length > 0 && own.mean >= Math.min(...codes) && own.mean <= Math.max(...codes)
      ? null
      : `the mean ${own.mean} lies outside the item's codes (${known}); give one between them.`
  const strange = Object.keys(own.shares).find((code) => !codes.includes(Number(code)))
  if (strange !== undefined) return `there is no option ${strange}; the item's codes are ${known}.`
  const total = Object.values(own.shares).reduce((sum, share) => sum + share, 0)
  return Math.abs(total - 1) <= 0.001 ? null : `the shares sum to ${total}; make them sum to 1.`
}

function isOfNoOrder(item: Item | undefined): boolean {
  return item !== undefined && isUnordered(item.answer)
}
