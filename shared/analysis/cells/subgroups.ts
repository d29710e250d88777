import { reference, type Subgroup } from '../../instrument/population.ts'
import type { Random } from '../../random.ts'
import type { Study } from '../../study/study.ts'
import { squaredDistance } from '../alignment/measures/closeness.ts'
import { fromShares } from '../alignment/measures/distribution.ts'
import { emptySide, fillAnswers } from '../alignment/side.ts'
import { standardFrom } from '../alignment/standard.ts'
import type { CodedItem } from '../answers/coded-item.ts'
import type { Estimate } from '../estimate.ts'
import { FEWEST_ITEMS, overItems } from '../over-items.ts'
import type { RunCell } from './run-cells.ts'
import type { SessionCell } from './session-cells.ts'

/** Answers of a model to one item, to be compared with parts of a country. `who` names the model and the arm. */
export type Heard = {
  readonly who: string
  readonly place: string
  readonly locale: string | null
  readonly coded: CodedItem
  readonly counts: readonly number[]
  /** Whether each answer is a separate call. Repeats in one talk are not separate calls. */
  readonly independent: boolean
}

/**
 * How close a model's answers are to one part of a country's people: means over the items for which that part has
 * figures.
 */
export type WithinRow = {
  readonly who: string
  readonly place: string
  readonly locale: string | null
  readonly population: string
  readonly dimension: string
  readonly group: string
  readonly items: number
  /** The smallest number of people behind any of the items' figures; null where the source does not say. */
  readonly people: number | null
  /** 1 minus the unbiased squared distance. */
  readonly closeness: Estimate
  /** Closeness to this part minus closeness to the whole country, item by item. */
  readonly beyondCountry: Estimate
}

/** Figures that are based on fewer people than this are not shown. */
const FEWEST_PEOPLE = 30

/**
 * Heterogeneity within a country: a model can be near to a country on average and far from its women, its old or its
 * rural people. There is a row for each answerer, place and subgroup for which a population of the study has
 * distributions. Parts of one country share people, so rows are not independent tests.
 */
export function withinRows(
  study: Pick<Study, 'populations'>,
  heard: readonly Heard[],
  options: { readonly random: Random; readonly resamples: number; readonly level: number },
): WithinRow[] {
  const rows: WithinRow[] = []
  for (const population of study.populations) {
    const groups = new Map<string, Heard[]>()
    for (const one of heard) {
      if (population.subgroups?.[one.place] === undefined) continue
      const key = JSON.stringify([one.who, one.place, one.locale])
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    for (const [key, own] of groups) {
      const { who, place, locale } = own[0]!
      for (const subgroup of Object.keys(population.subgroups![place]!)) {
        const read = own.flatMap((one) => readAgainst(population, one, subgroup) ?? [])
        if (read.length === 0) continue
        const [dimension, group] = subgroup.split('=') as [string, string]
        const known = read.flatMap(({ people }) => people ?? [])
        const people = known.length === 0 ? null : Math.min(...known)
        const estimate = (values: readonly number[], what: string): Estimate => {
          const unit = 'squared distance, 0 to 1' as const
          const missing = (why: string): Estimate => ({ value: null, unit, n: values.length, of: 'items', why })
          if (what === 'closeness' && !own.every(({ independent }) => independent))
            return missing(
              'repeats within a talk are no independent answers, so the distance itself has no honest value',
            )
          if (people !== null && people < FEWEST_PEOPLE)
            return missing(`fewer than ${FEWEST_PEOPLE} people stand behind an item, so not shown`)
          if (values.length < FEWEST_ITEMS) return missing(`fewer than ${FEWEST_ITEMS} items have figures of this part`)
          return overItems(values, { ...options, unit, random: options.random.split(`${key} ${subgroup} ${what}`) })
        }
        rows.push({
          who,
          place,
          locale,
          population: population.id,
          dimension,
          group,
          items: read.length,
          people,
          closeness: estimate(
            read.map(({ part }) => 1 - part),
            'closeness',
          ),
          beyondCountry: estimate(
            read.map(({ part, whole }) => whole - part),
            'beyond',
          ),
        })
      }
    }
  }
  return rows
}

/** The squared distances of one item's answers to a part and to the whole; null where either has no distribution. */
function readAgainst(
  population: Study['populations'][number],
  { place, coded, counts }: Heard,
  subgroup: Subgroup,
): { part: number; whole: number; people: number | null } | null {
  const code = coded.item.reference
  if (code === undefined) return null
  const [part, whole] = [reference(population, place, code, subgroup), reference(population, place, code)]
  if (part === undefined || whole === undefined || !('shares' in part) || !('shares' in whole)) return null
  const distanceTo = (shares: Readonly<Record<string, number>>) => {
    const q = fromShares(
      coded.codes,
      coded.codes.map((one) => shares[one] ?? 0),
    )
    const standard = standardFrom(q, coded)
    return squaredDistance(fillAnswers(emptySide(), counts, 0, standard), standard)
  }
  const [near, far] = [distanceTo(part.shares), distanceTo(whole.shares)]
  return Number.isNaN(near) || Number.isNaN(far) ? null : { part: near, whole: far, people: part.n ?? null }
}

/**
 * What is compared with parts of countries: models asked alone, by condition, and models at the end of talks, with the
 * control arm kept apart.
 */
export function heardIn(
  items: readonly CodedItem[],
  runCells: readonly RunCell[],
  pooledCells: readonly SessionCell[],
): Heard[] {
  const coded = new Map(items.map((item) => [item.ref, item]))
  const alone = runCells.flatMap(({ model, condition, target, place, locale, item, counts }): Heard[] =>
    target === 'own'
      ? [
          {
            who: `${model}, asked alone: ${condition}`,
            place,
            locale,
            coded: coded.get(item)!,
            counts,
            independent: true,
          },
        ]
      : [],
  )
  const talks = pooledCells.flatMap(({ source, moment, target, against, pooled, place, item, counts }): Heard[] =>
    source === 'model' && moment === 'end' && against?.kind !== 'in-study' && place !== null && counts !== null
      ? [
          {
            who: `the model at the end of talks${target === 'own' ? '' : ` (${target})`}: ${pooled === 'control' ? 'control' : 'all other arms'}`,
            place,
            locale: null,
            coded: coded.get(item)!,
            counts,
            independent: false,
          },
        ]
      : [],
  )
  return [...alone, ...talks]
}
