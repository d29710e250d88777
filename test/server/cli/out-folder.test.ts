import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { outFolder } from '../../../server/cli/out-folder.ts'
import { populationFromStudy } from '../../../server/cli/population-from-study.ts'
import { populationImport } from '../../../server/cli/population-import.ts'
import { studyCheck } from '../../../server/cli/study-check.ts'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
import { makeFolder } from '../../../server/make-folder.ts'
import { call, fileOf } from './calls.ts'

const demo = 'studies/demo/study.yaml'
const table = fileOf('population,item,code,share\nEGY,Q1,1,0.5\nEGY,Q1,2,0.5\n')
const file = fileOf('not a folder')

describe('--out of the verbs that write a folder', () => {
  test.each([
    ['population import', populationImport, [table, '--format', 'long']],
    ['population from-study', populationFromStudy, ['demo']],
    ['study freeze', studyFreeze, [demo]],
    ['analyse', analyseVerb, ['demo']],
    ['export', exportVerb, ['demo']],
  ] as const)('%s refuses a file, and a folder inside of one', async (_name, verb, args) => {
    for (const out of [file, path.join(file, 'deeper', 'still')]) {
      const { code, err } = await call(verb, ...args, '--out', out)
      expect([code, err]).toEqual([2, `--out: ${file} is a file; name a folder.\n`])
    }
  })

  test.each([
    ['study freeze', studyFreeze, [demo]],
    ['analyse', analyseVerb, ['demo']],
    ['export', exportVerb, ['demo']],
    ['export --zip', exportVerb, ['demo', '--zip']],
  ] as const)('%s refuses a folder under a link to nothing', async (_name, verb, args) => {
    const link = path.join(path.dirname(file), `link-${randomUUID()}`)
    symlinkSync('/not/there', link)
    const { code, err } = await call(verb, ...args, '--out', path.join(link, 'deeper', 'still'))
    const remedy = 'which is not there; make that folder, or name another.'
    expect([code, err]).toEqual([2, `--out: ${link} is a link to /not/there, ${remedy}\n`])
  })

  test.skipIf(process.platform !== 'linux')(
    'a folder that the system does not make is refused, and the call ends',
    async () => {
      const { code, err } = await call(studyFreeze, demo, '--out', '/proc/parallax/deeper')
      expect(code).toBe(2)
      expect(err).toMatch(/\/proc.* (cannot be made|cannot be written)/)
      expect(() => makeFolder('/proc/parallax/deeper')).toThrow('The folder /proc/parallax cannot be made')
    },
  )

  test('folders are made one in another, and the topmost new one is named', () => {
    const top = path.join(path.dirname(file), 'top')
    expect(makeFolder(path.join(top, 'a', 'b'))).toBe(top)
    expect(makeFolder(path.join(top, 'a', 'b'))).toBeUndefined()
    expect(() => makeFolder(path.join(file, 'a'))).toThrow(`The folder ${file} cannot be made`)
  })

  test('a folder that is not there yet is taken, and not made before there is something to write', () => {
    const later = path.join(path.dirname(file), 'later', 'deeper')
    expect(outFolder(later)).toBe(later)
    expect(existsSync(path.dirname(later))).toBe(false)
  })
})

describe('a folder in place of a file', () => {
  const folder = path.join(path.dirname(file), 'folder')
  mkdirSync(folder)

  test.each([
    ['study check', studyCheck, []],
    ['study freeze', studyFreeze, ['--out', path.join(folder, 'bundle')]],
  ] as const)('%s asks for the study file in it', async (_name, verb, args) => {
    const { code, err } = await call(verb, folder, ...args)
    expect([code, err]).toEqual([2, `"${folder}" is a folder; give the path of the study.yaml in it.\n`])
  })

  test('population import asks for the instrument file in it', async () => {
    const { code, err } = await call(
      populationImport,
      ...[table, '--format', 'long', '--out', path.join(folder, 'out'), '--instrument', folder],
    )
    expect([code, err]).toEqual([2, `"${folder}" is no instrument file; name the YAML file itself.\n`])
  })
})
