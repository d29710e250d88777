// Runs as a process of its own: one probe run against an endpoint, with its time and its memory as it goes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { keepHeapSmall } from '../../server/cli/heap.ts'
import { systemClock } from '../../server/clock.ts'
import { createOpenAiModel } from '../../server/model/openai.ts'
import { freshLimit } from '../../server/probes/ask-all.ts'
import { Budget } from '../../server/probes/budget.ts'
import { RUN_POLICY } from '../../server/probes/patient-call.ts'
import { planOf } from '../../server/probes/plan.ts'
import { runProbes } from '../../server/probes/run.ts'
import { Tally } from '../../server/probes/run-tally.ts'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { canonicalHash } from '../../server/studies/canonical.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { smallStudy } from '../study.ts'

const [baseUrl, jobs, concurrency] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
keepHeapSmall()
const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-'))
const migrations = path.resolve(import.meta.dirname, '../../migrations/sqlite')
const store = await openSqliteStore({ folder, migrations, role: 'tool' })

// Two conditions, two slices, two items in two orders: 16 questions a repeat.
const { probeRun, ...rest } = smallStudy((study) => {
  study.probeRun = {
    items: ['near/trust', 'near/side'],
    slices: [
      { place: 'EGY', locale: 'ar' },
      { place: 'DEU', locale: 'en' },
    ],
    orders: ['listed', 'reversed'],
    repeats: jobs / 16,
  } as never
})
const study = { ...rest, probeRun: probeRun! }
const studyHash = canonicalHash(study)
await store.publish({ hash: studyHash, id: study.id, json: canonicalJson(study), publishedAt: 0 })

const never = new AbortController().signal
const model = createOpenAiModel({ alias: 'main', provider: 'bench', baseUrl, model: 'slow' }, { attempts: 1 })
const { repeats } = probeRun!
const planned = performance.now()
const plan = await planOf({ store, study, identity: model.identity }, repeats, null)
const planSeconds = (performance.now() - planned) / 1000
const tally = new Tally(plan.toAsk)
const memory: { done: number; rss: number; heap: number }[] = []
const watch = setInterval(() => {
  const { rss, heapUsed } = process.memoryUsage()
  memory.push({ done: tally.done, rss, heap: heapUsed })
}, 50)
const begun = performance.now()
const before = process.cpuUsage()
const { early } = await runProbes(
  {
    ...{ store, clock: systemClock, study, studyHash, model, repeats, plan, concurrency, tally, prices: null },
    budget: new Budget({ tokens: Infinity, cost: Infinity }),
    policy: RUN_POLICY,
    signals: { stop: never, abort: never },
  },
  freshLimit(concurrency),
)
const seconds = (performance.now() - begun) / 1000
const used = process.cpuUsage(before)
const cpuSeconds = (used.user + used.system) / 1e6
clearInterval(watch)
await store.close()

// The same calls with nothing around them, to tell a slow run from a busy machine.
const BARE = 3_200
let left = BARE
const body = JSON.stringify({ model: 'slow', messages: [{ role: 'user', content: 'x'.repeat(300) }], stream: true })
const bareBegun = performance.now()
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (left > 0) {
      left -= 1
      await (await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body })).text()
    }
  }),
)
const bareSeconds = ((performance.now() - bareBegun) / 1000) * (jobs / BARE)
rmSync(folder, { recursive: true, force: true })

const peak = (from: number, to: number, of: 'rss' | 'heap') =>
  Math.max(...memory.filter(({ done }) => done >= from * jobs && done <= to * jobs).map((one) => one[of])) / 1024 ** 2
console.log(
  JSON.stringify({
    ...{ early, done: tally.done, seconds, cpuSeconds, planSeconds, bareSeconds },
    first: { rss: peak(0, 0.1, 'rss'), heap: peak(0, 0.1, 'heap') },
    rest: { rss: peak(0.1, 1, 'rss'), heap: peak(0.1, 1, 'heap') },
  }),
)
process.exit(0)
