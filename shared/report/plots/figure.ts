import type { Markup } from '../markup.ts'
import { h, type Part } from '../markup.ts'
import type { Provenance } from '../report.ts'

/** A plot with its key, which can be saved as one picture. The title also names the file, so each title is unique. */
export function figure(title: string, parts: Part): Markup {
  return h`<div class="figure" data-figure="${title}">${parts}</div>`
}

/** The line under a saved figure: what it was made from, and whether its data come from people. */
export function figureSource({ study, versions, studyHash, seed, kinds, pooled, reportVersion }: Provenance): string {
  const sessions = kinds.map(({ kind, sessions: n }) => `${n} ${kind} sessions`).join(', ')
  const simulated = pooled
    ? ' Pooled with sessions of no participants: no finding about people.'
    : kinds.some(({ kind }) => kind === 'simulated')
      ? ' Simulated data: no finding about people.'
      : ''
  const hashes = versions.length > 0 ? versions.map(({ hash }) => hash) : studyHash === null ? [] : [studyHash]
  const version = hashes.map((hash) => hash.slice(0, 12)).join(', ')
  return `Parallax study ${study}, version ${version === '' ? 'without sessions' : version}, seed “${seed}”, report format ${reportVersion}.${sessions === '' ? '' : ` ${sessions}.`}${simulated}`
}
