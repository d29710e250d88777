import { FIGURE_SCRIPT, FIGURE_SCRIPT_HASH } from './figures/figure-script.ts'
import { h } from './markup.ts'
import { attritionSection } from './page/attrition.ts'
import { closing } from './page/closing.ts'
import { modelsSection } from './page/main-models.ts'
import { opening } from './page/opening.ts'
import { peopleSection } from './page/people.ts'
import { placesSection } from './page/places.ts'
import { runSection } from './page/run.ts'
import { shiftSection } from './page/shifts.ts'
import { sourcesSection } from './page/sources.ts'
import { STYLE } from './page/style.ts'
import { twoWaySection } from './page/two-way.ts'
import { varianceSection } from './page/variance.ts'
import { withinSection } from './page/within.ts'
import { figureSource } from './plots/figure.ts'
import type { Report } from './report.ts'

/**
 * The report as one page. It loads nothing from elsewhere, and works in light and dark, on a phone and on paper. No report
 * contains what people wrote. Names from the study file are escaped. The only script saves figures. The security policy
 * names its hash and allows no other script. The page is complete without it.
 */
export function reportHtml(report: Report): string {
  const { title } = report.provenance
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${FIGURE_SCRIPT_HASH}'; img-src data:`
  return h`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${title}: two-way report</title><style>${{ markup: STYLE }}</style></head>
<body><main data-source="${figureSource(report.provenance)}">${opening(report)}${hasSessions(report) ? [peopleSection(report), shiftSection(report), placesSection(report), twoWaySection(report), attritionSection(report), varianceSection(report)] : null}${runSection(report)}${withinSection(report)}${modelsSection(report)}${closing(report)}${sourcesSection(report)}</main><script>${{ markup: FIGURE_SCRIPT }}</script></body></html>
`.markup
}

/**
 * Whether the page has the parts about people and talks. A study of models alone does not have them. A study that has no data
 * yet has them, to show what it waits for.
 */
function hasSessions({ run, provenance }: Report): boolean {
  return run === null || provenance.kinds.length > 0
}
