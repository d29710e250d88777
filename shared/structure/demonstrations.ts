import { codesOf, type Instrument, type Item } from '../instrument/instrument.ts'
import { isListed, isOrdered, labelsOf } from '../instrument/kinds/kinds.ts'
import { hasLocale, type Locale, localise } from '../instrument/localised.ts'
import type { Places } from '../instrument/place.ts'
import { type Population, type Reference, reference } from '../instrument/population.ts'
import { createRandom } from '../random.ts'
import { chrf } from './chrf.ts'
import { answerWords } from './question.ts'
import type { Demonstration, RenderContext } from './render.ts'
import type { Strategy } from './structure.ts'

/** From what demonstrations are picked, and for what. A study holds the first three. */
export type DemonstrationChoice = {
  instruments: readonly Instrument[]
  /** In order of preference. For an item, a population with a distribution comes before one with only a mean. */
  populations: readonly Population[]
  places: Places
  /** The place whose typical answers are shown (`frame.place` of the structure); null if none was declared. */
  place: string | null
  strategy: Strategy
  /** The `instrument/item` that is asked, or null in a talk. */
  tested: string | null
  seed: string
  /** The prompt's language. */
  locale: Locale
}

/**
 * Typical answers of a place's people to other items, after Choenni and Shutova (2024, arXiv 2408.16482), who make
 * in-context demonstrations from survey answers. Their items, k and template are unknown to us, so `k`, `pick` and `of`
 * are settings and the words are ours.
 *
 * The answer shown is the most frequent option (if two are equal, the one with the lower code). If only a mean is
 * known, it is the code nearest to the mean (if two are equally near, the lower one). This is only a substitute: the
 * code nearest to a mean need not be what most people say. Items without order have no nearest code; then they are
 * passed over.
 *
 * The tested item is never shown. Nor is an item of another instrument with the same reference code. With `same-topic`
 * only items of its topic are; with `chrf` those whose words overlap most with the tested item's, the most alike last,
 * next to the question. In a talk nothing is tested, so any item can be picked, by chance. Fewer than k are given when
 * there are no more. Without a place there are no demonstrations: answers of nobody in particular must not take the
 * place of a place's answers. `another` draws, by seed, one of the other places that have figures, shows the answers of
 * its people, and names it. The same arguments give the same pick.
 */
export function pickDemonstrations(choice: DemonstrationChoice): RenderContext['demonstrations'] {
  const { strategy, place, places, locale } = choice
  if (strategy.kind !== 'demonstrations' || place === null) return { place: null, examples: [] }
  const shown = shownPlace(choice, strategy.of, place)
  if (shown === null) return { place: null, examples: [] }
  const name = places[shown]
  if (name === undefined)
    throw new Error(`No place "${shown}" among the study's places: ${Object.keys(places).join(', ')}.`)
  const candidates = otherItems(choice).flatMap((item) => demonstration(choice, item, shown))
  const shuffled = createRandom(`${choice.seed}|demonstrations|${choice.tested ?? 'talk'}`).shuffle(candidates)
  return { place: localise(name, locale), examples: picked(choice, shuffled, strategy) }
}

/** The place whose answers are shown; null if there is no other place with figures. */
function shownPlace(choice: DemonstrationChoice, of: 'place' | 'another' | string, place: string): string | null {
  if (of === 'place') return place
  if (of !== 'another') return of
  const withFigures = new Set(choice.populations.flatMap(({ figures }) => Object.keys(figures)))
  const others = Object.keys(choice.places).filter((one) => one !== place && withFigures.has(one))
  if (others.length === 0) return null
  return others[createRandom(`${choice.seed}|another place`).integer(others.length)]!
}

function picked(
  choice: DemonstrationChoice,
  shuffled: readonly Demonstration[],
  { k, pick }: Extract<Strategy, { kind: 'demonstrations' }>,
): Demonstration[] {
  const words = askedItem(choice)?.forms.question?.[0]
  if (pick !== 'chrf' || words === undefined) return shuffled.slice(0, k)
  const tested = localise(words, choice.locale)
  return shuffled
    .map((one) => ({ one, overlap: chrf(one.question, tested) }))
    .sort((a, b) => b.overlap - a.overlap)
    .slice(0, k)
    .reverse()
    .map(({ one }) => one)
}

function askedItem({ instruments, tested }: DemonstrationChoice): Item | undefined {
  for (const { id, items } of instruments) for (const item of items) if (`${id}/${item.id}` === tested) return item
  return undefined
}

/**
 * Items with another reference code than the tested item. Items without a code have no typical answer, so they are
 * never shown.
 */
function otherItems(choice: DemonstrationChoice): Item[] {
  const { instruments, tested, strategy } = choice
  const asked = askedItem(choice)
  const sameTopic = strategy.kind === 'demonstrations' && strategy.pick === 'same-topic'
  return instruments
    .flatMap(({ id, items }) => items.map((item) => ({ ref: `${id}/${item.id}`, item })))
    .filter(({ ref }) => ref !== tested)
    .map(({ item }) => item)
    .filter((item) => asked?.reference === undefined || item.reference !== asked.reference)
    .filter((item) => !sameTopic || asked === undefined || item.topic === asked.topic)
}

/** Empty if the item has no words in the language, or no figures for the place. */
function demonstration({ populations, locale }: DemonstrationChoice, item: Item, place: string): Demonstration[] {
  const words = item.forms.question?.[0]
  if (words === undefined || item.reference === undefined || !hasLocale(words, locale)) return []
  if (isListed(item.answer) && !labelsOf(item.answer).every(({ label }) => hasLocale(label, locale))) return []
  const known = populations.flatMap((population) => reference(population, place, item.reference!) ?? [])
  const figures = known.find((one) => 'shares' in one) ?? known[0]
  const code = figures === undefined ? undefined : typicalCode(item, figures)
  return code === undefined
    ? []
    : [{ question: localise(words, locale), answer: answerWords(item.answer, code, locale) }]
}

/** The option that represents a population's answers, as `pickDemonstrations` explains; undefined if there is none. */
export function typicalCode(item: Item, figures: Reference): number | undefined {
  const codes = codesOf(item.answer).toSorted((a, b) => a - b)
  if (!('shares' in figures)) return isOrdered(item.answer) ? nearestCode(codes, figures.mean) : undefined
  const { shares } = figures
  let best: number | undefined
  for (const code of codes) if ((shares[code] ?? 0) > (best === undefined ? 0 : (shares[best] ?? 0))) best = code
  return best
}

function nearestCode(codes: readonly number[], mean: number): number | undefined {
  let best: number | undefined
  for (const code of codes) if (best === undefined || Math.abs(code - mean) < Math.abs(best - mean)) best = code
  return best
}
