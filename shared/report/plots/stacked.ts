import { decimal, h, type Markup, type Part } from '../markup.ts'

/** Shares that add up to 1, in the order of the names. `figures` gives the main share in words. */
export type StackedRow = {
  readonly label: Part
  readonly note: Part
  readonly shares: readonly number[]
  readonly figures: Part
}

/** Bars of shares from 0 to 1. `kinds` are the CSS classes that colour the parts. */
export function stackedBars(options: {
  readonly rows: readonly StackedRow[]
  readonly names: readonly string[]
  readonly kinds: readonly string[]
  readonly description: string
}): Markup {
  const { rows, names, kinds, description } = options
  const barOf = (shares: readonly number[]) => {
    let from = 0
    return shares.map((share, k) => {
      const x = from
      from += share
      return share <= 0
        ? null
        : h`<rect class="fill part-of ${kinds[k]!}" x="${(x * 100).toFixed(2)}%" y="15%" width="${(share * 100).toFixed(2)}%" height="70%"/>`
    })
  }
  const shown = names.flatMap((name, k) =>
    rows.some(({ shares }) => shares[k]! > 0) ? [{ name, kind: kinds[k]! }] : [],
  )
  return h`<div class="strips" role="img" aria-label="${description}">
${rows.map(({ label, note, shares, figures }) => h`<div class="strip"><div class="label">${label} <span class="note">${note}</span></div><div class="plot"><svg aria-hidden="true">${barOf(shares)}</svg></div><div class="says">${figures}</div></div>\n`)}</div>
<ul class="legend">${shown.map(({ name, kind }) => h`<li><svg width="14" height="14" aria-hidden="true"><rect class="fill part-of ${kind}" x="1" y="1" width="12" height="12"/></svg> ${name}</li>`)}</ul>`
}

/** A share in per cent. A small share gets one decimal, because it would otherwise be rounded to 0 or 1 %. */
export function percent(share: number): string {
  const digits = share > 0 && share < 0.0095 ? 1 : 0
  return `${decimal(share * 100, digits)} %`
}
