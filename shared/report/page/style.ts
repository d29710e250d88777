/**
 * The page's looks. People with any kind of colour vision can distinguish the blue, vermilion and grey of Okabe and Ito.
 * The shapes differ too.
 */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #5b616b; --line: #d9dce1; --paper: #fff; --wash: #f5f6f8; --people: #0072b2; --model: #c4520a; --reference: #7c828c; --grave: #a3180c; --grave-wash: #fdf0ee; --band: #d5dae2; --c0: #1b1d21; --c1: #0072b2; --c2: #c4520a; --c3: #00805e; --c4: #b0528f; --c5: #a07800; --c6: #4ea3d8; --c7: #d5dae2 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a3a9b3; --line: #363b44; --paper: #15171b; --wash: #1d2026; --people: #56b4e9; --model: #f08a45; --reference: #9aa1ac; --grave: #ff9d90; --grave-wash: #2b1a18; --band: #333a46; --c0: #e6e8eb; --c1: #56b4e9; --c2: #f08a45; --c3: #2cc497; --c4: #e39bca; --c5: #e8c33a; --c6: #a9dcff; --c7: #3d4450 } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif; font-variant-numeric: lining-nums; overflow-wrap: break-word }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
p, ol, ul.prose, dl { max-width: 44rem }
h1 { font-size: clamp(1.6rem, 5vw, 2.2rem); line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em }
h2 { font-size: 1.35rem; margin: 3.2rem 0 .6rem; padding-top: .9rem; border-top: 2px solid var(--ink) }
h3 { font-size: 1.08rem; margin: 2rem 0 .4rem }
h4 { font-size: .95rem; margin: 1.4rem 0 .3rem }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .15em }
.kicker, .meta, .note, .strips, table, .legend, .flow, .panel, .interval, figcaption, summary { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
.kicker { font-size: .78rem; letter-spacing: .09em; text-transform: uppercase; color: var(--soft); margin: 0 0 .4rem }
.meta { font-size: .82rem; color: var(--soft); display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: 1.2rem 0 0 }
.meta dt { white-space: nowrap } .meta dd { margin: 0; color: var(--ink) }
.note, .none { color: var(--soft); font-size: .8rem } .none { font-style: italic }
.grave { border-left: 4px solid var(--grave); background: var(--grave-wash); padding: .6rem .9rem; margin: .6rem 0; max-width: none; font-weight: 600 }
.cautions { font-size: .88rem; color: var(--soft); padding-left: 1.1rem } .cautions li { margin: .25rem 0 }
.headlines { padding-left: 1.2rem } .headlines li { margin: .9rem 0 } .headlines .figures-line { display: block; font: .8rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--soft); font-variant-numeric: tabular-nums; margin-top: .2rem }
details { margin: .8rem 0 } summary { cursor: pointer; font-size: .86rem; color: var(--soft) } summary:hover { color: var(--ink) }
details.part > summary { font-size: 1rem; color: var(--ink); font-weight: 600; padding: .35rem 0; border-bottom: 1px solid var(--line) }
.scroll { overflow-x: auto; margin: .6rem 0 1.2rem }
table { border-collapse: collapse; font-size: .8rem; line-height: 1.35; font-variant-numeric: tabular-nums lining-nums; min-width: 100% }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; font-size: .8rem }
th, td { padding: .28rem .7rem .28rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400 }
thead th { color: var(--soft); border-bottom: 1px solid var(--ink); vertical-align: bottom } tbody th { min-width: 9rem }
.figures { text-align: right; white-space: nowrap }
.strips { margin: 1rem 0 .4rem; font-size: .86rem; line-height: 1.3 }
.strip { display: grid; grid-template-columns: minmax(0, 15.5rem) minmax(0, 1fr) 11.5rem; column-gap: 1rem; align-items: center }
.strip > .label { padding: .25rem 0 } .strip > .says { font-variant-numeric: tabular-nums; font-size: .8rem }
.strip > .plot { position: relative; align-self: stretch; min-height: 28px } .plot > svg { position: absolute; inset: 0; width: 100%; height: 100% }
.strip > .label > .note { display: block } .strip.axis > .plot { min-height: 18px } .axis-name { margin: .1rem 0 .6rem; font-size: .8rem; color: var(--soft); padding-left: 16.5rem }
.interval { color: var(--soft); font-size: .95em } .says b { font-weight: 600 }
svg { overflow: visible } svg text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums }
.grid { stroke: var(--line); stroke-width: 1 } .zero { stroke: var(--ink); stroke-width: 1.2 } .base { stroke: var(--soft); stroke-width: 1 }
.whisker { stroke: var(--own); stroke-width: 2 } .solid { fill: var(--own); stroke: var(--own); stroke-width: 1.5 } .hollow { fill: var(--paper); stroke: var(--own); stroke-width: 1.8 } .of-model { --own: var(--model) } .of-people { --own: var(--people) }
.model { fill: var(--model); stroke: var(--paper); stroke-width: 1 } .participant { fill: var(--people); stroke: var(--paper); stroke-width: 1 }
.bounds { stroke: var(--soft); stroke-width: 2 } .band { fill: var(--band) } .floor { fill: none; stroke: var(--soft); stroke-width: 1.5 } .ceiling { fill: var(--paper); stroke: var(--soft); stroke-width: 1.3 }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: .4rem 0 1rem; font-size: .78rem; color: var(--soft); max-width: none } .legend li { display: flex; align-items: center; gap: .35rem }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13.5rem), 1fr)); gap: 1.3rem 1.8rem; margin: .8rem 0 }
.panel { margin: 0; break-inside: avoid } .panel figcaption { font-size: .84rem; font-weight: 600; margin-bottom: .35rem; min-height: 2.3em; display: flex; align-items: end } .panel .bars { display: block; width: 100%; height: 84px } .panel .ticks { display: block; width: 100%; height: 18px } .panel .note { margin: .15rem 0 0; font-size: .74rem; line-height: 1.4 }
.bar-people { fill: var(--people) } .bar-model { fill: var(--model) } .bar-reference { fill: none; stroke: var(--reference); stroke-width: 1.4 }
.save { display: flex; gap: .4rem; margin: 0 0 1rem } .save button { font: 600 .72rem/1 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; letter-spacing: .03em; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 3px; padding: .45rem .6rem; min-height: 1.75rem; cursor: pointer } .save button:hover, .save button:focus-visible { color: var(--ink); border-color: var(--soft) }
.flow { font-size: .82rem; line-height: 1.4; display: grid; justify-items: center; gap: 1.1rem; margin: 1.2rem 0 }
.box { border: 1px solid var(--soft); border-radius: 3px; padding: .45rem .9rem; text-align: center; position: relative; background: var(--paper) } .box:not(:last-child)::after { content: ""; position: absolute; left: 50%; top: 100%; height: 1.1rem; border-left: 1px solid var(--soft) }
.lacks { color: var(--grave) } .flow .aside { border-style: dashed } .flow b { font-variant-numeric: tabular-nums }
.arms { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; width: 100%; border-top: 1px solid var(--soft); padding-top: .7rem } .arm::after { display: none } .arm .name { display: block; color: var(--soft); font-size: .76rem; overflow-wrap: anywhere }
.card { border-top: 1px solid var(--line); padding: .6rem 0 } .card h4 { margin: 0 } .card p { margin: .25rem 0; font-size: .86rem } code { font: .85em ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere }
.of-0 { --own: var(--c0) } .of-1 { --own: var(--c1) } .of-2 { --own: var(--c2) } .of-3 { --own: var(--c3) } .of-4 { --own: var(--c4) } .of-5 { --own: var(--c5) } .of-6 { --own: var(--c6) } .of-7 { --own: var(--c7) } .fill { fill: var(--own) }
.strip.group { border-top: 1px solid var(--line); padding: 3px 0 } .group > .says { align-self: stretch; display: grid; grid-auto-rows: 1fr; align-items: center } .line { display: flex; align-items: center; gap: .35rem; white-space: nowrap } .sign { flex: none }
.comparison { margin: 1.6rem 0 2.4rem; border-top: 1px solid var(--line) } .flag { font-weight: 600 } .level { stroke: var(--ink); stroke-width: 1.6; fill: none } .level.under { stroke: var(--paper); stroke-width: 3.4 }
@media (max-width: 46rem) { body { font-size: 16px } main { padding: 1.4rem 1rem 3rem } .strip { grid-template-columns: minmax(0, 1fr) auto; row-gap: 0; padding-top: .45rem } .strip > .plot { grid-column: 1 / -1; grid-row: 2; min-height: 24px } .strip.axis > .label, .strip.axis > .says { display: none } .strip.axis > .plot { grid-row: 1 } .strip > .says { text-align: right; max-width: 12rem } .strip.axis { padding: 0 } .axis-name { padding-left: 0 } .meta { grid-template-columns: 1fr; gap: 0 } .meta dd { margin-bottom: .4rem } }
@media print { .save { display: none } @page { margin: 18mm 16mm } :root { --ink: #000; --soft: #444; --line: #ccc; --paper: #fff; --wash: #fff; --people: #0072b2; --model: #c4520a; --reference: #666; --grave: #a3180c; --grave-wash: #fff; --band: #ddd; --c0: #000; --c1: #0072b2; --c2: #c4520a; --c3: #00805e; --c4: #b0528f; --c5: #a07800; --c6: #4ea3d8; --c7: #d5dae2 } body { font-size: 10.5pt } main { max-width: none; padding: 0 } h2, h3, h4, summary { break-after: avoid } .strip, tr, .card, .box { break-inside: avoid } .scroll { overflow: visible } details::details-content { content-visibility: visible; display: block } details > summary { list-style: none } a { text-decoration: none } }
`
