import { decimal, h, type Markup, table } from '../markup.ts'
import type { Report } from '../report.ts'

type Run = NonNullable<Report['run']>
type Item = Run['drift'][number]['drift']['items'][number]

/** Whether the models changed during the run. Null if the run had no canary questions. */
export function runDrift({ drift, identities }: Run): Markup | null {
  if (drift.length === 0) return null
  return h`<h3 id="run-drift">Did a model change while it was asked?</h3>
<p>The same questions (canaries) were put at the start, in the middle and at the end of each run. A model behind an address can be replaced without notice; then answers before and after are of two models.</p>
${drift.map(({ model, drift: found }) => {
  const identity = identities.find(({ alias }) => alias === model)
  const said =
    found.changed.length === 0
      ? 'no change was found; with few repeats only large ones show'
      : `what changed: ${found.changed.join(', ')}`
  return h`<p><b>${model}</b>${identity === undefined ? null : h` <span class="note">${identity.provider}, ${identity.model}, ${identity.baseUrl}</span>`}: ${said}.</p>
<details><summary>Table: ${found.items.length} canary questions at ${found.moments.length} moments</summary>${table(
    h`Answers at each moment (the number is that of the run), and p of no change by rearranging moments within repeats, adjusted by Holm. Reported model: ${reported(found.reportedModels)}. Fingerprint: ${reported(found.fingerprints)}.`,
    [
      { head: 'Question', cell: ({ item }: Item) => item },
      { head: 'n', figures: true, cell: ({ n }) => n },
      ...found.moments.map((moment) => ({
        head: moment,
        cell: ({ counts }: Item) =>
          Object.entries(counts[moment] ?? {})
            .filter(([, count]) => count > 0)
            .map(([answer, count]) => `${answer}: ${count}`)
            .join(', '),
      })),
      { head: 'Chi-square', figures: true, cell: ({ chiSquare }) => decimal(chiSquare) },
      { head: 'p (Holm)', figures: true, cell: ({ pHolm }) => decimal(pHolm, 3) },
    ],
    found.items,
  )}</details>`
})}`
}

function reported(byMoment: Readonly<Record<string, readonly string[]>>): string {
  const all = [...new Set(Object.values(byMoment).flat())]
  return all.length === 0 ? 'the endpoint says none' : all.join(', ')
}
