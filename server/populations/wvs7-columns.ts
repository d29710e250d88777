import { InputProblem } from '../../shared/input-problem.ts'
import type { WantedItems } from './instrument-files.ts'

/**
 * Columns of the cross-national CSV of the World Values Survey, wave 7, and what their codes mean.
 *
 * Checked in November 2026, not in the survey's codebook but in public programs that read this file: B_COUNTRY_ALPHA,
 * A_YEAR, W_WEIGHT, S018 and PWGHT are columns; Q260 is sex (1 male, 2 female), Q262 age in years, Q275R education (1
 * lower, 2 middle, 3 higher), H_URBRURAL settlement (1 urban, 2 rural); X003R2, the survey's own three intervals of age,
 * is 16-29, 30-49, 50 and more; releases differ in the delimiter (comma, semicolon); one download writes "NAME: label"
 * into the header; in the "inverted" download, columns with a P behind their number have their codes turned round.
 * -1 to -5 mean what `MISSING` says.
 *
 * W_WEIGHT weighs people within a country. S018 is the country's weight scaled to 1000 people (the survey's archive says
 * so of earlier waves), which gives the same shares. PWGHT, a weight of population sizes, is never used: it
 * weighs countries against one another.
 */
export const COUNTRY = 'B_COUNTRY_ALPHA'
export const YEAR = 'A_YEAR'
const WEIGHTS = ['W_WEIGHT', 'S018']

/** Why an answer is missing, by its code. */
export const MISSING: ReadonlyMap<number, string> = new Map([
  [-1, 'do not know (-1)'],
  [-2, 'no answer (-2)'],
  [-3, 'not applicable (-3)'],
  [-4, 'not asked in this survey (-4)'],
  [-5, 'missing for another reason (-5)'],
])

/** `group` is null for a cell that puts nobody into a group of this dimension. */
type Dimension = { id: string; column: string; group: (code: number) => string | null }

const byCode = (groups: Record<number, string>) => (code: number) => groups[code] ?? null

export const DIMENSIONS: readonly Dimension[] = [
  { id: 'sex', column: 'Q260', group: byCode({ 1: 'male', 2: 'female' }) },
  {
    id: 'age',
    column: 'Q262',
    group: (age) => (age < 16 || age > 120 ? null : age < 30 ? '16-29' : age < 50 ? '30-49' : '50+'),
  },
  { id: 'education', column: 'Q275R', group: byCode({ 1: 'lower', 2: 'middle', 3: 'higher' }) },
  { id: 'settlement', column: 'H_URBRURAL', group: byCode({ 1: 'urban', 2: 'rural' }) },
]

/** The positions of the columns in a row. */
export type Layout = {
  columns: number
  country: number
  year: number | null
  weight: { column: string; at: number } | null
  items: { id: string; at: number; codes: readonly number[] }[]
  dimensions: (Dimension & { at: number })[]
  notes: string[]
}

/**
 * Finds the columns by their names. Without `wanted`, items are all columns Q1, Q2, … with their variants such as Q82_EU.
 * Throws an InputProblem that says what was expected and what was found when the file is not of this format.
 */
export function layoutOf(header: readonly string[], wanted: WantedItems | null, file: string): Layout {
  const names = header.map((name) => name.split(':')[0]!.trim())
  const place = (name: string) => {
    const at = names.indexOf(name)
    return at < 0 ? null : at
  }
  const [country, year] = [place(COUNTRY), place(YEAR)]
  const inverted = names.filter((name) => /^Q\d+P$/.test(name))
  const coded = wanted === null ? null : new Map([...wanted].filter(([, codes]) => codes.length > 0))
  const items = names.flatMap((id, at) => {
    const asked = coded === null ? /^Q\d+([A-OQ-Z_]\w*)?$/.test(id) : coded.has(id)
    return asked && names.indexOf(id) === at ? [{ id, at, codes: coded?.get(id) ?? [] }] : []
  })
  if (country === null || items.length === 0) {
    const lacking = country === null ? `no column ${COUNTRY}` : 'no column of an item that was asked for'
    const found = names.length > 12 ? `${names.slice(0, 12).join(', ')}, … (${names.length})` : names.join(', ')
    throw new InputProblem(
      `"${file}" is not a file of this format: it has ${lacking}. ${invertedWords(inverted)}` +
        `Expected: ${COUNTRY}, ${YEAR}, ${WEIGHTS[0]}, ${DIMENSIONS.map(({ column }) => column).join(', ')} and items such as ` +
        `${coded === null ? 'Q1, Q2' : [...coded.keys()].slice(0, 4).join(', ')}. Found: ${found}.`,
    )
  }
  const weight = WEIGHTS.flatMap((column) => {
    const at = place(column)
    return at === null ? [] : [{ column, at }]
  })[0]
  const dimensions = DIMENSIONS.flatMap((one) => {
    const at = place(one.column)
    return at === null ? [] : [{ ...one, at }]
  })
  const absent = DIMENSIONS.filter(({ column }) => place(column) === null)
  const unmet = [...(coded?.keys() ?? [])].filter((id) => place(id) === null)
  const notes = [
    weight === undefined
      ? `No column of weights (${WEIGHTS.join(', ')}), so the figures are unweighted.`
      : `Weighted within countries by ${weight.column}; "effective" is Kish's effective number of people.`,
    ...(absent.length === 0
      ? []
      : [
          `No subgroups by ${absent.map(({ id, column }) => `${id} (${column})`).join(', ')}: the columns are not there.`,
        ]),
    ...(unmet.length === 0 ? [] : [`The instruments refer to ${unmet.join(', ')}; the file has no such column.`]),
    ...(inverted.length === 0 ? [] : [invertedWords(inverted).trim()]),
  ]
  return { columns: names.length, country, year, weight: weight ?? null, items, dimensions, notes }
}

function invertedWords(inverted: readonly string[]): string {
  if (inverted.length === 0) return ''
  return `Columns with their codes turned round are not read (${inverted.slice(0, 3).join(', ')}${inverted.length > 3 ? `, … ${inverted.length} in all` : ''}): take the download without "inverted" in its name. `
}
