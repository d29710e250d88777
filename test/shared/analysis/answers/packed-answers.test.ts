import { expect, test } from 'vitest'
import type { Observation } from '../../../../shared/analysis/answers/observation.ts'
import { PackedObservations } from '../../../../shared/analysis/answers/packed-observations.ts'
import { generate, generatedStudy, REFERENCE } from '../generate.ts'

test('packed observations come back as they were, more than one block of them', () => {
  const { observations } = generate({
    study: generatedStudy(),
    seed: 'packed',
    sessions: 40,
    moments: ['start', 'end'],
    repeats: 25,
    unclassifiable: 0.1,
    model: (_, item) => REFERENCE.EGY![item.slice('values/'.length).toUpperCase()]!,
    person: () => ({ before: 2, after: 4 }),
  })
  const strange: Observation[] = [
    { ...observations[0]!, form: 'open', wording: 3, reversed: true, reference: 'Q1', outcome: { kind: 'failed' } },
    { ...observations[0]!, outcome: { kind: 'classified', code: 0 } },
  ]
  const all = [...observations, ...strange]
  const packed = new PackedObservations()
  const rounds = Math.ceil(70_000 / all.length)
  for (let round = 0; round < rounds; round += 1) for (const one of all) packed.add(one)
  expect(packed.length).toBe(rounds * all.length)
  let nth = 0
  let wrong = 0
  for (const one of packed) {
    const { outcome, ...rest } = all[nth % all.length]!
    nth += 1
    const fields = Object.keys(rest) as (keyof typeof rest)[]
    const same = fields.every((field) => one[field] === rest[field])
    if (!same || one.outcome.kind !== outcome.kind || codeOf(one) !== codeOf({ ...rest, outcome })) wrong += 1
  }
  expect([nth, wrong]).toEqual([packed.length, 0])
})

const codeOf = ({ outcome }: Observation) => (outcome.kind === 'classified' ? outcome.code : null)
