import type { CodedItem } from '../answers/coded-item.ts'
import { type Features, featuresOf, ownSquare, targetsOf } from './features.ts'
import type { Distribution } from './measures/distribution.ts'
import type { References } from './reference.ts'

/** An item in a place, as answers are compared with it. `range` is the greatest code minus the least. */
export type Standard = {
  readonly codes: readonly number[]
  readonly ordered: boolean
  readonly range: number
  readonly features: Features
  readonly reference:
    | {
        readonly kind: 'distribution'
        readonly targets: Float64Array
        /** For each option, the `ownSquare` of one answer. */
        readonly own: Float64Array
        readonly shares: Float64Array
        readonly mean: number
        readonly sd: number
        /**
         * How much the sampling of the reference itself adds to a squared distance. It is 0 where the reference is
         * taken as exact, as in reports.
         */
        readonly spread: number
      }
    | { readonly kind: 'mean'; readonly mean: number }
    | { readonly kind: 'none' }
}

type Options = Pick<CodedItem, 'codes' | 'ordered'>

/** The standard of an item in a place, made from what is known of people there. The reference is taken as exact. */
export function standardOf(references: References, place: string | null, coded: CodedItem): Standard {
  const found = references.of(place, coded)
  if (found.kind === 'distribution') return standardFrom({ ...found.distribution, n: undefined }, coded)
  const bare = bareStandard(coded)
  return found.kind === 'mean' && coded.ordered
    ? { ...bare, reference: { kind: 'mean', mean: found.mean } }
    : { ...bare, reference: { kind: 'none' } }
}

/** A distribution as a standard: a sample of n answers, each its own unit, or exact where n is not given. */
export function standardFrom(q: Distribution, item: Options): Standard {
  const bare = bareStandard(item)
  const { features } = bare
  const targets = targetsOf(q, features)
  const alone = new Float64Array(item.codes.length)
  const own = Float64Array.from(item.codes, (_, k) => {
    alone.fill(0)
    alone[k] = 1
    return ownSquare(alone, 0, 1, targets, features)
  })
  const { shares, mean, sd } = q
  return {
    ...bare,
    reference: { kind: 'distribution', targets, own, shares, mean, sd, spread: spreadOf(q, targets, features) },
  }
}

function bareStandard({ codes, ordered }: Options): Omit<Standard, 'reference'> {
  return { codes, ordered, features: featuresOf({ codes, ordered }), range: codes[codes.length - 1]! - codes[0]! }
}

/**
 * The sampling variance of the observed shares, summed over the features with their weights. NaN for one answer, which
 * shows no spread.
 */
function spreadOf({ n }: Distribution, targets: Float64Array, { gaps, width }: Features): number {
  if (n === undefined) return 0
  let sum = 0
  for (let k = 0; k < width; k += 1) sum += gaps[k]! * targets[k]! * (1 - targets[k]!)
  return n < 2 ? Number.NaN : sum / (n - 1)
}
