import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { BY_HAND, GOLDEN, goldenCells, ROOT, shippedStudies } from './golden-cells.ts'

const studies = shippedStudies()
const cells = studies.flatMap(({ study }) => goldenCells(study))
const files = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.split(path.sep).join('/'))

describe('what a model is sent in every cell of the shipped studies', () => {
  test.each(cells)('$file is as written', ({ file, text }) => {
    expect(existsSync(path.join(GOLDEN, file)), `no golden file; see test/shared/structure/write-golden.ts`).toBe(true)
    expect(text).toBe(readFileSync(path.join(GOLDEN, file), 'utf8'))
  })

  test('every golden file belongs to a cell', () => {
    expect(files.toSorted()).toEqual(cells.map((cell) => cell.file).toSorted())
  })

  test('six cells were written by hand, in both languages and both studies', () => {
    expect(BY_HAND).toHaveLength(6)
    for (const file of BY_HAND) expect(files).toContain(file)
  })

  test('cells of one study and locale differ from each other', () => {
    for (const locale of ['en', 'ar'])
      for (const { study } of studies.filter(({ study }) => study.flow.length > 0)) {
        const mine = cells.filter(({ file }) => file.startsWith(`${study.id}/`) && file.endsWith(`.${locale}.json`))
        const distinct = new Set(mine.map((cell) => cell.text))
        // For people who take part in English, the two levels of language differ in wording only; a gate says nothing.
        expect(distinct.size).toBe(study.id === 'demo' ? 2 : mine.length)
      }
  })
})

describe('the writer of golden files', () => {
  const writer = (args: string[], env: Record<string, string>) =>
    spawnSync(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'write-golden.ts'), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })

  test('refuses to write where CI is set', () => {
    const refused = writer(['--write'], { CI: 'true' })
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('not where CI is set')
  })
})
