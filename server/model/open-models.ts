import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Study } from '../../shared/study/study.ts'
import { problemLine } from '../studies/problem.ts'
import { BUILTIN_ALIAS, endpointFor, readBindings, sentenceOf } from './binding.ts'
import { createProfile, type ResponderProfile } from './builtin/profile.ts'
import { readEffects } from './builtin/read-effects.ts'
import { type Misbehaviour, responderModel, startResponder } from './builtin/responder.ts'
import type { Pace } from './builtin/stream.ts'
import type { Model } from './model.ts'
import type { Models } from './models.ts'
import { createOpenAiModel } from './openai.ts'

export type OpenModels = Models & { close(): Promise<void> }

/** A study with the file that it was read from, relative to `root`. */
type Loaded = { study: Study; file: string }

/**
 * Binds every study to the model that its alias stands for, and starts the built-in responder where one is asked for.
 * Nothing is started when anything is wrong: then all of it is told.
 */
export async function openModels(
  studies: readonly Loaded[],
  options: {
    env: Record<string, string | undefined>
    root: string
    pace?: Partial<Pace>
    misbehave?: Misbehaviour
    seed?: string
  },
): Promise<{ ok: true; models: OpenModels } | { ok: false; problems: string[] }> {
  const read = readBindings(options.env)
  if (read.kind === 'problems') return { ok: false, problems: read.problems.map(sentenceOf) }
  const bound = new Map<string, Model>()
  const profiles: ResponderProfile[] = []
  const problems: string[] = []
  for (const { study, file } of studies) {
    if (study.model.alias === BUILTIN_ALIAS) {
      const profile = readProfile(study, file, options.root)
      if (profile.ok) profiles.push(profile.profile)
      else problems.push(...profile.problems)
      continue
    }
    const binding = endpointFor(read.bindings, study.model.alias, study.id)
    if (binding.kind === 'unbound') problems.push(sentenceOf(binding.problem))
    else bound.set(study.id, createOpenAiModel(binding.endpoint))
  }
  if (problems.length > 0) return { ok: false, problems }

  const { pace, misbehave, seed } = options
  const responder =
    profiles.length === 0
      ? null
      : await startResponder({
          profiles,
          seed: seed ?? 'parallax',
          ...(pace && { pace }),
          ...(misbehave && { misbehave }),
        })
  if (responder !== null)
    for (const { study } of profiles) {
      const { baseUrl, apiKey } = responder
      const endpoint = {
        alias: BUILTIN_ALIAS,
        provider: 'built-in responder, not a language model',
        baseUrl,
        model: responderModel(study.id),
        apiKey,
      }
      bound.set(study.id, createOpenAiModel(endpoint))
    }
  return {
    ok: true,
    models: {
      of(study) {
        const model = bound.get(study.id)
        if (model === undefined) throw new Error(`Study "${study.id}" is bound to no model.`)
        return model
      },
      close: async () => responder?.close(),
    },
  }
}

/** The responder's profile of a study, from the `responder.yaml` beside its file. */
export function readProfile(
  study: Study,
  file: string,
  root: string,
): { ok: true; profile: ResponderProfile } | { ok: false; problems: string[] } {
  const effectsFile = path.join(path.dirname(file), 'responder.yaml')
  if (!existsSync(path.resolve(root, effectsFile)))
    return {
      ok: false,
      problems: [
        `${file}: the model alias is "${BUILTIN_ALIAS}", and there is no ${effectsFile}; write one after studies/demo/responder.yaml, or name another alias.`,
      ],
    }
  const read = readEffects(effectsFile, study, root)
  return read.ok
    ? { ok: true, profile: createProfile(study, read.effects) }
    : { ok: false, problems: read.problems.map(problemLine) }
}
