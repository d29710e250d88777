import type { Distribution } from './distribution.ts'

/** What must be known of a measure before its number is believed. The report, the docs and the screen print it. */
export type MeasureCard = {
  readonly id: string
  readonly name: string
  readonly formula: string
  /** The least and the greatest value; undefined where there is no limit. */
  readonly range: { readonly low: number | undefined; readonly high: number | undefined }
  /** The value that a perfect match has. */
  readonly match: number
  readonly unit: string
  /** What the options must have: no order, an order, or distances. */
  readonly level: 'nominal' | 'ordinal' | 'interval'
  /** Similarities grow with closeness, distances shrink; a description is neither good nor bad. */
  readonly kind: 'similarity' | 'distance' | 'description'
  readonly citation: string
  readonly assumptions: readonly string[]
  readonly invalidUses: readonly string[]
}

/** A measure of an answer distribution P against a reference distribution Q. Null where it is not defined. */
export type DistributionMeasure = {
  readonly needs: 'distributions'
  readonly card: MeasureCard
  readonly compare: (p: Distribution, q: Distribution) => number | null
}

/** A measure for references of which nothing but a mean is known. */
export type MeansMeasure = {
  readonly needs: 'means'
  readonly card: MeasureCard
  readonly compare: (meanP: number, meanQ: number, scale: { min: number; max: number }) => number
}

export type Measure = DistributionMeasure | MeansMeasure
