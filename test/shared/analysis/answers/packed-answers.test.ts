import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { PackedAnswers } from '../../../../shared/analysis/answers/packed-answers.ts'
import type { SessionAnswerRow } from '../../../../shared/analysis/answers/session-answers.ts'
import { generate, generatedStudy, REFERENCE } from '../generate.ts'

test('packed answers come back as they were, more than one block of them', () => {
  const { answers } = generate({
    study: generatedStudy(),
    seed: 'packed',
    sessions: 40,
    moments: ['start', 'end'],
    repeats: 25,
    unclassifiable: 0.1,
    model: (_, item) => REFERENCE.EGY![item.slice('values/'.length).toUpperCase()]!,
    person: () => ({ before: 2, after: 4 }),
  })
  const strange: SessionAnswerRow[] = [
    { ...answers[0]!, form: 'open', wording: 3, order: 'reversed', outcome: { kind: 'failed' } },
    { ...answers[0]!, outcome: { kind: 'uncoded' } },
    { ...answers[0]!, outcome: { kind: 'classified', code: 0 } },
  ]
  const all = [...answers, ...strange]
  const packed = new PackedAnswers()
  const rounds = Math.ceil(70_000 / all.length)
  for (let round = 0; round < rounds; round += 1) for (const one of all) packed.add(one)
  expect(packed.length).toBe(rounds * all.length)
  let nth = 0
  let wrong = 0
  for (const one of packed) {
    if (!isDeepStrictEqual(one, all[nth % all.length])) wrong += 1
    nth += 1
  }
  expect([nth, wrong]).toEqual([packed.length, 0])
})
