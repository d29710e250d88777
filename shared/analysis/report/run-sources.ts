import type { Source } from './source.ts'
import type { Sourced } from './sources.ts'

/** Where the parts of a probe run come from; none where there was no run. */
export function runSources(_sourced: Sourced): Source[] {
  return []
}
