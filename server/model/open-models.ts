import { existsSync } from 'node:fs'
import path from 'node:path'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import type { Study } from '../../shared/study/study.ts'
import type { BrokenStudy } from '../studies/load.ts'
import { problemLine, type StudyProblem } from '../studies/study-problem.ts'
import { readYamlFile } from '../studies/yaml-file.ts'
import { endpointFor, readBindings, sentenceOf } from './binding.ts'
import { createProfile, type ResponderProfile } from './builtin/profile.ts'
import { readEffects } from './builtin/read-effects.ts'
import { type Misbehaviour, responderModel, startResponder } from './builtin/responder.ts'
import type { Pace } from './builtin/stream.ts'
import type { Prices } from './endpoint.ts'
import { limited, MOST_CALLS } from './limited.ts'
import type { Model } from './model.ts'
import { type Models, type StudyVersionOfModel, unboundModel } from './models.ts'
import { createOpenAiModel } from './openai.ts'
import { parametersSetting } from './plain-binding.ts'
import type { RetryPolicy } from './retry.ts'

export type OpenModels = Models & {
  /** The price of an alias by the configuration; null if it gives none. */
  prices(alias: string): Prices | null
  close(): Promise<void>
}

/** A study with its version's hash and the file that it was read from, relative to `root`. */
type Loaded = { study: Study; hash: string; file: string }

type ModelOptions = {
  env: Record<string, string | undefined>
  root: string
  /** Studies that are not served. Their people go on with the models of the versions in which they began. */
  paused?: readonly Pick<BrokenStudy, 'names' | 'file'>[]
  /** Whether to leave out studies whose models cannot be opened. Otherwise all studies are refused. */
  leaveOut?: boolean
  /** The aliases to bind for every study, instead of the alias that the study names. */
  aliases?: readonly string[]
  /** What names these aliases, as messages say it: an option, or a key of the study. */
  namedBy?: string
  /** How calls are tried again, if not in the adapter's own way. */
  policy?: Partial<RetryPolicy>
  /** How many calls of one model may be under way at once. */
  concurrency?: number
  /** Pace, faults and seed of the built-in responder. */
  pace?: Partial<Pace>
  misbehave?: Misbehaviour
  seed?: string
  /** Called once for each thing that endpoints refuse in our requests, with the setting to change. */
  warn?: (remedy: string) => void
}

/**
 * Binds every study to the models that its aliases stand for, and starts the built-in responder if an alias asks for
 * it. If something is wrong, nothing is started and all problems are returned. With `leaveOut`, a study whose model
 * cannot be opened is left out as `unbound`; only problems of the configuration itself are then refused.
 */
