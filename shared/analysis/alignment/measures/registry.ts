import type { Measure } from './card.ts'
import { meansMeasures } from './means.ts'
import { nominalMeasures } from './nominal.ts'
import { ordinalMeasures } from './ordinal.ts'

/** Every measure that a report can show. A new measure is one file, one line here and one test. */
export const measures: readonly Measure[] = [...nominalMeasures, ...ordinalMeasures, ...meansMeasures]

/** The measure of an id. Throws with the ids there are: ids come from studies that were checked before. */
export function measure(id: string): Measure {
  const found = measures.find(({ card }) => card.id === id)
  if (found === undefined)
    throw new Error(`No measure "${id}". Known measures: ${measures.map(({ card }) => card.id).join(', ')}.`)
  return found
}
