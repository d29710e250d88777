import path from 'node:path'
import type { Imported } from './imported.ts'

/** The head of a population counted from the survey's CSV. `people` by country; `weight` names the column, if there is one. */
export function wvs7Head(from: {
  file: string
  sha256: string
  people: Record<string, number>
  weight: string | null
  /** `first` is larger than `last` if the file gave no year. */
  years: { first: number; last: number }
}): Imported['head'] {
  const { first, last } = from.years
  const years = first > last ? '' : first === last ? `, ${first}` : `, ${first} to ${last} depending on the country`
  const weights = from.weight === null ? 'The figures are unweighted' : `Weighted within countries by ${from.weight}`
  return {
    title: `World Values Survey wave 7, answers in ${Object.keys(from.people).length} countries and territories`,
    source: 'World Values Survey, wave 7',
    wave: `Wave 7${years}`,
    mode: 'An interview or a questionnaire, depending on the country.',
    weighted: from.weight !== null,
    n: from.people,
    caution:
      `${weights}; answers that are missing, for whatever reason, are not part of the shares. People met other wording, ` +
      'at another time and in another mode than participants here do.',
    provenance:
      `Counted from ${path.basename(from.file)} (SHA-256 ${from.sha256}), as downloaded from the World Values Survey ` +
      'Association. No answer of a single person is included.',
    kind: 'distributions',
  }
}
