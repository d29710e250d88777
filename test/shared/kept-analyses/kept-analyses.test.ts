import { expect, test } from 'vitest'
import { analyse } from '../../../shared/report/analyse.ts'
import { brought, withoutAnew } from './changes.ts'
import { differences } from './differences.ts'
import { keptInput, keptReport } from './inputs.ts'

const names = ['demo', 'interaction-structure', 'framings', 'known-n', 'mixed-items']

test.each(names)(
  'the report of the kept answers of %s is the kept report, but for what was meant to change',
  (name) => {
    const report = JSON.parse(JSON.stringify(analyse(keptInput(name)))) as unknown
    expect(differences(brought(keptReport(name)), withoutAnew(report))).toEqual([])
  },
)
