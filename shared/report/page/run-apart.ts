import type { ApartRow } from '../../analysis/models-alone/language-or-country.ts'
import { h, type Markup, table } from '../markup.ts'
import { estimateCell, intervalPlot } from '../plots/intervals.ts'
import type { Report } from '../report.ts'

type Run = NonNullable<Report['run']>

const AXIS =
  "Squared distance between the two slices' answers. Zero is no difference; chance can put it a little below."

/** Language with the country held constant, and country with the language held constant. The two lists are never merged. */
export function runApart({ apart, coverage }: Run): Markup {
  const languages = apart.filter(({ kind }) => kind === 'language within a country')
  const countries = apart.filter(({ kind }) => kind === 'country within a language')
  const placeOf = (place: string) => coverage.find((one) => one.place === place)?.name ?? place
  if (coverage.length < 2)
    return h`<h3 id="run-apart">Language and country apart</h3><p>There is one slice only, so neither a language nor a country can be compared with another.</p>`
  return h`<h3 id="run-apart">Language and country apart</h3>
<p>How far the model's answers differ between two slices that share one of the two; condition, model and item are the same on both sides.</p>
<h4>The language changes, the country stays</h4>${
    languages.length === 0
      ? h`<p>No country was asked in two languages. An effect of language cannot be told apart from one of country here.</p>`
      : part(
          languages,
          ({ shared, one, other }) => `${placeOf(shared)}: ${one} and ${other}`,
          'What asking in another language does to the answers about one and the same country.',
        )
  }
<h4>The country changes, the language stays</h4>${
    countries.length === 0
      ? h`<p>No language was asked of two countries. An effect of country cannot be told apart from one of language here.</p>`
      : part(
          countries,
          ({ shared, one, other }) => `${placeOf(one)} and ${placeOf(other)}, both in ${shared}`,
          'What naming another country does to the answers in one and the same language. Conditions that name no country are in the mean too and can differ by chance only, so they thin it.',
        )
  }`
}

function part(rows: readonly ApartRow[], labelOf: (row: ApartRow) => string, what: string): Markup {
  return h`<p class="note">${what}</p>${intervalPlot(
    rows.map((row) => ({ label: labelOf(row), note: `${row.items} items`, estimate: row.distance })),
    AXIS,
    `${what} ${AXIS} Figures are in the table below.`,
  )}
<details><summary>Table: ${rows.length} ${rows.length === 1 ? 'pair' : 'pairs'}</summary>${table(
    `${what} Mean over items of the unbiased squared distance, 0 to 1.`,
    [
      { head: 'Pair', cell: labelOf },
      { head: 'Distance', figures: true, cell: ({ distance }) => estimateCell(distance, 4) },
      { head: 'Items', figures: true, cell: ({ items }) => items },
    ],
    rows,
  )}</details>`
}
