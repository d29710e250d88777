import { codesOf } from '../instrument/instrument.ts'
import { canaryStudy } from './canary-study.ts'
import { findItem } from './items.ts'
import { lintError as error, type LintProblem, listed, lintWarning as warning } from './lint-problem.ts'
import { countJobs, itemsOfRun, notAsked, type StudyOfRun } from './probe-jobs.ts'
import type { Study } from './study.ts'

/** Checks that the probe run asks what exists, about places that the study knows, each thing once. */
export function lintRun(study: Study): LintProblem[] {
  const { probeRun } = study
  if (probeRun === undefined) return []
  const ofRun: StudyOfRun = { ...study, probeRun }
  const wrong = [...items(ofRun), ...slices(ofRun), ...repeated(ofRun)]
  return wrong.length > 0 ? wrong : [...lacking(ofRun), ...unaskedCanaries(ofRun), ...nested(ofRun)]
}

function items({ probeRun, instruments }: StudyOfRun): LintProblem[] {
  const named = [
    ...(probeRun.items === 'all' ? [] : probeRun.items.map((ref, nth) => ({ ref, path: ['probeRun', 'items', nth] }))),
    ...(probeRun.canaries?.items ?? []).map((ref, nth) => ({ ref, path: ['probeRun', 'canaries', 'items', nth] })),
  ]
  return named.flatMap(({ ref, path }) => {
    const item = findItem({ instruments }, ref)
    if (item === undefined) return [error(path, `there is no item "${ref}"; name one of the study's instruments.`)]
    return codesOf(item.answer).length > 1
      ? []
      : [error(path, `item "${ref}" has no options, so no answer to it can be read; name another.`)]
  })
}

function slices({ probeRun, places }: StudyOfRun): LintProblem[] {
  return probeRun.slices.flatMap(({ place, locale }, nth) => {
    const path = ['probeRun', 'slices', nth]
    if (places[place] === undefined)
      return [error([...path, 'place'], `the study's places have no "${place}"; add it to them, or name another.`)]
    const first = probeRun.slices.findIndex((one) => one.place === place && one.locale === locale)
    return first === nth ? [] : [error(path, `${place} in "${locale}" stands twice; remove one.`)]
  })
}

function repeated({ probeRun }: StudyOfRun): LintProblem[] {
  const lists: Readonly<Record<string, readonly (string | number)[]>> = {
    items: probeRun.items === 'all' ? [] : probeRun.items,
    forms: probeRun.forms,
    itemWordings: probeRun.itemWordings,
    orders: probeRun.orders,
    formats: probeRun.formats,
    targets: probeRun.targets,
    models: probeRun.models ?? [],
  }
  return [
    ...Object.entries(lists).flatMap(([name, list]) => twice(['probeRun', name], list)),
    ...twice(['probeRun', 'canaries', 'items'], probeRun.canaries?.items ?? []),
  ]
}

function twice(path: (string | number)[], list: readonly (string | number)[]): LintProblem[] {
  return list.flatMap((one, nth) =>
    list.indexOf(one) === nth ? [] : [error([...path, nth], `"${one}" stands twice in this list; remove one.`)],
  )
}

/** What a run must pass over. It is an error if nothing at all can be asked in a slice. */
function lacking(study: StudyOfRun): LintProblem[] {
  const missing = notAsked(study)
  const all = itemsOfRun(study).length
  return study.probeRun.slices.flatMap(({ place, locale }, nth) => {
    const here = missing.filter((one) => one.place === place && one.locale === locale)
    if (here.length === 0) return []
    const path = ['probeRun', 'slices', nth]
    const lacked = new Set(here.map(({ item }) => item))
    const alone = { ...study, probeRun: { ...study.probeRun, slices: [{ place, locale }] } }
    if (countJobs(alone, { models: ['one'], repeats: 1 }) === 0)
      return [error(path, `no item of the run can be asked in "${locale}"; translate the items, or drop the slice.`)]
    const names = [...lacked].slice(0, 5).join(', ')
    return [
      warning(
        path,
        `${lacked.size} of ${all} items lack a form or a wording in "${locale}" and are passed over there: ${names}${lacked.size > 5 ? ' …' : ''}.`,
      ),
    ]
  })
}

/** A canary question that its slice cannot ask would watch nothing, and nobody would know. */
function unaskedCanaries(study: StudyOfRun): LintProblem[] {
  const { slices, canaries } = study.probeRun
  const { place, locale } = slices[0]!
  return (canaries?.items ?? []).flatMap((item, nth) => {
    const alone = canaryStudy({ ...study, probeRun: { ...study.probeRun, canaries: { items: [item], repeats: 1 } } })
    if (countJobs(alone, { models: ['one'], repeats: 1 }) > 0) return []
    const path = ['probeRun', 'canaries', 'items', nth]
    return [
      error(
        path,
        `canary "${item}" cannot be asked in the first slice (${place} in "${locale}"), where canaries are put: it lacks the form or the wording there. Name another, or put another slice first.`,
      ),
    ]
  })
}

/**
 * If every language belongs to one country and every country to one language, the effects of the two cannot be
 * separated.
 */
function nested({ probeRun }: StudyOfRun): LintProblem[] {
  const { slices } = probeRun
  const places = new Set(slices.map(({ place }) => place))
  const locales = new Set(slices.map(({ locale }) => locale))
  if (slices.length < 2 || places.size < 2 || locales.size < 2) return []
  if (places.size < slices.length || locales.size < slices.length) return []
  return [
    warning(
      ['probeRun', 'slices'],
      `each country is asked in one language and each language in one country (${listed([...locales])}), so the effects of country and of language cannot be told apart; add a slice that shares one of them.`,
    ),
  ]
}
