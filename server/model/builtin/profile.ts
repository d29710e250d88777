import type { Form, Item } from '../../../shared/instrument/instrument.ts'
import { isListed, labelsOf } from '../../../shared/instrument/kinds/kinds.ts'
import { hasLocale, type Locale, localise } from '../../../shared/instrument/localised.ts'
import { PROMPT_LANGUAGES, phrasesIn } from '../../../shared/structure/phrases.ts'
import type { Target } from '../../../shared/structure/question.ts'
import { levelsOf } from '../../../shared/study/levels.ts'
import type { Study } from '../../../shared/study/study.ts'
import { baseOf } from './chosen-language.ts'
import type { Effects, LevelWhen } from './effects.ts'
import { even, type Pattern, type PlaceNames, patternOf, placeNames } from './matching.ts'

/** The part of the messages in which the words of a level stand. */
type Site = 'instructions' | 'opening' | 'question'

/** A wording of a level, and where it stands. */
export type LevelPattern = { factor: string; level: string; site: Site; pattern: Pattern }

/** A wording of an item. `locale` is its language. `ends`: its first and its last option as they are listed. */
export type ItemPattern = {
  ref: string
  item: Item
  form: Form
  locale: Locale
  words: string
  ends: { first: string; last: string } | null
}

/** A line before a question that says whose answer is asked for. */
export type TargetPattern = { target: Exclude<Target, 'own'>; pattern: Pattern }

/** All that the responder knows: one study's words and the effects planted in it. It knows nothing of any session. */
export type ResponderProfile = {
  id: string
  study: Study
  effects: Effects
  places: PlaceNames
  levels: readonly LevelPattern[]
  /** The longest come first: if one question is part of another, the other is what was asked. */
  items: readonly ItemPattern[]
  itemByWords: ReadonlyMap<string, ItemPattern>
  targets: readonly TargetPattern[]
  /** The headings of demonstrations; none in a study that shows none. */
  heads: readonly Pattern[]
}

/**
 * Prepares a study's wordings so that they can be found in messages. `effects` was checked against the study before.
 */
export function createProfile(study: Study, effects: Effects): ResponderProfile {
  const places = placeNames(study.places)
  const items = itemPatterns(study).sort((a, b) => b.words.length - a.words.length)
  return {
    id: study.id,
    study,
    effects,
    places,
    levels: Object.keys(study.factors).flatMap((factor) =>
      Object.keys(study.factors[factor]!.levels).flatMap((level) => levelPatterns(study, { factor, level }, places)),
    ),
    items,
    itemByWords: new Map(items.map((one) => [one.words, one])),
    targets: targetPatterns(places),
    heads: demonstrates(study) ? headWords().map((words) => patternOf(words, places)) : [],
  }
}

/**
 * The words by which a level can be recognised; none if it leaves no trace of its own in the messages. A strategy also
 * shows in what rendering adds: how the answer is asked for, and the heading of the demonstrations.
 */
export function levelPatterns(study: Study, { factor, level }: LevelWhen, places: PlaceNames): LevelPattern[] {
  const found = study.factors[factor]!
  const words = found.levels[level]!
  const site: Site = found.aspect === 'initiative' ? 'opening' : 'instructions'
  const written = 'wordings' in words ? (words.wordings ?? []).flatMap((wording) => Object.values(wording)) : []
  const patterns: LevelPattern[] = written.map((text) => ({ factor, level, site, pattern: patternOf(text, places) }))
  const kind = 'kind' in words ? words.kind : null
  const add = (where: Site, text: string) =>
    patterns.push({ factor, level, site: where, pattern: patternOf(text, places) })
  if (kind === 'reasoning-first')
    for (const language of PROMPT_LANGUAGES)
      for (const text of Object.values(phrasesIn(language).reasonThenAnswer)) add('question', text)
  if (kind === 'demonstrations') for (const text of headWords()) add('instructions', text)
  return patterns
}

/** Headings with a place come first: in some languages the heading without a place is a part of them. */
function headWords(): string[] {
  return ['{place}', null].flatMap((place) =>
    PROMPT_LANGUAGES.map((language) => phrasesIn(language).demonstrationsHead(place)),
  )
}

function demonstrates(study: Study): boolean {
  return levelsOf(study, 'strategy').some(({ kind }) => kind === 'demonstrations')
}

function targetPatterns(places: PlaceNames): TargetPattern[] {
  return ['{place}', null].flatMap((place) =>
    PROMPT_LANGUAGES.map(phrasesIn).flatMap((phrases) =>
      (['norm', 'assistant'] as const).map((target) => ({
        target,
        pattern: patternOf(phrases[target](place), places),
      })),
    ),
  )
}

function itemPatterns(study: Study): ItemPattern[] {
  return study.instruments.flatMap((instrument) =>
    instrument.items.flatMap((item) =>
      Object.entries(item.forms).flatMap(([form, wordings]) =>
        wordings.flatMap((wording) =>
          Object.entries(wording).map(([locale, words]) => ({
            ref: `${instrument.id}/${item.id}`,
            item,
            form: form as Form,
            locale,
            words: even(words),
            ends: endsOf(item, locale),
          })),
        ),
      ),
    ),
  )
}

function endsOf({ answer }: Item, locale: Locale): ItemPattern['ends'] {
  if (!isListed(answer)) return null
  if (!PROMPT_LANGUAGES.includes(baseOf(locale))) return null
  const lines = labelsOf(answer)
    .filter(({ label }) => hasLocale(label, locale))
    .map(({ code, label }) => even(phrasesIn(locale).optionLine(code, localise(label, locale))))
  const [first, last] = [lines[0], lines.at(-1)]
  return first === undefined || last === undefined || first === last ? null : { first, last }
}
