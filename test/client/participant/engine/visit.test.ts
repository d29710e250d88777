import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { connect } from '../../../../client/participant/engine/connection.ts'
import type { Identity } from '../../../../client/participant/engine/identity.ts'
import { memoryStorage } from '../../../../client/participant/engine/storage.ts'
import { openVisit } from '../../../../client/participant/engine/visit.ts'
import type { Ack, Proposal } from '../../../../shared/protocol/socket.ts'
import { refused, update } from '../proposals.ts'

type Wire = { hears: Parameters<typeof connect>[1]; answer(ack: Ack): void; readonly asked: Proposal[] }
const wires: Wire[] = []

vi.mock('../../../../client/participant/engine/connection.ts', () => ({
  connect(_: Identity, hears: Wire['hears']) {
    const asked: Proposal[] = []
    let answer: (ack: Ack) => void = () => {}
    wires.push({ hears, asked, answer: (ack) => answer(ack) })
    return {
      isUp: () => true,
      propose(proposal: Proposal) {
        asked.push(proposal)
        return new Promise<Ack>((resolve) => {
          answer = resolve
        })
      },
      catchUp: async () => ({ ok: true, update: update(1) }),
      telemetry: async () => true,
      close() {},
    }
  },
}))

beforeAll(() => {
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
})
afterAll(() => vi.unstubAllGlobals())

test('a turn that two tabs sent, and that the server refused to both, is put back into the box of one of them', async () => {
  const storage = memoryStorage()
  const identity = { session: 's', key: 'k' } as unknown as Identity
  const [one, two] = ['one', 'two'].map((tab) => openVisit(identity, storage, tab))
  // Both have their box on screen, empty.
  expect([one!.drafts.get('talk'), two!.drafts.get('talk')]).toEqual(['', ''])
  one!.propose('turn.taken', { stage: 'talk', turn: 't', parent: null, text: 'Written once' })
  wires[1]!.hears.connected(true)
  await expect.poll(() => wires.map(({ asked }) => asked.length)).toEqual([1, 1])
  for (const { answer } of wires) answer(refused('out-of-order'))
  await expect.poll(() => [one!.getState().notice, two!.getState().notice].filter(Boolean)).toHaveLength(2)
  expect([one!.drafts.get('talk'), two!.drafts.get('talk')].filter((text) => text !== '')).toEqual(['Written once'])
})
