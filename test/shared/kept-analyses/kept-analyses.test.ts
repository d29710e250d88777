import { expect, test } from 'vitest'
import { analyse } from '../../../shared/report/analyse.ts'
import { differences } from './differences.ts'
import { keptInput, keptReport } from './inputs.ts'

const names = ['demo', 'interaction-structure', 'framings', 'known-n', 'mixed-items']

test.each(names)('the report of the kept answers of %s is the kept report, to the last digit', (name) => {
  const report = JSON.stringify(analyse(keptInput(name)))
  const kept = keptReport(name)
  expect(differences(kept, JSON.parse(report))).toEqual([])
  // Byte for byte: the order of fields too.
  expect(report === JSON.stringify(kept)).toBe(true)
})
