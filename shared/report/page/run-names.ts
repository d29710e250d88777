import { type Series, seriesOf } from '../plots/series.ts'
import type { Report } from '../report.ts'

type Run = NonNullable<Report['run']>
type Combination = { readonly condition: string; readonly levels: Readonly<Record<string, string>> }

/** Names and looks of what a run varied. All sections of the run use the same ones. */
export type RunNames = {
  readonly item: (ref: string) => string
  readonly slice: (slice: { readonly place: string; readonly locale: string }) => string
  readonly series: readonly Series[]
  readonly look: (combination: Combination) => Series
}

/** The names of a run. If crossed factors split a condition into several, the names include the levels of those factors. */
export function runNames({ items, conditions }: Report, run: Run): RunNames {
  const labels = new Map(items.map(({ item, label }) => [item, label]))
  const places = new Map(run.coverage.map(({ place, name }) => [place, name]))
  const seen = new Map<string, Combination>()
  for (const { condition, levels } of run.alignment) seen.set(keyOf({ condition, levels }), { condition, levels })
  const all = [...seen.values()]
  const control = conditions.find((one) => one.control)?.id
  const series = seriesOf(
    all.map((one) => ({
      name: `${nameOf(one, all)}${one.condition === control ? ' (baseline)' : ''}`,
      baseline: one.condition === control && all.filter(({ condition }) => condition === control).length === 1,
    })),
  )
  const looks = new Map(all.map((one, nth) => [keyOf(one), series[nth]!]))
  return {
    item: (ref) => labels.get(ref) ?? ref,
    slice: ({ place, locale }) => `${places.get(place) ?? place}, ${locale}`,
    series,
    look: (combination) => looks.get(keyOf(combination))!,
  }
}

function keyOf({ condition, levels }: Combination): string {
  return JSON.stringify([condition, Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1))])
}

function nameOf({ condition, levels }: Combination, all: readonly Combination[]): string {
  const alike = all.filter((one) => one.condition === condition)
  const apart = Object.entries(levels).filter(([factor, level]) => alike.some((one) => one.levels[factor] !== level))
  return [condition, ...apart.map(([factor, level]) => `${factor} ${level}`)].join(' · ')
}
