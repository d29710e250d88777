import * as z from 'zod'
import type { Given, ItemKind, ShownPlace } from './kind.ts'

const schema = z.strictObject({
  kind: z
    .literal('population')
    .describe('Places that people count as theirs, of those that the study knows, and own words'),
})
type PopulationFormat = z.infer<typeof schema>
type PlacesAnswer = Extract<Given, { kind: 'places' }>

export type ShownPopulation = { kind: 'population'; places: ShownPlace[] }

/** The countries or peoples that a participant counts as theirs: several, or none, and also the person's own words. */
export const population = {
  kind: 'population',
  schema,
  takes: 'places',
  showsPlaces: true,
  scale: { kind: 'no codes', why: 'places for answers, which are no codes' },
  misfit: () => null,
  problems: () => [],
  texts: () => [],
  withTexts: (format) => format,
  optionLines: () => [],
  coderLines: () => [],
  shown: (_, _locale, places) => ({ kind: 'population', places: places() }),
  simulated: (_, { places }) => ({ kind: 'places', places: [...places], words: '' }),
  column: {
    type: 'text',
    values: () => 'ISO 3166-1 alpha-3 in the order chosen, own words in quotation marks; none = no place',
    cell: ({ places, words }) => [...places, ...(words === '' ? [] : [`"${words}"`])].join(' ') || 'none',
  },
} satisfies ItemKind<PopulationFormat, PlacesAnswer, ShownPopulation>
