import { factorFacet } from '../../analysis/variance/decomposition.ts'
import { FAMILIES, type Family, familyOf, type RunVariance } from '../../analysis/variance/run-variance.ts'
import type { Coefficient, VarianceDecomposition, VarianceRow } from '../../statistics/variance/variance-components.ts'
import { cellNumber, decimal, h, type Markup, table } from '../markup.ts'
import { scaleOf } from '../plots/scale.ts'
import { percent, stackedBars } from '../plots/stacked.ts'
import { mark, span, strips } from '../plots/strip.ts'
import type { Report } from '../report.ts'
import { targetWords } from './run-targets.ts'

type Run = NonNullable<Report['run']>

const KINDS: Readonly<Record<Family, string>> = {
  structure: 'of-2',
  model: 'of-3',
  language: 'of-4',
  country: 'of-1',
  item: 'of-6',
  asking: 'of-5',
  residual: 'of-7',
}
const NAMES: Readonly<Record<Family, string>> = {
  structure: 'structure',
  model: 'model',
  language: 'language',
  country: 'country',
  item: 'item',
  asking: 'how was asked',
  residual: 'residual',
}

/** Where the variance of answers comes from, one target after another. */
export function runVarianceSection({ variance, comparisons }: Run): Markup {
  const factors = [...new Set(comparisons.map(({ factor }) => factorFacet(factor)))]
  return h`<h3 id="run-variance">Variance: what answers differ by</h3>
${[...variance].sort((a, b) => Number(b.target === 'own') - Number(a.target === 'own')).map((one) => targetPart(one, factors))}`
}

function targetPart(one: RunVariance, factors: readonly string[]): Markup {
  const { target, result, itemsLeftOut, leftOut } = one
  const head = target === 'own' ? null : h`<h4>Another target: ${targetWords(target).name}</h4>`
  const without = [
    itemsLeftOut === 0 ? '' : `${itemsLeftOut} items without an order have no place on a scale and are left out.`,
    leftOut.length === 0
      ? ''
      : `These components cannot be told from others on these answers and stand in what is left: ${leftOut.map(nameOf).join('; ')}.`,
  ].filter((text) => text !== '')
  if (result.kind === 'refused')
    return h`${head}<p>The variance could not be taken apart: ${result.message}</p>${without.map((text) => h`<p class="note">${text}</p>`)}`
  return h`${head}<p>${result.n.toLocaleString('en')} answers, each rescaled to 0 to 1 of its item's range. An answerer that draws its answers anew each time has a spread of its own: that is residual, and no fault. The second bar leaves it out.</p>
${families(one)}
<h4>By component</h4>${componentStrips(result)}
<details><summary>Table: ${result.components.length + 1} components</summary>${componentTable(result, factors)}</details>
<h4>Generalisability</h4>${generalisabilityTable(result)}
${[...result.notes, ...without].map((text) => h`<p class="note">${text}</p>`)}`
}

/** A component in words. */
export function nameOf(facets: readonly string[]): string {
  return facets.length === 0 ? 'residual' : facets.join(' x ')
}

function families({ families: shares }: RunVariance): Markup | null {
  if (shares === null) return null
  const order = FAMILIES.filter((family) => family !== 'asking' && family !== 'residual')
  const all = [...order, 'asking', 'residual'] as const
  const rest = 1 - shares.residual
  const words = (of: (family: Family) => number, kept: readonly Family[]) =>
    kept
      .filter((family) => of(family) >= 0.005)
      .map((family) => `${NAMES[family]} ${percent(of(family))}`)
      .join(', ')
  const known = all.filter((family) => family !== 'residual')
  return h`${stackedBars({
    names: all.map((family) => NAMES[family]),
    kinds: all.map((family) => KINDS[family]),
    description: `Shares of variance: ${words((family) => shares[family], all)}.`,
    rows: [
      {
        label: 'All variance',
        note: '',
        shares: all.map((family) => shares[family]),
        figures: h`<b>${percent(shares.residual)}</b> <span class="interval">residual</span>`,
      },
      ...(rest > 0
        ? [
            {
              label: 'Without the residual',
              note: '',
              shares: all.map((family) => (family === 'residual' ? 0 : shares[family] / rest)),
              figures: h`<b>${percent(shares.structure / rest)}</b> <span class="interval">structure</span>`,
            },
          ]
        : []),
    ],
  })}
<p class="note">All: ${words((family) => shares[family], all)}.${rest > 0 ? ` Without the residual: ${words((family) => shares[family] / rest, known)}.` : ''} A component of several facets counts for the first of how was asked, structure, model, language, country, item that it holds.</p>`
}

