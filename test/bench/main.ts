// `npm run bench [-- NAME ...]`: figures of this machine in this run. Compare ratios within a run, not runs with each other.
import { fork } from 'node:child_process'
import path from 'node:path'
import { streamThroughAdapter } from './adapter.ts'
import { exportFigures } from './exports.ts'
import { bytesAnIdleSession, turnsASecond } from './sessions.ts'
import { startUp } from './start-up.ts'
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
  async export() {
    const small = await exportFigures(400, 20)
    const large = await exportFigures(4000, 20)
    return [
      `export: ${Math.round(large.rows / large.seconds)} rows a second (${large.rows} rows in ${large.seconds.toFixed(1)} s)`,
      `peak memory: ${small.peakMegabytes.toFixed(0)} MB for ${small.rows} rows, ${large.peakMegabytes.toFixed(0)} MB for ten times the rows (ratio ${(large.peakMegabytes / small.peakMegabytes).toFixed(2)})`,
    ]
  },
}

async function connectElsewhere(url: string, tickets: { session: string; token: string }[]): Promise<() => void> {
  const child = fork(path.join(import.meta.dirname, 'idle.ts'), { execArgv: ['--import', 'tsx'] })
  child.send({ url, tickets })
  await new Promise((resolve) => child.once('message', resolve))
  return () => child.kill()
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => BENCHES[name] === undefined)
if (unknown !== undefined) {
  console.error(`No bench "${unknown}". There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}
const lines: string[] = []
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`${name} …`)
  lines.push(...(await bench()))
}
console.log(`\n${lines.join('\n')}`)
process.exit(0)
