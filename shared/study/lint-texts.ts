import { kindOf } from '../instrument/kinds/kinds.ts'
import { hasLocale, type Locale, type Localised } from '../instrument/localised.ts'
import { PROMPT_LANGUAGES } from '../structure/phrases.ts'
import type { Factor } from './factor.ts'
import { lintError as error, type LintProblem, listed } from './lint-problem.ts'
import { promptLanguages, promptsOfLevel } from './prompt-languages.ts'
import { stageKindOf, surveysOf } from './stages/stages.ts'
import type { Study } from './study.ts'

type Path = (string | number)[]
type Level = Factor['levels'][string]

/**
 * Checks that every text exists in every language in which it can be asked for, and that `{place}` stands where it is
 * filled in.
 */
export function lintTexts(study: Study): LintProblem[] {
  return [
    ...promptsCanBeRendered(study),
    ...stages(study),
    ...Object.entries(study.factors).flatMap(([id, factor]) =>
      Object.entries(factor.levels).flatMap(([level, value]) => [
        ...wordings(study, id, factor, level, value),
        ...placeholders(id, factor, level, value),
        ...initiative(id, factor, level, value),
      ]),
    ),
    ...places(study),
  ]
}

/** A problem when `text` cannot be shown in one of `locales`. */
export function lacking(text: Localised, locales: readonly Locale[], path: Path, noun: string): LintProblem[] {
  const missing = locales.filter((locale) => !hasLocale(text, locale))
  return missing.length === 0 ? [] : [error(path, `${noun} has no text in ${listed(missing)}; write it.`)]
}

function promptsCanBeRendered(study: Study): LintProblem[] {
  const unknown = promptLanguages(study).filter((locale) => !PROMPT_LANGUAGES.includes(locale.split('-')[0]!))
  return unknown.map((locale) =>
    error(
      study.locales.includes(locale) ? ['locales', study.locales.indexOf(locale)] : ['factors'],
      `prompts cannot be written in "${locale}" yet; there are ${listed(PROMPT_LANGUAGES)}. Add the language to shared/languages, or fix the prompt's language with a language factor.`,
    ),
  )
}

function stages({ flow, locales }: Study): LintProblem[] {
  return flow.flatMap((stage, index) => {
    const path = ['flow', index]
    const noun = (what: string) => `${what} of stage "${stage.id}"`
    const problems = lacking(stage.title, locales, [...path, 'title'], noun('the title'))
    for (const { name, path: below, text } of stageKindOf(stage).texts(stage))
      problems.push(...lacking(text, locales, [...path, ...below], noun(name)))
    return problems
  })
}

function wordingsOf(level: Level): Localised[] {
  return 'wordings' in level ? (level.wordings ?? []) : []
}

function wordings(study: Study, id: string, factor: Factor, level: string, value: Level): LintProblem[] {
  const needed = languagesOf(study, factor, value)
  return wordingsOf(value).flatMap((text, nth) =>
    lacking(text, needed, ['factors', id, 'levels', level, 'wordings', nth], `wording ${nth + 1} of ${id} "${level}"`),
  )
}

/** The person reads an opening line. The own words of a language level are only ever in the prompts of that level. */
function languagesOf(study: Study, factor: Factor, value: Level): Locale[] {
  if (factor.aspect === 'initiative') return study.locales
  if (factor.aspect === 'language' && 'prompt' in value) return promptsOfLevel(study, value)
  return promptLanguages(study)
}

function placeholders(id: string, factor: Factor, level: string, value: Level): LintProblem[] {
  const problems: LintProblem[] = []
  const path = ['factors', id, 'levels', level]
  const needsPlace = factor.aspect === 'framing' && 'whose' in value && value.whose !== 'assistant'
  const texts = wordingsOf(value)
  if (needsPlace && texts.length === 0)
    problems.push(
      error(path, `framing "${level}" says nothing, though it is about a place; give it wordings with "{place}".`),
    )
  for (const [nth, text] of texts.entries())
    for (const [locale, words] of Object.entries(text)) {
      const at = [...path, 'wordings', nth, locale]
      if (needsPlace && !words.includes('{place}'))
        problems.push(
          error(at, `this wording of framing "${level}" names no place; put "{place}" where its name belongs.`),
        )
      if (!needsPlace && words.includes('{place}'))
        problems.push(
          error(
            at,
            factor.aspect === 'framing'
              ? `framing "${level}" speaks of "{place}" while "whose" is "assistant"; set whose to user-from-place, person-from-place or people-of-place, or take "{place}" out.`
              : `"{place}" is filled in for framings only; take it out of ${id} "${level}".`,
          ),
        )
    }
  return problems
}

function initiative(id: string, factor: Factor, level: string, value: Level): LintProblem[] {
  if (factor.aspect !== 'initiative' || !('opens' in value)) return []
  const path = ['factors', id, 'levels', level]
  if (value.opens === 'assistant' && wordingsOf(value).length === 0)
    return [error(path, `the assistant opens in "${level}" and has no line to say; give it wordings.`)]
  if (value.opens === 'person' && wordingsOf(value).length > 0)
    return [
      error([...path, 'wordings'], `the person opens in "${level}", so these words are never shown; remove them.`),
    ]
  return []
}

/** Names of places are used in prompts if a framing needs one, and are shown to people who choose their own. */
function places(study: Study): LintProblem[] {
  const problems: LintProblem[] = []
  const framed = Object.entries(study.factors).flatMap(([id, factor]) =>
    factor.aspect === 'framing'
      ? Object.entries(factor.levels)
          .filter(([, one]) => one.whose !== 'assistant')
          .map(([level, one]) => ({ id, level, one }))
      : [],
  )
  for (const { id, level, one } of framed)
    if (one.place !== 'declared' && study.places[one.place] === undefined)
      problems.push(
        error(
          ['factors', id, 'levels', level, 'place'],
          `the study's places have no "${one.place}"; add it to them, or name another.`,
        ),
      )
  const shown = surveysOf(study.flow).some(({ items }) =>
    items.some((ref) =>
      study.instruments.some((one) =>
        one.items.some((item) => `${one.id}/${item.id}` === ref && kindOf(item.answer).showsPlaces),
      ),
    ),
  )
  const aboutPlace = framed.length > 0 || (study.probeRun?.targets.some((target) => target !== 'own') ?? false)
  const needed = new Set([...(shown ? study.locales : []), ...(aboutPlace ? promptLanguages(study) : [])])
  for (const [code, name] of Object.entries(study.places))
    problems.push(...lacking(name, [...needed], ['places', code], `the name of ${code}`))
  return problems
}