/** One strip for each component; the residual is last. The intervals resample `clusters`. */
export function componentStrips({ components: rows, residual, clusters }: VarianceDecomposition): Markup {
  const all = [...rows].sort((a, b) => b.share - a.share)
  const scale = scaleOf(
    all.flatMap(({ share, shareInterval }) => [share, shareInterval.low, shareInterval.high]),
    [0],
  )
  return strips({
    scale,
    zero: 0,
    axis: `Share of the variance of answers, with intervals that resample ${clusters.facet}s. The residual (${decimal(residual.share, 3)}) is not drawn.`,
    description: `Shares of variance of ${rows.length} components; figures are in the table below.`,
    rows: all.map((row) => ({
      label: nameOf(row.facets),
      note: row.variance < 0 ? 'below 0, counted as 0' : null,
      marks: [
        span(scale, row.shareInterval.low, row.shareInterval.high, 'whisker of-people'),
        mark(scale, row.share, 'dot', `${row.shareInterval.low > 0 ? 'solid' : 'hollow'} of-people`),
      ],
      figures: h`<b>${decimal(row.share, 3)}</b> <span class="interval">[${decimal(row.shareInterval.low, 3)}, ${decimal(row.shareInterval.high, 3)}]</span>`,
    })),
  })
}

/** All components with their variances, shares and levels. */
export function componentTable(
  { components: rows, residual }: VarianceDecomposition,
  factors: readonly string[],
): Markup {
  const rest = 1 - residual.share
  return table(
    'Variances are of answers on 0 to 1; an estimate can be below 0 by chance. Nested in: facets that hold each group whole.',
    [
      { head: 'Component', cell: ({ facets }: VarianceRow) => nameOf(facets) },
      { head: 'Counts as', cell: ({ facets }) => NAMES[facets.length === 0 ? 'residual' : familyOf(facets, factors)] },
      {
        head: 'Variance',
        figures: true,
        cell: ({ variance, varianceInterval: { low, high } }) =>
          h`<b>${decimal(variance, 5)}</b> <span class="interval">[${decimal(low, 5)}, ${decimal(high, 5)}]</span>`,
      },
      {
        head: 'Share',
        figures: true,
        cell: ({ share, shareInterval: { low, high } }) =>
          h`<b>${decimal(share, 3)}</b> <span class="interval">[${decimal(low, 3)}, ${decimal(high, 3)}]</span>`,
      },
      {
        head: 'Share of the rest',
        figures: true,
        cell: ({ facets, share }) =>
          facets.length === 0
            ? cellNumber(null, 'the residual is what is left out')
            : rest > 0
              ? decimal(share / rest, 3)
              : cellNumber(null, 'all variance is residual'),
      },
      { head: 'Levels', figures: true, cell: ({ levels }) => levels.toLocaleString('en') },
      { head: 'Nested in', cell: ({ nestedIn }) => (nestedIn.length === 0 ? '–' : nestedIn.join(', ')) },
    ],
    [...rows, residual],
  )
}

/** How well means distinguish countries, by the number of items. */
export function generalisabilityTable({ generalisability: rows }: VarianceDecomposition): Markup {
  if (rows.length === 0)
    return h`<p>No coefficient: countries are not told apart as a component here (one country only, or country and language vary together).</p>`
  const coefficient = (found: Coefficient) =>
    found.value === null
      ? cellNumber(null, found.why)
      : h`<b>${decimal(found.value)}</b> <span class="interval">[${decimal(found.interval.low)}, ${decimal(found.interval.high)}]</span>`
  const others = Object.entries(rows[0]!.decision.numbers).filter(([facet]) => facet !== 'item')
  return table(
    h`How well means of the model's answers tell countries apart, were they over this many items${others.length === 0 ? null : h` and, as here, over as many levels of the rest a country (${others.map(([facet, n]) => `${facet} ${Number(n.toFixed(1))}`).join(', ')})`}. Relative: their order; absolute: where each stands. It says nothing of whether they stand where people do.`,
    [
      { head: 'Items', cell: ({ decision }) => decision.numbers.item ?? 1 },
      { head: 'Relative (E rho²)', figures: true, cell: ({ relative }) => coefficient(relative) },
      { head: 'Absolute (phi)', figures: true, cell: ({ absolute }) => coefficient(absolute) },
    ],
    rows,
  )
}
