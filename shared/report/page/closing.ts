import { h, type Markup, table } from '../markup.ts'
import type { Report } from '../report.ts'

/** Methods, references, texts and measure cards. */
export function closing({ methods, measures, provenance }: Report): Markup {
  return h`<h2 id="methods">Methods</h2>${methods.map((text) => h`<p>${text}</p>`)}
<h3>References</h3>${table(
    'Reference populations of the study.',
    [
      { head: 'Population', cell: ({ title }) => title },
      { head: 'Wave', cell: ({ wave }) => wave },
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: 'Said of it', cell: ({ label }) => (label === '' ? '–' : label) },
      { head: 'Mode', cell: ({ mode }) => mode },
    ],
    provenance.populations,
  )}
<h3>Texts</h3>${table(
    'Where the words of the items asked come from.',
    [
      { head: 'Language', cell: ({ locale }) => locale },
      { head: 'Items', figures: true, cell: ({ items }) => items },
      { head: 'Machine only', figures: true, cell: ({ machineOnly }) => machineOnly },
      { head: 'Approved locally', figures: true, cell: ({ locallyApproved }) => locallyApproved },
      { head: 'Said of them', cell: ({ label }) => label },
    ],
    provenance.texts,
  )}
<h3>Measures</h3>${measures.map(
    (card) =>
      h`<div class="card"><h4>${card.name}</h4><p><code>${card.formula}</code></p><p class="note">Range ${card.range.low ?? '−∞'} to ${card.range.high ?? '∞'}; ${card.match === undefined ? 'it describes one side and has no match' : `a perfect match is ${card.match}`}. ${card.citation}.</p><p class="note">Assumes: ${card.assumptions.join(' ')} Not for: ${card.invalidUses.join(' ')}</p></div>`,
  )}`
}
