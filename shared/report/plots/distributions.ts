import { h, type Markup } from '../markup.ts'
import type { Report } from '../report.ts'

/** Shares of one item, side by side. Shares are null if a series has none. `n` is in words. */
export type Panel = {
  readonly item: Report['items'][number]
  readonly series: readonly {
    readonly kind: 'people' | 'model' | 'reference'
    readonly shares: readonly number[] | null
    readonly n: string
  }[]
}

const NAMES = { people: 'people before', model: 'model at the end', reference: 'reference' } as const

/** Small multiples: one panel for each item, with bars by option for people, model and reference. */
export function distributionPanels(panels: readonly Panel[]): Markup {
  const present = (['people', 'model', 'reference'] as const).filter((kind) =>
    panels.some(({ series }) => series.some((one) => one.kind === kind && one.shares !== null)),
  )
  const key = h`<ul class="legend">${present.map((kind) => h`<li><svg width="18" height="14" aria-hidden="true"><rect class="bar-${kind}" x="2" y="1" width="12" height="12"/></svg> ${NAMES[kind]}</li>`)}<li>grey line: half of the answers</li></ul>`
  return h`${key}<div class="panels">${panels.map(panelOf)}</div>`
}

function panelOf({ item, series }: Panel): Markup {
  const shown = series.filter((one) => one.shares !== null)
  const top = Math.max(0.5, ...shown.flatMap(({ shares }) => shares!))
  const options = item.options.length
  const slot = 100 / options
  const width = (slot * 0.78) / Math.max(1, shown.length)
  const bars = shown.flatMap(({ kind, shares }, nth) =>
    shares!.map((share, k) => {
      const height = (share / top) * 100
      return h`<rect class="bar-${kind}" x="${(slot * (k + 0.11) + nth * width).toFixed(2)}%" y="${(100 - height).toFixed(2)}%" width="${(width * 0.9).toFixed(2)}%" height="${height.toFixed(2)}%"/>`
    }),
  )
  const codes = item.options.map(
    ({ code }, k) => h`<text x="${(slot * (k + 0.5)).toFixed(2)}%" y="13" text-anchor="middle">${code}</text>`,
  )
  const [first, last] = [item.options[0]!, item.options[options - 1]!]
  const description = `${item.label}: ${shown.map(({ kind, shares }) => `${NAMES[kind]} ${shares!.map((share, k) => `${item.options[k]!.code}: ${Math.round(share * 100)} %`).join(', ')}`).join('; ')}`
  return h`<figure class="panel"><figcaption>${item.label}</figcaption>
<div role="img" aria-label="${description}"><svg class="bars" aria-hidden="true"><line class="grid" x1="0" x2="100%" y1="${(100 - 50 / top).toFixed(1)}%" y2="${(100 - 50 / top).toFixed(1)}%"/>${bars}<line class="base" x1="0" x2="100%" y1="100%" y2="100%"/></svg><svg class="ticks" aria-hidden="true">${codes}</svg></div>
<p class="note">${first.code} ${first.label} – ${last.code} ${last.label}<br>${shown.map(({ kind, n }) => `${NAMES[kind]}: ${n}`).join('; ')}</p></figure>`
}
