import { attrition } from './parts/attrition.ts'
import { contrasts } from './parts/contrasts.ts'
import { models } from './parts/models.ts'
import { agreement, clusters } from './parts/resampling.ts'
import { alignment, comparisons } from './parts/runs.ts'
import { towardModelPart, towardPeoplePart } from './parts/two-way.ts'
import { variance } from './parts/variance.ts'
import type { Part } from './tally.ts'

/** What `npm run validate` looks at, by name. */
export const PARTS: Readonly<Record<string, Part>> = {
  contrasts,
  'toward-people': towardPeoplePart,
  'toward-model': towardModelPart,
  comparisons,
  alignment,
  variance,
  attrition,
  models,
  agreement,
  clusters,
}
