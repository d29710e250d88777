import type { NoId } from '../../shared/study/platform-id.ts'
import type { Study } from './api.ts'

/** The template that each platform replaces by an id, with the parameter that carries it. */
const TEMPLATES: readonly (readonly [parameter: RegExp, platform: string, template: string])[] = [
  [/^prolific_?pid$/i, 'Prolific', '{{%PROLIFIC_PID%}}'],
  [/^survey_?code$/i, 'SONA', '%SURVEY_CODE%'],
]

/**
 * What a researcher should know about the ids of live sessions. First how many sessions came with one. Then one
 * sentence for each reason why others did not, the most frequent first, with what to do. Empty while nothing is known.
 */
export function idCautions({ parameter, counts }: Study['ids']): { usable: string; cautions: string[] } | null {
  const all = counts.reduce((sum, { count }) => sum + count, 0)
  if (parameter === null || all === 0) return null
  const usable = counts.find(({ idState }) => idState === 'usable')?.count ?? 0
  const cautions = counts
    .flatMap(({ idState, count }) => (idState === 'usable' ? [] : [{ why: idState, count }]))
    .toSorted((a, b) => b.count - a.count)
    .map(({ why, count }) => CAUTION[why](parameter, `in ${count} of ${sessions(all)}`))
  return { usable: `${usable} of ${sessions(all)} came with a usable ${parameter}.`, cautions }
}

function sessions(count: number): string {
  return `${count} live ${count === 1 ? 'session' : 'sessions'}`
}

const CAUTION: Readonly<Record<NoId, (parameter: string, where: string) => string>> = {
  absent: (parameter, where) =>
    `${parameter} was not in the link ${where}: the plain participant link was opened, as when somebody clicks or types it. ${BY_HAND} ${fromThePlatform(parameter)}`,
  blank: (parameter, where) => `${parameter} was empty ${where}. ${inTheLink(parameter)}`,
  'null-word': (parameter, where) =>
    `${parameter} was "null", "undefined" or the like ${where}: whatever made the link had no id to put there. ${inTheLink(parameter)}`,
  template: (parameter, where) =>
    `${parameter} still held its template ${where}: the link was opened as it is written, and only the platform puts a person's id there. ${BY_HAND} ${fromThePlatform(parameter)}`,
  placeholder: (parameter, where) =>
    `${parameter} was "test", "0" or the like ${where}. To try the study out, take the preview link.`,
  several: (parameter, where) =>
    `${parameter} came more than once, with different ids, ${where}. Leave it in the link once only.`,
  'too-long': (parameter, where) => `${parameter} was longer than 500 characters ${where}. ${inTheLink(parameter)}`,
  unreadable: (parameter, where) => `${parameter} held bytes that are no text ${where}. ${inTheLink(parameter)}`,
}

/**
 * If no platform sent these people, it is right that they have no id. Each of them has a session of their own, whatever
 * was in the link.
 */
const BY_HAND =
  'Each had a session of their own. If they were sent by no platform, or it was you who tried it, nothing need be done.'

/** What to check if people did come from a platform. */
function fromThePlatform(parameter: string): string {
  const known = TEMPLATES.find(([name]) => name.test(parameter))
  if (known === undefined)
    return `If a platform sent them, look up how it writes ids into links, put that after "${parameter}=" in the link that you gave it, and start the study from there once.`
  const [, platform, template] = known
  return `If ${platform} sent them, see that the link which you gave to ${platform} holds ${parameter}=${template}, letter by letter, and start the study from there once.`
}

/** What the link must say, if the parameter shows which platform it is. */
function inTheLink(parameter: string): string {
  const known = TEMPLATES.find(([name]) => name.test(parameter))
  if (known === undefined)
    return `Look up how your platform writes ids into links, put that after "${parameter}=", and try it from the platform itself.`
  const [, platform, template] = known
  return `Put ${parameter}=${template} into the link at ${platform}, and try it from there: ${platform} fills it in.`
}
