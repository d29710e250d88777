import { BUILTIN_ALIAS } from '../../study/builtin-alias.ts'
import { parametersWords } from '../../study/request-parameters.ts'
import { h, type Markup } from '../markup.ts'
import { kindsText } from '../provenance.ts'
import type { Report } from '../report.ts'

/** The title, where the numbers come from, the warnings, and the headlines. */
export function opening({ provenance, registration, warnings, headlines, run }: Report): Markup {
  const { title, study, seed, kinds, model, inputHash, observations, resamples, level } = provenance
  const grave = warnings.filter((warning) => warning.level === 'grave')
  const cautions = warnings.filter((warning) => warning.level === 'caution')
  const fact = (name: string, value: string) => h`<dt>${name}</dt><dd>${value}</dd>`
  return h`<header><p class="kicker">Two-way report</p><h1>${title}</h1>
${grave.map(({ text }) => h`<p class="grave">${text}</p>`)}
<dl class="meta">${fact('Study', study)}${fact('Version', versionText(provenance, run))}${run !== null && kinds.length === 0 ? null : fact('Sessions', kinds.length === 0 ? 'none' : `${kindsText(kinds)}${provenance.pooled ? ', pooled' : ''}`)}${run !== null && kinds.length === 0 ? null : fact('Answers', `${observations.used.toLocaleString('en')} with options analysed; ${observations.uncoded === 0 ? '' : `${observations.uncoded.toLocaleString('en')} in own words, places or other forms that no measure reads; `}${observations.leftOut} of withdrawn sessions left out`)}${run === null ? null : runFacts(run).map(([name, value]) => fact(name, value))}${run !== null && kinds.length === 0 ? null : fact('Model', modelText(model))}${fact('Chance', `seed “${seed}”, ${resamples.toLocaleString('en')} resamples, ${Math.round(level * 100)} % intervals`)}${registration === null ? null : fact('Preregistered', `${registration.frozenAt.slice(0, 10)}, SHA-256 ${registration.hash.slice(0, 16)}…; ${registration.differences.length === 0 ? 'analysed as registered' : `${registration.differences.length} differences, listed below`}`)}${inputHash === null ? null : fact('Data', `SHA-256 ${inputHash.slice(0, 16)}…`)}</dl></header>
<h2 id="headlines">What was found</h2>
${
  headlines.length === 0
    ? h`<p>No headline: none of the planned comparisons has item rows to stand on yet.</p>`
    : h`<ol class="headlines">${headlines.map(({ text, figures, rows }) => h`<li>${text}<span class="figures-line">${figures} <a href="#${rows}">Item rows</a></span></li>`)}</ol>`
}
${cautions.length === 0 ? null : h`<h3>Read with these cautions</h3><ul class="cautions prose">${cautions.map(({ text }) => h`<li>${text}</li>`)}</ul>`}`
}

function versionText({ versions, studyHash }: Report['provenance'], run: Report['run']): string {
  if (versions.length > 0)
    return versions.map(({ hash, sessions }) => `${hash.slice(0, 12)} (${sessions} sessions)`).join(', ')
  if (studyHash !== null) return studyHash.slice(0, 12)
  return run === null ? 'no session yet' : 'not named by the caller'
}

function modelText({ alias, identity, called }: Report['provenance']['model']): string {
  if (alias === BUILTIN_ALIAS || called.length === 0) return identity
  const sent = called.map(
    ({ provider, model, parameters, calls }) =>
      `${model} (${provider}), ${calls.toLocaleString('en')} calls${parameters === undefined ? '' : `: ${parametersWords(parameters)}`}`,
  )
  return sent.join('; ')
}

/** What a reader must know about a run before reading its numbers. */
function runFacts({ models, identities, answers, jobs, coverage }: NonNullable<Report['run']>): [string, string][] {
  return [
    [models.length === 1 ? 'Model alone' : 'Models alone', models.join(', ')],
    ...identities.flatMap(({ alias, parameters }): [string, string][] =>
      parameters === undefined ? [] : [[`Requests to ${alias}`, parametersWords(parameters)]],
    ),
    [
      'Asked of models',
      `${answers.toLocaleString('en')} answers of ${jobs.planned.toLocaleString('en')} planned questions`,
    ],
    ['Slices', coverage.map(({ name, locale }) => `${name} (${locale})`).join(', ')],
  ]
}
