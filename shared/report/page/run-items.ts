import type { RunCell } from '../../analysis/cells/run-cells.ts'
import { decimal, h, type Markup } from '../markup.ts'
import { type Profile, profilePanels, topOf } from '../plots/profiles.ts'
import type { Report } from '../report.ts'
import type { RunNames } from './run-names.ts'

type Run = NonNullable<Report['run']>

/** The largest number of bars on a page that still opens easily. One bar takes about 40 bytes. */
const MOST_BARS = 30_000

/**
 * Distributions by item. The first slice that has references is open, and the others are folded. Slices that would make the
 * page too large are left out.
 */
export function runItems({ items }: Report, run: Run, names: RunNames): Markup {
  const groups = groupsOf(run)
  const known = new Map(items.map((item) => [item.item, item]))
  const first = Math.max(
    0,
    groups.findIndex(({ cells }) => cells.some(({ referenceShares }) => referenceShares !== null)),
  )
  const ordered = [...groups.slice(first, first + 1), ...groups.slice(0, first), ...groups.slice(first + 1)]
  let bars = 0
  const fits = ordered.map(({ cells }) => {
    bars += cells.reduce((sum, { codes }) => sum + codes.length, 0)
    return bars <= MOST_BARS
  })
  // The open slice is always drawn.
  const drawn = ordered.filter((_, nth) => nth === 0 || fits[nth])
  const left = ordered.filter((one) => !drawn.includes(one))
  const titleOf = ({ model, slice }: GroupOfCells) =>
    `${names.slice(slice)}${run.models.length > 1 ? `, ${model}` : ''}`
  const panels = drawn.map((group) => ({ title: titleOf(group), profiles: profilesOf(group, known, names) }))
  // Each part repeats the key, so that a reader can save one part and read it alone.
  const key = h`<ul class="legend">${names.series.map(({ name, kind }) => h`<li><svg width="14" height="14" aria-hidden="true"><rect class="fill ${kind}" x="3" y="1" width="8" height="12"/></svg> ${name}</li>`)}<li><svg width="16" height="14" aria-hidden="true"><rect class="band" x="1" y="3" width="14" height="11"/><path class="level" d="M1 3h14"/></svg> people (reference)</li><li>grey line: half of the answers; bars stand in this order</li></ul>`
  return h`<h3 id="run-items">Answers by item</h3>
<p>The people's answers, and the model's under each condition, for questions about the model's own answer. Wordings, orders, formats and repeats are pooled. Every cell with all of its figures (outcomes, bounds, nulls, floors, ceilings) and those of other targets are in report.json under <code>run.cells</code>; the page would be too long with them.</p>
${panels.map(({ title, profiles }, nth) => h`<details class="part"${nth === 0 ? h` open` : null}><summary>${title}</summary>${key}${profilePanels(profiles, topOf(profiles))}</details>`)}
${left.length === 0 ? null : h`<p class="note">Not drawn here, to keep the page light; in report.json: ${left.map(titleOf).join('; ')}.</p>`}`
}

type GroupOfCells = {
  readonly model: string
  readonly slice: { readonly place: string; readonly locale: string }
  readonly cells: readonly RunCell[]
}

/** Cells of questions about the model's own answer, by slice, and within a slice by model. */
function groupsOf({ coverage, models, cells }: Run): GroupOfCells[] {
  const own = cells.filter(({ target }) => target === 'own')
  return coverage.flatMap(({ place, locale }) =>
    models.flatMap((model) => {
      const its = own.filter((cell) => cell.place === place && cell.locale === locale && cell.model === model)
      return its.length === 0 ? [] : [{ model, slice: { place, locale }, cells: its }]
    }),
  )
}

function profilesOf(
  { cells }: GroupOfCells,
  known: ReadonlyMap<string, Report['items'][number]>,
  names: RunNames,
): Profile[] {
  const byItem = new Map<string, RunCell[]>()
  for (const cell of cells) {
    const own = byItem.get(cell.item)
    if (own === undefined) byItem.set(cell.item, [cell])
    else own.push(cell)
  }
  return [...byItem].flatMap(([ref, own]): Profile[] => {
    const item = known.get(ref)
    if (item === undefined) return []
    const { referenceShares, referenceMean, why } = own[0]!
    return [
      {
        item,
        reference: referenceShares,
        against:
          referenceShares !== null
            ? `people: ${own[0]!.against?.kind === 'survey' ? own[0]!.against.population : 'reference'}`
            : referenceMean !== null
              ? `people: mean ${decimal(referenceMean)} only`
              : `no reference: ${why['*'] ?? 'none is known'}`,
        series: own.map(({ n, counts, ...cell }) => ({
          look: names.look(cell),
          shares: n === 0 ? null : counts.map((count) => count / n),
          n,
        })),
      },
    ]
  })
}
