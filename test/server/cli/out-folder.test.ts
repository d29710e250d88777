import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyseVerb } from '../../../server/cli/analyse.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { outFolder } from '../../../server/cli/out-folder.ts'
import { populationFromStudy } from '../../../server/cli/population-from-study.ts'
import { populationImport } from '../../../server/cli/population-import.ts'
import { studyCheck } from '../../../server/cli/study-check.ts'
import { studyFreeze } from '../../../server/cli/study-freeze.ts'
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
