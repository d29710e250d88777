import { canonicalJson } from '../../shared/canonical-json.ts'
import type { CalledModel } from '../../shared/report/report.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import type { Snapshot } from '../store/store.ts'
import { modelOf } from './calls-table.ts'

/**
 * The models that the sessions of a version called, with what their bindings changed about requests. The model that was
 * called most comes first. Erased calls are not among them. Memory holds one page of calls.
 */
export async function calledModels(
  snapshot: Pick<Snapshot, 'scan'>,
  { studyId, kinds, version }: { studyId: string; kinds: readonly SessionKind[]; version: string },
): Promise<CalledModel[]> {
  const found = new Map<string, CalledModel>()
  for await (const page of snapshot.scan('modelCalls', { studyId, kinds }))
    for (const call of page) {
      const { provider, base_url: baseUrl, alias, model, parameters } = modelOf(call)
      if (call.session === null || call.study !== version || provider === null || baseUrl === null) continue
      const named = { alias, provider, baseUrl, model, ...(parameters && { parameters }) }
      const key = canonicalJson(named)
      found.set(key, { ...named, calls: (found.get(key)?.calls ?? 0) + 1 })
    }
  return [...found.values()].sort((a, b) => b.calls - a.calls)
}
