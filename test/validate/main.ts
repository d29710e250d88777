// `npm run validate [-- NAME ...] [--studies N] [--seed S]`: how often 95 % intervals hold the truth, and how often tests reject
// where there is nothing, over generated studies. It measures and judges nothing: a line outside its band says so.
import { parseArgs } from 'node:util'
import { aligned } from '../../server/cli/figures.ts'
import { PARTS } from './parts.ts'
import { marks, type Row, type Share, Tally } from './tally.ts'

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

function call() {
  try {
    const options = { studies: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } } as const
    return parseArgs({ args: process.argv.slice(2), options, allowPositionals: true })
  } catch (problem) {
    return stop(problem instanceof Error ? problem.message : String(problem))
  }
}

const { values, positionals } = call()
if (values.help) {
  console.log(`Usage: npm run validate -- [PART...] [--studies N] [--seed S]

  PART       ${Object.keys(PARTS).join(', ')} (default: all)
  --studies  how many studies are generated for each part (default 200)
  --seed     every random draw comes from it (default "validate")`)
  process.exit(0)
}
const studies = Number(values.studies ?? 200)
if (!Number.isSafeInteger(studies) || studies < 1)
  stop(`--studies must be a whole number above 0; it was "${values.studies}".`)
const unknown = positionals.find((name) => PARTS[name] === undefined)
if (unknown !== undefined) stop(`No part "${unknown}". There are: ${Object.keys(PARTS).join(', ')}.`)
const seed = values.seed ?? 'validate'

const shown = (share: Share | null) =>
  share === null ? ['', ''] : [share.share.toFixed(3), `${share.low.toFixed(3)} to ${share.high.toFixed(3)}`]

const table = (rows: readonly Row[]) =>
  aligned([
    ['estimator', 'studies', 'covers', '95 % band', 'rejects', '95 % band', ''],
    ...rows.map((row) => [row.line, String(row.studies), ...shown(row.coverage), ...shown(row.rejection), marks(row)]),
  ])

console.log(
  `Of ${studies} generated studies each: the share of 95 % intervals that hold the truth, and of tests at 0.05 that reject\nwithout an effect. The band is where 95 in 100 such shares would fall if the method were exact. Seed "${seed}".`,
)
for (const [name, part] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const begun = process.cpuUsage()
  const tally = new Tally()
  let told = performance.now()
  for (let study = 0; study < studies; study += 1) {
    tally.add(part.look(`${seed} ${name} ${study}`))
    if (performance.now() - told < 10_000) continue
    told = performance.now()
    console.error(`${name}: ${study + 1} of ${studies} studies`)
  }
  const { user, system } = process.cpuUsage(begun)
  console.log(`\n${name}: ${part.about} (${((user + system) / 1e6).toFixed(0)} s of processor)\n${table(tally.rows())}`)
}