export async function openModels(
  studies: readonly Loaded[],
  options: ModelOptions,
): Promise<{ ok: true; models: OpenModels; unbound: BrokenStudy[] } | { ok: false; problems: string[] }> {
  const read = readBindings(options.env)
  if (read.kind === 'problems') return { ok: false, problems: read.problems.map(sentenceOf) }
  const refusals: string[] = []
  const unbound: BrokenStudy[] = []
  const profiles = new Map<string, ResponderProfile>()
  for (const { study, hash, file } of studies) {
    const problems: StudyProblem[] = []
    for (const alias of options.aliases ?? [study.model.alias]) {
      if (alias === BUILTIN_ALIAS) {
        const profile = readProfile(study, hash, file, options.root)
        if (profile.ok) profiles.set(hash, profile.profile)
        else {
          problems.push(...profile.problems)
          refusals.push(...profile.problems.map(problemLine))
        }
        continue
      }
      const binding = endpointFor(read.bindings, alias, study.id, options.namedBy)
      if (binding.kind === 'bound') continue
      const { what, remedy } = binding.problem
      problems.push(atAlias(file, options.root, `${what} ${remedy}`))
      refusals.push(sentenceOf(binding.problem))
    }
    if (problems.length > 0) unbound.push({ names: [study.id], file, problems })
  }
  if (unbound.length > 0 && !options.leaveOut) return { ok: false, problems: refusals }

  const { pace, misbehave, seed = 'parallax', paused = [] } = options
  const faults = { ...(pace && { pace }), ...(misbehave && { misbehave }) }
  const responder =
    profiles.size + paused.length + unbound.length === 0
      ? null
      : await startResponder({ profiles: [...profiles.values()], seed, ...faults })
  const endpoints = new Map<string, Model>()

  /**
   * The responder with the words of exactly this version: it must know the wordings that the sessions of the version
   * were given.
   */
  function builtIn({ study, hash }: StudyVersionOfModel): Model {
    const file =
      studies.find((one) => one.study.id === study.id)?.file ??
      paused.find(({ names }) => names.includes(study.id))?.file
    if (responder === null || file === undefined)
      return unboundModel(
        BUILTIN_ALIAS,
        `The built-in responder has no responder.yaml for study "${study.id}" any more.`,
      )
    if (!profiles.has(hash)) {
      const profile = readProfile(study, hash, file, options.root)
      if (!profile.ok)
        return unboundModel(
          BUILTIN_ALIAS,
          `${profile.problems.map(problemLine).join(' ')} (for version ${hash.slice(0, 12)})`,
        )
      profiles.set(hash, profile.profile)
      responder.add(profile.profile)
    }
    const { baseUrl, apiKey } = responder
    const model = responderModel(profiles.get(hash)!.id)
    const provider = 'built-in responder, not a language model'
    const endpoint = { alias: BUILTIN_ALIAS, provider, baseUrl, model, apiKey }
    const speaking = createOpenAiModel(endpoint, options.policy)
    // Its port differs at every start and its profile with every version. Neither makes it another model.
    const identity = { ...speaking.identity, baseUrl: 'built-in', model: responderModel(study.id) }
    return { identity, reply: (request, way) => speaking.reply(request, way) }
  }

  function bind(version: StudyVersionOfModel, alias: string): Model {
    if (alias === BUILTIN_ALIAS) return builtIn(version)
    const binding = endpointFor(read.kind === 'bindings' ? read.bindings : new Map(), alias, version.study.id)
    if (binding.kind === 'unbound') return unboundModel(alias, sentenceOf(binding.problem))
    const endpoint = { ...binding.endpoint, parametersIn: parametersSetting(alias, options.env) }
    return warning(createOpenAiModel(endpoint, options.policy), options.warn)
  }

  return {
    ok: true,
    unbound,
    models: {
      of(version, alias = version.study.model.alias) {
        const key = alias === BUILTIN_ALIAS ? `${alias} ${version.hash}` : alias
        let model = endpoints.get(key)
        if (model === undefined) {
          model = limited(bind(version, alias), options.concurrency ?? MOST_CALLS)
          endpoints.set(key, model)
        }
        return model
      },
      prices: (alias) => (read.kind === 'bindings' ? (read.bindings.get(alias)?.prices ?? null) : null),
      close: async () => responder?.close(),
    },
  }
}

/** The same model. It reports each thing that its endpoint refuses, the first time that this happens. */
function warning(model: Model, warn: ((remedy: string) => void) | undefined): Model {
  if (warn === undefined) return model
  const told = new Set<string>()
  return {
    identity: model.identity,
    async reply(request, way) {
      const result = await model.reply(request, way)
      const remedy = result.outcome.kind === 'failed' ? result.outcome.error.remedy : undefined
      if (remedy !== undefined && !told.has(remedy)) {
        told.add(remedy)
        warn(remedy)
      }
      return result
    },
  }
}

/** A problem at the line of a study's file that names its model. */
function atAlias(file: string, root: string, message: string): StudyProblem {
  const full = path.resolve(root, file)
  const line = existsSync(full) ? readYamlFile(full, file).lineOf(['model', 'alias']) : 1
  return { file, line, severity: 'error', message }
}

/** The responder's profile of a study version, from the `responder.yaml` beside the study's file. */
export function readProfile(
  study: Study,
  hash: string,
  file: string,
  root: string,
): { ok: true; profile: ResponderProfile } | { ok: false; problems: StudyProblem[] } {
  const effectsFile = path.join(path.dirname(file), 'responder.yaml')
  if (!existsSync(path.resolve(root, effectsFile))) {
    const message = `the model alias is "${BUILTIN_ALIAS}", and there is no ${effectsFile}; write one after studies/demo/responder.yaml, or name another alias.`
    return { ok: false, problems: [atAlias(file, root, message)] }
  }
  try {
    const read = readEffects(effectsFile, study, root)
    if (!read.ok) return { ok: false, problems: read.problems }
    return { ok: true, profile: { ...createProfile(study, read.effects), id: `${study.id}@${hash.slice(0, 12)}` } }
  } catch (error) {
    // There is a folder of that name, or a file that this account may not read.
    const message = `it cannot be read (${String(error)}); put a file there that this account may read.`
    return { ok: false, problems: [{ file: effectsFile, line: 1, severity: 'error', message }] }
  }
}
