import { h, type Markup } from '../markup.ts'
import type { Report } from '../report.ts'
import type { Series } from './series.ts'

/** Answers to one item under each condition, drawn over the people's answers. Null means no answers or no data. */
export type Profile = {
  readonly item: Report['items'][number]
  readonly reference: readonly number[] | null
  /** What is known about the people, in words. */
  readonly against: string
  readonly series: readonly { readonly look: Series; readonly shares: readonly number[] | null; readonly n: number }[]
}

/**
 * Small multiples. The people's shares are wide grey bars with a line on top. A bar for each condition is drawn over them, in
 * the order of the key. Each series is one SVG path, so that a page with hundreds of series stays small.
 */
export function profilePanels(profiles: readonly Profile[], top: number): Markup {
  return h`<div class="panels">${profiles.map((profile) => panelOf(profile, top))}</div>`
}

const [WIDE, HIGH] = [200, 84]

/** The largest share in any panel, but at least 0.5. Panels that are compared need one scale. */
export function topOf(profiles: readonly Profile[]): number {
  let top = 0.5
  for (const { reference, series } of profiles)
    for (const shares of [reference, ...series.map((one) => one.shares)])
      for (const share of shares ?? []) top = Math.max(top, share)
  return top
}

function panelOf({ item, reference, against, series }: Profile, top: number): Markup {
  const shown = series.filter(({ shares }) => shares !== null)
  const slot = WIDE / item.options.length
  const heightOf = (share: number) => (share / top) * HIGH
  const bar = (x: number, width: number, share: number) => {
    const height = heightOf(share)
    return height < 0.05 ? '' : `M${near(x)} ${HIGH}v${near(-height)}h${near(width)}v${near(height)}z`
  }
  const width = (slot * 0.72) / Math.max(1, shown.length)
  const bars = shown.map(
    ({ look, shares }, nth) =>
      h`<path class="fill ${look.kind}" d="${shares!.map((share, k) => bar(slot * (k + 0.14) + nth * width, width * 0.88, share)).join('')}"/>`,
  )
  const people =
    reference === null
      ? null
      : h`<path class="band" d="${reference.map((share, k) => bar(slot * (k + 0.04), slot * 0.92, share)).join('')}"/>`
  const tops =
    reference === null
      ? null
      : reference
          .map((share, k) => `M${near(slot * (k + 0.04))} ${near(HIGH - heightOf(share))}h${near(slot * 0.92)}`)
          .join('')
  // A wider line in the colour of the paper is drawn under it, so that it is visible on a dark bar too.
  const lines =
    tops === null
      ? null
      : ['level under', 'level'].map(
          (kind) => h`<path class="${kind}" vector-effect="non-scaling-stroke" d="${tops}"/>`,
        )
  const said = [
    ...(reference === null ? [] : [`people ${inWords(reference)}`]),
    ...shown.map(({ look, shares }) => `${look.name} ${inWords(shares!)}`),
  ].join('; ')
  const codes = item.options.map(
    ({ code }, k) =>
      h`<text x="${near((100 * (k + 0.5)) / item.options.length)}%" y="13" text-anchor="middle">${code}</text>`,
  )
  const [first, last] = [item.options[0]!, item.options[item.options.length - 1]!]
  const ns = [...new Set(series.map(({ n }) => n))].sort((a, b) => a - b)
  return h`<figure class="panel"><figcaption>${item.label}</figcaption>
<div role="img" aria-label="${item.label}: ${said === '' ? 'no answer' : said}, per cent by option"><svg class="bars" viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" aria-hidden="true"><path class="grid" vector-effect="non-scaling-stroke" d="M0 ${near(HIGH - heightOf(0.5))}H${WIDE}"/>${people}${bars}${lines}<path class="base" vector-effect="non-scaling-stroke" d="M0 ${HIGH}H${WIDE}"/></svg><svg class="ticks" aria-hidden="true">${codes}</svg></div>
<p class="note">${first.code} ${first.label} – ${last.code} ${last.label}<br>n = ${ns.length === 1 ? ns[0]! : `${ns[0]!} to ${ns[ns.length - 1]!}`}; ${against}</p></figure>`
}

function near(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function inWords(shares: readonly number[]): string {
  return shares.map((share) => Math.round(share * 100)).join(' ')
}
