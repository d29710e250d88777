import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '../../../server/clock.ts'
import { createOpenAiModel } from '../../../server/model/openai.ts'
import { freshLimit, type StopSignals } from '../../../server/probes/ask-all.ts'
import { Budget } from '../../../server/probes/budget.ts'
import type { RunPolicy } from '../../../server/probes/patient-call.ts'
import { planOf } from '../../../server/probes/plan.ts'
import { runProbes } from '../../../server/probes/run.ts'
import { Tally } from '../../../server/probes/run-tally.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Scans } from '../../../server/store/store.ts'
import { canonicalHash } from '../../../server/studies/canonical.ts'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import type { StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import type { ProbeRun } from '../../../shared/study/probe-run.ts'
import type { RequestParameters } from '../../../shared/study/request-parameters.ts'
import { type Loose, smallStudy } from '../../study.ts'
import { type Dialect, startEndpoint } from '../model/endpoint/endpoint.ts'

/** Two conditions x two slices x two items = 8 questions a repeat; a probe run after a change. */
export function studyOfRun(change: Partial<ProbeRun> = {}, more: (study: Loose) => void = () => {}): StudyOfRun {
  const study = smallStudy((loose) => {
    loose.probeRun = {
      items: ['near/trust', 'near/side'],
      slices: [
        { place: 'EGY', locale: 'ar' },
        { place: 'DEU', locale: 'en' },
      ],
      repeats: 2,
      ...change,
    } as never
    more(loose)
  })
  return { ...study, probeRun: study.probeRun! }
}

/** Short pauses, so that a test of retries takes no time. */
export const quickPolicy: RunPolicy = { attempts: 3, totalMs: 900_000, pauseMs: 1, maxPauseMs: 2_000, chance: () => 0 }

/** A reply that says this, after the capability check's calls were answered in the usual way. */
export function says(text: string): Dialect {
  return async (exchange) => {
    exchange.open()
    await exchange.say(text)
    await exchange.finish('stop')
    await exchange.usage()
    await exchange.done()
  }
}

/** Whether a request is one of the look at what the endpoint can do. */
export function isCheck(body: { messages: { content: string }[] }): boolean {
  return (
    body.messages.length === 1 &&
    /random words|number 1 alone|one two three|JSON object/.test(body.messages[0]!.content)
  )
}

/**
 * A store, a scripted endpoint and what is needed to ask it a study's run. The endpoint answers "2" unless `answer` says
 * otherwise; `asked` are the requests that were no check.
 */
export async function startRunRig(
  answer: Dialect = says('2'),
  firstTextMs = 60_000,
  checked: Dialect = says('one two'),
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-run-'))
  const migrations = path.resolve(import.meta.dirname, '../../../migrations/sqlite')
  const store = await openSqliteStore({ folder, migrations, role: 'tool' })
  const endpoint = await startEndpoint()
  let current = answer
  let model = modelWith(undefined)
  const byRequest: Dialect = (exchange) => (isCheck(exchange.received.body) ? checked(exchange) : current(exchange))
  // More than any test asks.
  endpoint.script(...Array.from({ length: 5_000 }, () => byRequest))
  function modelWith(parameters: RequestParameters | undefined) {
    const named = { alias: 'main', provider: 'test', baseUrl: endpoint.url, model: 'normal' }
    return createOpenAiModel(
      { ...named, ...(parameters && { parameters }) },
      { attempts: 1, firstTextMs, idleMs: 60_000, finishMs: 60_000 },
    )
  }

  async function gathered<Table extends keyof Scans>(table: Table, studyId = 'small'): Promise<Scans[Table][]> {
    const rows: Scans[Table][] = []
    for await (const page of store.scan(table, { studyId, kinds: [] })) rows.push(...page)
    return rows
  }

  return {
    store,
    endpoint,
    get model() {
      return model
    },
    /** The model is bound anew, to the same endpoint with these parameters. */
    bind(parameters: Partial<RequestParameters> | undefined) {
      model = modelWith(parameters && { rename: {}, drop: [], add: {}, ...parameters })
    },
    answer(next: Dialect) {
      current = next
    },
    asked: () => endpoint.requests.filter(({ body }) => !isCheck(body)),
    jobs: () => gathered('probeJobs'),
    calls: () => gathered('modelCalls'),
    runs: () => store.runs('small'),
    plan: (study: StudyOfRun, repeats = study.probeRun.repeats) =>
      planOf({ store, study, identity: model.identity }, repeats, null),
    /** Asks a study's run; gives its end with its tally. */
    async run(
      study: StudyOfRun,
      wish: {
        concurrency?: number
        budget?: Budget
        policy?: Partial<RunPolicy>
        signals?: StopSignals
        repeats?: number
        prices?: { input: number; output: number }
      } = {},
    ) {
      const { concurrency = 8, repeats = study.probeRun.repeats, prices = null } = wish
      const studyHash = canonicalHash(study)
      await store.publish({ hash: studyHash, id: study.id, json: canonicalJson(study), publishedAt: 1 })
      const never = new AbortController().signal
      const plan = await planOf({ store, study, identity: model.identity }, repeats, prices)
      const tally = new Tally(plan.toAsk + plan.canaries)
      const limit = freshLimit(concurrency)
      const end = await runProbes(
        {
          ...{ store, clock: systemClock, study, studyHash, model, repeats, plan, concurrency, tally, prices },
          budget: wish.budget ?? new Budget({ tokens: Infinity, cost: Infinity }),
          policy: { ...quickPolicy, ...wish.policy },
          signals: wish.signals ?? { stop: never, abort: never },
        },
        limit,
      )
      return { ...end, plan, tally, limit }
    },
    async end() {
      await store.close()
      await endpoint.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type RunRig = Awaited<ReturnType<typeof startRunRig>>
