import { expect, test } from 'vitest'
import { lintRun } from '../../../shared/study/lint-run.ts'
import { itemsOfRun } from '../../../shared/study/probe-jobs.ts'
import { studyOfRun } from '../../server/probes/run-rig.ts'

test('a canary that the first slice cannot ask is an error, and one that it can is none', () => {
  const canaries = { items: ['near/trust', 'near/side'], repeats: 2 }
  expect(lintRun(studyOfRun({ canaries })).filter(({ severity }) => severity === 'error')).toEqual([])
  const untranslated = studyOfRun({ canaries }, (loose) => {
    loose.instruments![0]!.items![1]!.forms!.question = [{ en: 'Only in English?' }] as never
  })
  expect(lintRun(untranslated).filter(({ severity }) => severity === 'error')).toMatchObject([
    { path: ['probeRun', 'canaries', 'items', 0], message: expect.stringContaining('EGY in "ar"') },
  ])
})

test('a canary that stands twice is named', () => {
  const [item] = itemsOfRun(studyOfRun())
  const twice = { items: [item!, item!], repeats: 2 }
  expect(lintRun(studyOfRun({ canaries: twice }))).toMatchObject([
    { severity: 'error', path: ['probeRun', 'canaries', 'items', 1], message: expect.stringContaining('stands twice') },
  ])
})
