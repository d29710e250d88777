import { squaredDistance } from '../../../../shared/analysis/alignment/measures/closeness.ts'
import type { Distribution } from '../../../../shared/analysis/alignment/measures/distribution.ts'
import { MEASURES, type MeasureId } from '../../../../shared/analysis/alignment/measures/list.ts'
import { between } from '../../../../shared/analysis/alignment/measures/measure.ts'
import { jensenShannonDivergence as divergence } from '../../../../shared/analysis/alignment/measures/nominal-similarity.ts'
import { wasserstein as shareOfRange } from '../../../../shared/analysis/alignment/measures/ordinal-similarity.ts'

/** The measures of two distributions, under the names that tests use. NaN if a measure is not defined. */
const of = (id: MeasureId, ordered = MEASURES[id].card.level !== 'nominal') => between(MEASURES[id], { ordered })

export const ordinalSimilarity = of('ordinal-similarity')
export const nominalSimilarity = of('nominal-similarity')
export const meansSimilarity = of('means-similarity')
export const totalVariation = of('total-variation')
export const hellinger = of('hellinger')
export const kullbackLeibler = of('kullback-leibler')
export const meanShift = of('mean-shift')
export const standardisedShift = of('location')
export const spreadRatio = of('spread-ratio')
export const jensenShannonDivergence = between({ read: divergence }, { ordered: false })
/** The Wasserstein distance in scale points. */
export const wasserstein = (p: Distribution, q: Distribution): number =>
  between({ read: shareOfRange }, { ordered: true })(p, q) * (q.codes[q.codes.length - 1]! - q.codes[0]!)
export const unbiasedSquaredCramer = between({ read: squaredDistance }, { ordered: true })
