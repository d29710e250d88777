import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createRandom } from '../../../shared/random.ts'
import { newFolder, sourceFile } from './importing.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const ROWS = 300_000

/** A file of the survey's shape, written piece by piece. */
async function manyPeople(): Promise<string> {
  const file = sourceFile('', 'many.csv')
  const random = createRandom('many people')
  const out = createWriteStream(file)
  out.write('A_YEAR,B_COUNTRY_ALPHA,H_URBRURAL,W_WEIGHT,Q1,Q2,Q3,Q260,Q262,Q275R\n')
  const code = (most: number) => String(1 + random.integer(most))
  const person = () => {
    const country = ['EGY', 'DEU'][random.integer(2)]!
    return ['2018', country, code(2), String(random.next()), code(4), code(4), code(10), code(2), '42', code(3)].join(
      ',',
    )
  }
  // The same thousand people again and again: what matters is how many rows there are.
  const thousand = `${Array.from({ length: 1_000 }, person).join('\n')}\n`
  for (let at = 0; at < ROWS; at += 1_000) if (!out.write(thousand)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
  return file
}

test('a file of 300,000 people is read in a heap that could not hold its rows', { timeout: 300_000 }, async () => {
  const file = await manyPeople()
  const script = `
    import { populationImport } from '${root}/server/cli/population-import.ts'
    const io = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) }
    process.exitCode = await populationImport.run(process.argv.slice(1), io)`
  const args = [file, '--format', 'wvs7', '--out', newFolder(), '--id', 'many']
  const node = ['--max-old-space-size=48', '--import', 'tsx', '--input-type=module', '--eval', script, '--', ...args]
  const child = spawn(process.execPath, node, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const [said, [exit]] = await Promise.all([text(child.stderr), once(child, 'close'), text(child.stdout)])
  expect(exit, said).toBe(0)
  expect(said).toContain(`rows       ${ROWS} read, ${ROWS} used, 0 left out`)
})
