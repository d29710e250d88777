import type { Item } from '../instrument/instrument.ts'
import { kindOf, scaleOf } from '../instrument/kinds/kinds.ts'
import type { Locale, Localised } from '../instrument/localised.ts'
import { type ItemUse, itemUses } from './item-uses.ts'
import { findItem } from './items.ts'
import { levelsOf } from './levels.ts'
import { lintError as error, type LintProblem, listed } from './lint-problem.ts'
import { lacking } from './lint-texts.ts'
import type { Study } from './study.ts'

/**
 * Checks that items exist, have the form, wording and languages in which they are used, and say where their words come
 * from.
 */
export function lintItems(study: Study): LintProblem[] {
  // A probe run passes over what an item lacks, and reports it itself (lint-run.ts).
  const uses = itemUses(study).filter(({ by }) => by !== 'run')
  return [
    ...names(study),
    ...study.instruments.flatMap((instrument, index) =>
      instrument.items.flatMap((item, nth) => scale(item, ['instruments', index, 'items', nth])),
    ),
    ...uses.flatMap((use) => oneUse(study, use)),
    ...languages(study, uses),
  ]
}

function names(study: Study): LintProblem[] {
  const problems: LintProblem[] = []
  for (const [index, instrument] of study.instruments.entries()) {
    if (study.instruments.findIndex((one) => one.id === instrument.id) !== index)
      problems.push(error(['instruments', index, 'id'], `two instruments are called "${instrument.id}"; rename one.`))
    for (const [nth, item] of instrument.items.entries())
      if (instrument.items.findIndex((one) => one.id === item.id) !== nth)
        problems.push(
          error(['instruments', index, 'items', nth, 'id'], `two items are called "${item.id}"; rename one.`),
        )
  }
  for (const [index, population] of study.populations.entries())
    if (study.populations.findIndex((one) => one.id === population.id) !== index)
      problems.push(error(['populations', index, 'id'], `two populations are called "${population.id}"; rename one.`))
  return problems
}

function scale({ id, answer }: Item, path: (string | number)[]): LintProblem[] {
  return kindOf(answer)
    .problems(answer, id)
    .map((problem) => error([...path, 'answer', ...problem.path], problem.message))
}

function oneUse(study: Study, use: ItemUse): LintProblem[] {
  const item = findItem(study, use.ref)
  if (item === undefined) return [error(use.path, `there is no item "${use.ref}"; ${remedy(study, use.ref)}`)]
  const forms = [{ form: use.form, wording: use.wording }]
  if (use.by === 'probe') for (const { form } of levelsOf(study, 'form')) forms.push({ form, wording: use.wording })
  const problems: LintProblem[] = []
  for (const { form, wording } of forms) {
    const texts = item.forms[form]
    if (texts === undefined)
      problems.push(
        error(use.path, `item "${use.ref}" has no form "${form}"; it has: ${listed(Object.keys(item.forms))}.`),
      )
    else if (texts[wording] === undefined)
      problems.push(
        error(
          use.path,
          `item "${use.ref}" has no wording ${wording} of form "${form}"; the last is ${texts.length - 1} (the first is 0).`,
        ),
      )
  }
  const scale = scaleOf(item.answer)
  if (use.by === 'probe' && !scale.ok)
    problems.push(
      error(use.path, `item "${use.ref}" has ${scale.why}, so a model's reply cannot be read; probe another.`),
    )
  return problems
}

function remedy(study: Study, ref: string): string {
  const [id] = ref.split('/')
  const instrument = study.instruments.find((one) => one.id === id)
  return instrument === undefined
    ? `known instruments: ${listed(study.instruments.map((one) => one.id))}.`
    : `items of "${id}": ${instrument.items.map((item) => item.id).join(', ')}.`
}

/** Each used item once, with all the languages in which it is used. */
function languages(study: Study, uses: readonly ItemUse[]): LintProblem[] {
  return study.instruments.flatMap((instrument, index) =>
    instrument.items.flatMap((item, nth) => {
      const mine = uses.filter((use) => use.ref === `${instrument.id}/${item.id}`)
      const path = ['instruments', index, 'items', nth]
      const locales = [...new Set(mine.flatMap((use) => use.locales))]
      return [...itemTexts(item, mine, locales, path), ...provenance(item, locales, path)]
    }),
  )
}

function itemTexts(item: Item, uses: readonly ItemUse[], locales: Locale[], path: (string | number)[]): LintProblem[] {
  if (uses.length === 0) return []
  const problems: LintProblem[] = []
  const seen = new Set<Localised>()
  for (const use of uses) {
    const text = item.forms[use.form]?.[use.wording]
    if (text === undefined || seen.has(text)) continue
    seen.add(text)
    problems.push(...lacking(text, locales, [...path, 'forms', use.form, use.wording], `item "${item.id}"`))
  }
  const { answer } = item
  for (const one of kindOf(answer).texts(answer))
    problems.push(...lacking(one.text, locales, [...path, 'answer', ...one.path], `${one.name} of "${item.id}"`))
  return problems
}

function provenance(item: Item, locales: readonly Locale[], path: (string | number)[]): LintProblem[] {
  return locales
    .filter((locale) => provenanceOf(item, locale) === undefined)
    .map((locale) =>
      error(
        [...path, 'provenance'],
        `item "${item.id}" is used in "${locale}" and does not say who wrote or translated it; add provenance for "${locale}".`,
      ),
    )
}

/** Where an item's words in a locale come from. It is found by the same rule by which `localise` finds words. */
export function provenanceOf(item: Item, locale: Locale) {
  return item.provenance[locale] ?? item.provenance[locale.split('-')[0]!]
}
