import type { Study } from '../../shared/study/study.ts'
import type { Model } from './model.ts'

/** Finds the model that a study's alias is bound to. Throws for an alias that is not bound; start-up has refused it. */
export type Models = { of(study: Pick<Study, 'id' | 'model'>): Model }
