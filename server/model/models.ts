import type { Study } from '../../shared/study/study.ts'
import type { Model, ModelResult } from './model.ts'

/** A version of a study: the parts that decide about its model. */
export type StudyVersionOfModel = { study: Study; hash: string }

/**
 * Finds the model that the alias of a study version is bound to. The present versions are bound before anything starts.
 * An older version whose alias is no longer bound gets a model that fails and says so. It never gets another model in
 * its place.
 */
export type Models = {
  /** The model of the study's own alias, or of another alias that was bound for it. */
  of(version: StudyVersionOfModel, alias?: string): Model
}

/** Takes the place of a model whose alias is bound to nothing: every call fails, and the researcher reads why. */
export function unboundModel(alias: string, problem: string): Model {
  const error = { kind: 'request' as const, message: problem }
  const result: ModelResult = {
    outcome: { kind: 'failed', error },
    text: '',
    reported: {},
    timing: { endedMs: 0, chunks: 0, longestGapMs: 0 },
    attempts: [{ startedMs: 0, endedMs: 0, error }],
  }
  return { identity: { alias, provider: 'none', baseUrl: 'none', model: 'none' }, reply: async () => result }
}
