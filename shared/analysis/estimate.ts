/** What an n counts. */
export type Counted = 'answers' | 'sessions' | 'items' | 'people'

/** `sd of Q`: standard deviations of the reference population's answers to the item. */
export type Unit =
  | 'scale points'
  | 'sd of Q'
  | "sd of people's answers before"
  | 'similarity, 0 to 1'
  | 'squared distance, 0 to 1'
  | 'squared distance of means, 0 to 1'
  | 'share of the range'
  | 'share'
  | 'sd of sessions'

/** A number with its unit and the n that it is based on, or the reason why there is no number. Never NaN. */
export type Figure =
  | { readonly value: number; readonly unit: Unit; readonly n: number; readonly of: Counted }
  | { readonly value: null; readonly unit: Unit; readonly n: number; readonly of: Counted; readonly why: string }

/** How an interval was computed, in words that a methods section can use. */
export type IntervalMethod =
  | 'percentile bootstrap of sessions, expanded for small arms'
  | 'bootstrap error about the unbiased estimate'
  | 't interval over sessions'
  | 'non-central t interval over sessions'
  | 'percentile bootstrap of items, expanded for few items'
  | 'bootstrap error of fresh answers to these items'
  | 'HC2'
  | 'clustered by session (CR1)'

/** An estimate with its interval, or the reason why there is none. */
export type Estimate =
  | {
      readonly value: number
      readonly se: number
      readonly df: number
      readonly low: number
      readonly high: number
      readonly level: number
      readonly interval: IntervalMethod
      readonly unit: Unit
      readonly n: number
      readonly of: Counted
    }
  | { readonly value: null; readonly unit: Unit; readonly n: number; readonly of: Counted; readonly why: string }

/** A p-value, the p-value adjusted within its family, and the name of the family. */
export type Test = {
  readonly p: number
  readonly adjusted: number
  readonly adjustment: 'Holm' | 'Benjamini-Hochberg'
  readonly family: string
  readonly tests: number
  readonly method: string
}
