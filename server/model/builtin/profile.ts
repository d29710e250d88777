import type { Form, Item } from '../../../shared/instrument/instrument.ts'
import { PROMPT_LANGUAGES, phrasesIn } from '../../../shared/structure/phrases.ts'
import type { Study } from '../../../shared/study/study.ts'
import type { Effects, LevelWhen } from './effects.ts'
import { even, type Pattern, patternOf, placeNames } from './matching.ts'

/** Where in the messages the words of a level stand. */
type Site = 'instructions' | 'opening' | 'question'

/** A wording of a level, and where it stands. */
export type LevelPattern = { factor: string; level: string; site: Site; pattern: Pattern }

/** A wording of an item; `locale` is the language that it is in. */
export type ItemPattern = { ref: string; item: Item; form: Form; locale: string; words: string }

/** All that the responder knows: one study's words and the effects planted in it. It knows nothing of any session. */
export type ResponderProfile = {
  id: string
  study: Study
  effects: Effects
  places: ReadonlyMap<string, string>
  levels: readonly LevelPattern[]
  items: readonly ItemPattern[]
}

/** Compiles a study's wordings for looking them up in messages. `effects` has been checked against the study. */
export function createProfile(study: Study, effects: Effects): ResponderProfile {
  const places = placeNames(study.places)
  return {
    id: study.id,
    study,
    effects,
    places,
    levels: Object.keys(study.factors).flatMap((factor) =>
      Object.keys(study.factors[factor]!.levels).flatMap((level) => levelPatterns(study, { factor, level }, places)),
    ),
    // The longest first: where one question is part of another, the other is what was asked.
    items: itemPatterns(study).sort((a, b) => b.words.length - a.words.length),
  }
}

/**
 * The words by which a level can be recognised; none where it leaves no trace of its own in the messages.
 * A strategy shows in what rendering adds too: how the answer is asked for, and the heading of the demonstrations.
 */
export function levelPatterns(
  study: Study,
  { factor, level }: LevelWhen,
  places: ReadonlyMap<string, string>,
): LevelPattern[] {
  const found = study.factors[factor]!
  const words = found.levels[level]!
  const site: Site = found.aspect === 'initiative' ? 'opening' : 'instructions'
  const written = 'wordings' in words ? (words.wordings ?? []).flatMap((wording) => Object.values(wording)) : []
  const patterns: LevelPattern[] = written.map((text) => ({ factor, level, site, pattern: patternOf(text, places) }))
  const kind = 'kind' in words ? words.kind : null
  for (const language of PROMPT_LANGUAGES) {
    const phrases = phrasesIn(language)
    const add = (where: Site, text: string) =>
      patterns.push({ factor, level, site: where, pattern: patternOf(text, places) })
    if (kind === 'reasoning-first') for (const words of Object.values(phrases.reasonThenAnswer)) add('question', words)
    if (kind === 'demonstrations') {
      add('instructions', phrases.demonstrationsHead(null))
      add('instructions', phrases.demonstrationsHead('{place}'))
    }
  }
  return patterns
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
          })),
        ),
      ),
    ),
  )
}
