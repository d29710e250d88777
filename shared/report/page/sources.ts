import { type Source, whereText } from '../../analysis/source.ts'
import { h, type Markup, table } from '../markup.ts'
import type { Report } from '../report.ts'

/** A link from a table to the part that names the rows behind it. */
export const rowsLink: Markup = h`<a href="#sources">Rows</a>`

/** Columns whose conditions are said once above the table, and not in each query. */
const SHARED = ['study_version', 'kind', 'status', 'erased', 'log_whole']

/** Which rows of the export each part comes from, how to count its n again, and which random numbers it used. */
export function sourcesSection({ sources, provenance, run }: Report): Markup {
  const { versions, kinds, seed, inputHash } = provenance
  return h`<h2 id="sources">Where each number comes from</h2>
<p>Every number here is in <code>report.json</code>, with its n and unit (<code>units</code> names those of cells). The table says for each part which rows of the export it was computed from; <code>sources</code> in <code>report.json</code> has the same queries as data. Where a condition says “the row's”, put in the field of the row that you trace.</p>
<p>All queries of sessions and of what was answered in them keep ${versions.length === 0 ? 'the version analysed' : h`study_version = ${versions.map(({ hash }, index) => h`${index > 0 ? ' or ' : null}<code>${hash}</code>`)}`}${kinds.length === 0 ? null : h` and kind = ${kinds.map(({ kind }) => kind).join(' or ')}`}. In <code>observations.csv</code> all leave out status = withdrawn. In <code>sessions.csv</code> all keep erased = 0 and log_whole = 1, and all but the flow and attrition leave out status = withdrawn.</p>
<p>${inputHash === null ? 'The rows analysed were not hashed.' : h`The rows analysed are the file <code>observations.csv</code> that was written beside this page; its SHA-256 is <code>${inputHash}</code> (<code>sha256sum observations.csv</code>). An export of the same sessions has the same file while the study has a single version.`}${run === null ? null : h` The answers of models asked alone are the rows of <code>run_answers.csv</code> in an export of the study, those of canaries and of other words or models left out${run.hash === null ? null : h`; SHA-256 of what was read: <code>${run.hash}</code>`}.`} All chance comes from the seed “${seed}”; each part has a stream of its own, named in the table, which no other part moves.</p>
<details><summary>Table: ${sources.length} queries</summary>${table(
    'Counts are of rows unless told.',
    [
      { head: 'Part', cell: ({ part, of }: Source) => h`<code>${part}</code>${of.map(ofText)}` },
      { head: 'File', cell: ({ file }) => file },
      { head: 'Rows', cell: ({ rows }) => rows },
      {
        head: 'Query',
        cell: ({ where }) => whereText(where.filter(({ column }) => !SHARED.includes(column))),
      },
      { head: 'Counts', cell: countText },
      { head: 'Gives', cell: ({ gives }) => gives ?? '–' },
      { head: 'Chance', cell: chanceText },
    ],
    sources,
  )}</details>`
}

function ofText({ field, is }: Source['of'][number]): Markup {
  return h` <span class="note">${field} = ${is ?? 'null'}</span>`
}

function countText({ count: { distinct, each, having, sum } }: Source): string {
  if (sum !== undefined) return `the sum of ${sum}`
  const what = distinct.length === 0 ? 'rows' : `different ${distinct.join(' and ')}`
  return having === undefined
    ? what
    : `${what}, of those ${(each ?? distinct).join(' and ')} that have ${having.column} = ${having.values.join(' and ')}`
}

function chanceText({ stream, resamples, rearrangements }: Source): string {
  if (stream === null) return 'none'
  const counts = [
    ...(resamples === null ? [] : [`${resamples.toLocaleString('en')} resamples`]),
    ...(rearrangements === null ? [] : [`${rearrangements.toLocaleString('en')} permutations`]),
  ]
  return [stream, ...counts].join('; ')
}
