import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { Verb } from '../../../server/cli/verb.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'parallax-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let written = 0

/** A file of its own with this text; its path. */
export function fileOf(text: string): string {
  written += 1
  const file = path.join(folder, `table-${written}.csv`)
  writeFileSync(file, text)
  return file
}

/** Runs a verb and keeps what it wrote. */
export async function call(verb: Verb, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await verb.run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { code, out, err }
}
