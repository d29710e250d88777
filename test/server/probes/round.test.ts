import { expect, test } from 'vitest'
import { ProbeRound } from '../../../server/probes/round.ts'
import type { RunningStudy } from '../../../server/studies/catalogue.ts'
import { ELDER, Walk } from '../../shared/session/walk.ts'
import { smallStudy } from '../../study.ts'

test('a round that goes on after a restart asks only what is missing, and counts what failed before as failed', async () => {
  const study = smallStudy()
  const walk = new Walk(study).toTalk(ELDER)
  const asked: string[] = []
  const of = (item: string, repeat: number, outcome: string) => ({
    stage: 'talk',
    moment: 'start',
    item,
    repeat,
    outcome,
  })
  const kept = [
    of('near/trust', 0, 'failed'),
    of('near/trust', 1, 'classified'),
    of('near/warmth', 0, 'failed'),
    { ...of('near/warmth', 1, 'failed'), moment: 'end' },
  ]
  const store = {
    probes: async () => kept,
    recordProbe: async (key: { item: string; repeat: number }) => void asked.push(`${key.item} ${key.repeat}`),
  }
  const reply = async () => ({ outcome: { kind: 'complete' }, text: '7', startedAt: 0, endedAt: 0 })
  const models = { of: () => ({ identity: { alias: 'main' }, reply }) }
  const parts = { store, models, clock: { now: () => 0 }, watch: { ended() {} } }
  const round = new ProbeRound(parts as unknown as ConstructorParameters<typeof ProbeRound>[0])
  const running = { study, hash: 'h' } as unknown as RunningStudy
  const found = await round.ask({ session: walk.session, running }, 'talk', 'start', new AbortController().signal)
  expect(asked).toEqual(['near/warmth 1'])
  expect(found).toEqual({ asked: 4, failed: 2 })
})
