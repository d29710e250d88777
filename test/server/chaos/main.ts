import { parseArgs } from 'node:util'
import { chaos } from './chaos.ts'

// npx tsx test/server/chaos/main.ts --kills 50 --sessions 30 --seed S
const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    sessions: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(`Usage: npx tsx test/server/chaos/main.ts [--kills N] [--sessions N] [--seed S]

  --kills     how often the server is killed (default 10)
  --sessions  how many people take part (default 10)
  --seed      what they do and when comes from it (default "chaos")`)
  process.exit(0)
}
const began = Date.now()
const outcome = await chaos({
  kills: Number(values.kills ?? 10),
  sessions: Number(values.sessions ?? 10),
  seed: values.seed ?? 'chaos',
  say: (line) => console.error(line),
})
console.log(JSON.stringify({ ...outcome, seconds: Math.round((Date.now() - began) / 1000) }, null, 2))
process.exit(outcome.faults.length === 0 ? 0 : 1)
