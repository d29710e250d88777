import { Locale } from '../../shared/instrument/localised.ts'

/**
 * The languages that a study as written can use: its locales, those that levels of the factor language fix, and those
 * of its probe run. It takes raw data, since files are read before it is known whether the study parses. Values that
 * are no locale are passed over.
 */
export function studyLanguages(study: unknown): Locale[] {
  const { locales, factors, probeRun } = fields(study)
  const fixed = entries(factors)
    .map(fields)
    .filter(({ aspect }) => aspect === 'language')
    .flatMap(({ levels }) => entries(levels).map(fields))
    .flatMap(({ prompt, reply }) => [prompt, reply])
    .filter((one) => one !== 'own' && one !== 'any')
  const asked = entries(fields(probeRun).slices).map((slice) => fields(slice).locale)
  const found = [...entries(locales), ...fixed, ...asked].flatMap((one) => Locale.safeParse(one).data ?? [])
  return [...new Set(found)]
}

/**
 * These languages and the base language of each (`pt` for `pt-BR`). The texts of the base language are used if a region
 * has none of its own.
 */
export function withBases(locales: readonly Locale[]): Locale[] {
  return [...new Set(locales.flatMap((locale) => [locale, locale.split('-')[0]!]))]
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function entries(value: unknown): unknown[] {
  return Object.values(fields(value))
}
