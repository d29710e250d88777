import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { populationImport } from '../../../server/cli/population-import.ts'
import type { Account } from '../../../server/populations/imported.ts'
import { PopulationHead } from '../../../shared/instrument/population.ts'
import { call } from '../cli/calls.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-populations-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let made = 0

/** A file of this name and text, in a folder of its own. */
export function sourceFile(text: string | Buffer, name = 'source.csv'): string {
  const file = path.join(mkdtempSync(path.join(folder, 'source-')), name)
  writeFileSync(file, text)
  return file
}

/** A folder that is not there yet. */
export function newFolder(): string {
  made += 1
  return path.join(folder, `out-${made}`)
}

/** Imports a file that must be taken, and reads what was written. */
export async function imported(file: string, format: string, ...options: string[]) {
  const out = newFolder()
  const {
    code,
    out: said,
    err,
  } = await call(populationImport, file, '--format', format, '--out', out, '--id', 'people', '--json', ...options)
  if (code !== 0) throw new Error(err)
  const account = JSON.parse(said) as Account & { files: string[] }
  const text = (name: string) => readFileSync(path.join(out, name), 'utf8')
  return {
    account,
    err,
    out,
    head: PopulationHead.parse(parseYaml(text('people.yaml'))),
    figures: text('people.csv').trimEnd().split('\n'),
    text,
  }
}

/** What is said of a file that cannot be imported, which must end with 2 and write nothing. */
export async function refused(file: string, format: string, ...options: string[]): Promise<string> {
  const { code, out, err } = await call(populationImport, file, '--format', format, '--out', newFolder(), ...options)
  if (code !== 2 || out !== '') throw new Error(`It ended with ${code} and said: ${out}${err}`)
  return err
}

/** Whether all that was read was used, or is told by a reason. */
export function addsUp({ rows, answers }: Account): boolean {
  const sum = (counts: { count: number }[]) => counts.reduce((total, { count }) => total + count, 0)
  return (
    rows.read === rows.used + sum(rows.misfits) &&
    answers.read === answers.used + sum(answers.misfits) + sum(answers.missing)
  )
}
