import type { RegisteredModel } from '../../shared/analysis/contrasts/registration.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import {
  changeWords,
  parametersAskedBy,
  type RequestChange,
  requestChanges,
  sentParameters,
} from '../../shared/study/request-parameters.ts'
import type { Study } from '../../shared/study/study.ts'
import { type Bindings, endpointFor, readBindings, sentenceOf } from '../model/binding.ts'
import { problemLine, type YamlPath } from '../studies/study-problem.ts'
import { readYamlFile } from '../studies/yaml-file.ts'
import { CallProblem } from './call.ts'

/** The aliases that a study's talks and its probe run name. */
function aliasesOf({ model, flow, probeRun }: Study): string[] {
  const ofRun = probeRun === undefined ? [] : (probeRun.models ?? [model.alias])
  return [...new Set([...(flow.length > 0 ? [model.alias] : []), ...ofRun])]
}

/** Each alias that is asked or must be bound when the study is served, with its place in the study file. */
export function placesOfAliases({ model, probeRun }: Study): Map<string, YamlPath> {
  const places = new Map<string, YamlPath>(
    (probeRun?.models ?? []).map((alias, at) => [alias, ['probeRun', 'models', at]]),
  )
  // Also a study that only its probe run asks of is served only if this alias is bound.
  return places.set(model.alias, ['model', 'alias'])
}

/**
 * The study's aliases that this machine binds to nothing, and what its bindings change about the study's requests, as
 * lines to print. `file` is the path of the study file and `shown` its name in messages.
 */
export function bindingWarnings(
  study: Study,
  { file, shown }: { file: string; shown: string },
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const read = readBindings(env)
  if (read.kind === 'problems') return read.problems.map((problem) => `warning: ${sentenceOf(problem)}`)
  const yaml = readYamlFile(file, shown)
  return [...placesOfAliases(study)].flatMap(([alias, place]) =>
    warningsOf(study, alias, place, read.bindings).map(({ at, message }) =>
      problemLine({ file: shown, line: yaml.lineOf(at), severity: 'warning', message }),
    ),
  )
}

function warningsOf(
  study: Study,
  alias: string,
  place: YamlPath,
  bindings: Bindings,
): { at: YamlPath; message: string }[] {
  if (alias === BUILTIN_ALIAS) return []
  const binding = endpointFor(bindings, alias, study.id)
  if (binding.kind === 'unbound') {
    const { what, remedy } = binding.problem
    return [{ at: place, message: `${what} ${remedy}` }]
  }
  const { model, parameters } = binding.endpoint
  return requestChanges(parametersAskedBy(study), parameters).map((change) => ({
    at: change.kind === 'added' ? place : ['model', 'settings', change.name],
    message: `"${alias}" is bound to ${model} so that ${changeWords(change)}. ${meaning(change)}`,
  }))
}

function meaning(change: RequestChange): string {
  switch (change.kind) {
    case 'dropped':
      return "So the endpoint's own value is used, and not the study's; take it out of drop, or say so in your report."
    case 'renamed':
      return 'It is the same under another name.'
    case 'added':
      return 'The study does not set it; say so in your report.'
    case 'kept':
      return 'Take it out of add.'
  }
}

/** Those models of a study that are bound on this machine, as a registration names them. Throws a CallProblem. */
export function boundModels(study: Study, env: Readonly<Record<string, string | undefined>>): RegisteredModel[] {
  const read = readBindings(env)
  if (read.kind === 'problems') throw new CallProblem(read.problems.map(sentenceOf).join('\n'))
  const asked = parametersAskedBy(study)
  return aliasesOf(study).flatMap((alias) => {
    const endpoint = read.bindings.get(alias)
    if (endpoint === undefined) return []
    const { provider, model, parameters = null } = endpoint
    return [{ alias, provider, model, parameters, sent: sentParameters(asked, parameters ?? undefined) }]
  })
}
