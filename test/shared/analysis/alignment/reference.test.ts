import { expect, test } from 'vitest'
import { referenceFor } from '../../../../shared/analysis/alignment/reference.ts'
import { codesOf } from '../../../../shared/instrument/instrument.ts'
import type { Reference } from '../../../../shared/instrument/population.ts'
import { smallStudy } from '../../../study.ts'

const study = smallStudy()
const item = study.instruments[0]!.items.find(({ id }) => id === 'trust')!
const coded = { ref: 'near/trust', item, codes: codesOf(item.answer), ordered: true }

function nOf(figures: Partial<Reference>): number | undefined {
  const { EGY } = study.populations[0]!.figures
  const populations = [{ ...study.populations[0]!, figures: { EGY: { T1: { ...EGY!.T1!, ...figures } } } }]
  const found = referenceFor({ populations }, 'EGY', coded)
  if (found.kind !== 'distribution') throw new Error(found.kind)
  return found.distribution.n
}

test("a reference distribution counts as many people as its figure tells, before those of the population's head", () => {
  expect(nOf({})).toBe(100)
  expect(nOf({ n: 80 })).toBe(80)
  expect(nOf({ n: 80, effective: 61.5 })).toBe(61.5)
})
