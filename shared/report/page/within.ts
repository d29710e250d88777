import { h, type Markup, table } from '../markup.ts'
import { estimateCell, intervalPlot } from '../plots/intervals.ts'
import type { Report } from '../report.ts'

type Row = Report['within'][number]

/** Closeness to subgroups of each country's people. Null if no population of the study has subgroups. */
export function withinSection({ within }: Report): Markup | null {
  if (within.length === 0) return null
  const places = [...new Set(within.map(({ place }) => place))]
  return h`<h2 id="within">Within countries</h2>
<p>A country's people are not of one mind. Each dot is how much closer the answers are to one part of a country's people than to the country as a whole, over the same items. Parts overlap and differ in size, so these are descriptions and no tests.</p>
${places.map((place, nth) =>
  placePart(
    place,
    within.filter((row) => row.place === place),
    nth === 0,
  ),
)}`
}

function placePart(place: string, rows: readonly Row[], open: boolean): Markup {
  const speakers = [...new Set(rows.map(({ who, locale }) => JSON.stringify([who, locale])))]
  return h`<details class="part" id="within-${place}"${open ? h` open` : null}><summary>${place}</summary>
${speakers.map((key) => {
  const [who, locale] = JSON.parse(key) as [string, string | null]
  const own = rows.filter((row) => row.who === who && row.locale === locale)
  return h`<h4>${who}${locale === null ? null : `, in ${locale}`}</h4>${intervalPlot(
    own.map((row) => ({
      label: `${row.dimension}: ${row.group}`,
      note: row.people === null ? `${row.items} items` : `${row.items} items, at least ${row.people} people`,
      estimate: row.beyondCountry,
    })),
    'Closeness to this part less closeness to the whole country. Right of zero is nearer to the part.',
    `${who} in ${place}, by subgroup; figures are in the table below.`,
  )}`
})}
<details><summary>Table: ${rows.length} rows</summary>${table(
    'Means over items, 1 less the unbiased squared distance. People: the fewest behind one of the items.',
    [
      { head: 'Answers of', cell: (row: Row) => `${row.who}${row.locale === null ? '' : `, ${row.locale}`}` },
      { head: 'Part', cell: ({ dimension, group }) => `${dimension}: ${group}` },
      { head: 'Population', cell: ({ population }) => population },
      { head: 'Items', figures: true, cell: ({ items }) => items },
      { head: 'People', figures: true, cell: ({ people }) => people ?? 'unknown' },
      { head: 'Closeness', figures: true, cell: ({ closeness }) => estimateCell(closeness) },
      { head: 'Beyond the country', figures: true, cell: ({ beyondCountry }) => estimateCell(beyondCountry) },
    ],
    rows,
  )}</details></details>`
}
