import { closeness } from './closeness.ts'
import { hellinger } from './hellinger.ts'
import { kullbackLeibler } from './kullback-leibler.ts'
import { location } from './location.ts'
import { meanShift } from './mean-shift.ts'
import { meansCloseness } from './means-closeness.ts'
import { meansSimilarity } from './means-similarity.ts'
import type { Measure, Road } from './measure.ts'
import { nominalSimilarity } from './nominal-similarity.ts'
import { ordinalSimilarity } from './ordinal-similarity.ts'
import { points } from './points.ts'
import { rangeShare } from './range-share.ts'
import { similarity } from './similarity.ts'
import { spreadRatio } from './spread-ratio.ts'
import { totalVariation } from './total-variation.ts'

/**
 * Every measure that is shown anywhere, in the order of the rows. A new measure needs a file, a line here and a test.
 */
export const MEASURES = {
  location,
  points,
  'range-share': rangeShare,
  closeness,
  similarity,
  'means-closeness': meansCloseness,
  'means-similarity': meansSimilarity,
  'nominal-similarity': nominalSimilarity,
  'ordinal-similarity': ordinalSimilarity,
  'mean-shift': meanShift,
  'spread-ratio': spreadRatio,
  'total-variation': totalVariation,
  hellinger,
  'kullback-leibler': kullbackLeibler,
} satisfies Readonly<Record<string, Measure>>

export type MeasureId = keyof typeof MEASURES

/** The measures of a road, in their order. */
export function measuresOf(road: Road): MeasureId[] {
  return (Object.keys(MEASURES) as MeasureId[]).filter((id) => MEASURES[id].roads.some((one) => one === road))
}
