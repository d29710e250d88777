// `npm run bench [-- NAME ...] [--against REVISION]`: figures of this machine in this run. Compare ratios within a run, not runs with each other.
import { fork } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { streamThroughAdapter } from './adapter.ts'
import { raceAgainst } from './against.ts'
import { exportFigures } from './exports.ts'
import { millionAnswers } from './million.ts'
import { probeFigures } from './probes.ts'
import { bytesAnIdleSession, turnsASecond } from './sessions.ts'
import { startUp } from './start-up.ts'
import { clusterBootstrap, mixedModel } from './statistics.ts'
import { mostSessions, streamBare, streamThroughEngine } from './streaming.ts'

const BENCHES: Record<string, () => Promise<string[]>> = {
  async streaming() {
    console.log('  a bare socket.io emitter:')
    const bare = await mostSessions(streamBare, 1000)
    console.log('  the engine, replies made in process, all of it durable:')
    const engine = await mostSessions(streamThroughEngine, 1400)
    return [
      `sessions streaming 30 tokens/s with 99 % of tokens under 100 ms: ${engine.most} through the engine, ${bare.most} from a bare socket.io emitter (ratio ${(engine.most / bare.most).toFixed(2)})`,
    ]
  },
  async adapter() {
    const { most } = await mostSessions(streamThroughAdapter, 400)
    return [`streams of 30 tokens/s through the model adapter alone, 99 % of tokens under 100 ms: ${most}`]
  },
  async turns() {
    const { turns, seconds } = await turnsASecond(200, 25)
    return [
      `turns acknowledged after their commit, replies included: ${Math.round(turns / seconds)} a second (${turns} turns of 200 sessions)`,
    ]
  },
  async start() {
    const { first, second } = await startUp()
    return [`start-up: ${first.toFixed(2)} s on an empty data folder, ${second.toFixed(2)} s the second time`]
  },
  async memory() {
    const bytes = await bytesAnIdleSession(connectElsewhere, 1000)
    return [`memory of a connected idle session: ${(bytes / 1024).toFixed(1)} KB`]
  },
  async statistics() {
    const { ours, lme4, largestDifference } = mixedModel()
    const beside =
      lme4 === null
        ? 'R with lme4 is not installed here'
        : `lme4 ${lme4.toFixed(2)} s, ratio ${(lme4 / ours).toFixed(1)}; largest relative difference of an estimate ${largestDifference!.toExponential(1)}`
    return [
      `mixed model of 100,000 rows, y ~ condition * country + (1 | item) + (1 | participant): ${ours.toFixed(2)} s (${beside})`,
      `cluster bootstrap, 10,000 resamples of 2,000 sessions: ${clusterBootstrap().toFixed(2)} s`,
    ]
  },
  async million() {
    const { answers, seconds, peakMegabytes } = await millionAnswers()
    return [
      `two-way report of ${answers.toLocaleString('en')} answers: ${seconds.toFixed(0)} s, peak memory ${peakMegabytes.toFixed(0)} MB with the heap held to 512 MB`,
    ]
  },
  async export() {
    const small = await exportFigures(400, 20)
    const large = await exportFigures(4000, 20)
    return [
      `export: ${Math.round(large.rows / large.seconds)} rows a second (${large.rows} rows in ${large.seconds.toFixed(1)} s)`,
      `peak memory: ${small.peakMegabytes.toFixed(0)} MB for ${small.rows} rows, ${large.peakMegabytes.toFixed(0)} MB for ten times the rows (ratio ${(large.peakMegabytes / small.peakMegabytes).toFixed(2)})`,
    ]
  },
  async probes() {
    const [jobs, concurrency, latency] = [10_000, 64, 200]
    const { seconds, ideal, cpuSeconds, planSeconds, bareSeconds, first, rest } = await probeFigures(
      jobs,
      concurrency,
      latency,
    )
    return [
      `probe run of ${jobs} questions, ${latency} ms each, ${concurrency} at once: ${seconds.toFixed(1)} s, ideal ${ideal.toFixed(1)} s (ratio ${(seconds / ideal).toFixed(3)}), ${cpuSeconds.toFixed(1)} s of the processor; as many bare fetches ${bareSeconds.toFixed(1)} s; its plan took ${planSeconds.toFixed(1)} s`,
      `its peak memory: ${first.rss.toFixed(0)} MB in the first tenth, ${rest.rss.toFixed(0)} MB in the rest (ratio ${(rest.rss / first.rss).toFixed(2)}); heap ${first.heap.toFixed(0)} and ${rest.heap.toFixed(0)} MB`,
    ]
  },
}

async function connectElsewhere(url: string, tickets: { session: string; token: string }[]): Promise<() => void> {
  const child = fork(path.join(import.meta.dirname, 'idle.ts'), { execArgv: ['--import', 'tsx'] })
  child.send({ url, tickets })
  await new Promise((resolve) => child.once('message', resolve))
  return () => child.kill()
}

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string' }, help: { type: 'boolean' } },
})
if (values.help) {
  console.log(`Usage: npm run bench -- [BENCH...] [--against REVISION]

  BENCH      ${Object.keys(BENCHES).join(', ')} (default: all)
  --against  a git revision; each bench of both runs in turns, and the ratios are printed`)
  process.exit(0)
}
const unknown = asked.find((name) => BENCHES[name] === undefined)
if (unknown !== undefined) {
  console.error(`No bench "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
const lines: string[] = []
if (values.against !== undefined) {
  const benches = Object.keys(BENCHES).filter((name) => asked.length === 0 || asked.includes(name))
  console.log(`\n${(await raceAgainst(values.against, benches)).join('\n')}`)
  process.exit(0)
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`${name} …`)
  lines.push(...(await bench()))
}
console.log(`\n${lines.join('\n')}`)
process.exit(0)
