import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { AppendOutcome } from '../../../../server/store/store.ts'
import { AT, enrolled, event, gathered, type Kit, progress, turn } from './material.ts'

export function logContract(kit: () => Kit): void {
  test('a log is read in order, with its sequence from 1 and no gap [S1]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.append('s', [turn('s', 2), turn('s', 3)], progress)
    const sent = { ...turn('s', 4), clientAt: AT + 0.25, clientOffset: -12.5, actor: 'participant' as const }
    expect(await store.append('s', [sent], { ...progress, turns: 3, pending: true })).toEqual({ kind: 'appended' })

    const log = await store.read('s', 0)
    expect(log.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(log[3]).toEqual({ ...sent, bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect((await store.read('s', 2)).map(({ id }) => id)).toEqual(['event-3', 'event-4'])
    expect(await store.read('nobody', 0)).toEqual([])
    expect(await store.session('s')).toMatchObject({ seq: 4, turns: 3, pending: true, lastAt: AT + 4 })
    expect(await store.pendingSessions(['live', 'preview'])).toEqual(['s'])
    expect(await store.pendingSessions(['simulated'])).toEqual([])
  })

  test('an event that leaves a gap or comes second to its place is a conflict and changes nothing [S1, ST3]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const gap: AppendOutcome = { kind: 'conflict', seq: 1 }
    expect(await store.append('s', [turn('s', 3)], progress)).toEqual(gap)
    expect(await store.append('s', [turn('s', 2), turn('s', 4)], progress)).toEqual(gap)
    expect(await store.append('s', [turn('s', 1, 'Again.', 'other')], progress)).toEqual(gap)
    expect(await store.read('s', 1)).toEqual([])
    expect(await store.session('s')).toMatchObject({ seq: 1, phase: 'consenting' })
  })

  test('of two writers at the same place one is taken and the other hears of a conflict [S1, ST3]', async () => {
    const { store, second } = kit()
    await enrolled(store, 's')
    const other = await second()
    const outcomes = await Promise.all([
      store.append('s', [turn('s', 2, 'One.', 'one')], progress),
      other.append('s', [turn('s', 2, 'Two.', 'two')], progress),
      store.append('s', [turn('s', 2, 'Three.', 'three')], progress),
    ])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['appended', 'conflict', 'conflict'])
    expect(await store.read('s', 1)).toHaveLength(1)
  })

  test('the same id with the same body is taken once and acknowledged again, with another body refused [S4]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const first = event('s', 2, { type: 'reply.stopped', body: { stage: 'talk', reply: 'r', shown: 4 } }, 'stop')
    const same = event('s', 2, { type: 'reply.stopped', body: { shown: 4, reply: 'r', stage: 'talk' } }, 'stop')
    const other = event('s', 2, { type: 'reply.stopped', body: { stage: 'talk', reply: 'r', shown: 5 } }, 'stop')
    const outcomes = await Promise.all([
      store.append('s', [first], progress),
      store.append('s', [same], progress),
      store.append('s', [{ ...same, seq: 9 }], progress),
      store.append('s', [other], progress),
      store.append('s', [turn('s', 3, 'Words.', 'stop')], progress),
    ])
    const [appended, repeated, clash] = [{ kind: 'appended' }, { kind: 'repeated', seq: 2 }, { kind: 'clash', seq: 2 }]
    expect(outcomes).toEqual([appended, repeated, repeated, clash, clash])
    expect(await store.read('s', 1)).toHaveLength(1)
  })

  test('a repeat is told long after its place, and a list that is kept only in part is a conflict [S4]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.append('s', [turn('s', 2), turn('s', 3)], progress)
    await store.append('s', [turn('s', 4)], progress)
    expect(await store.append('s', [turn('s', 2), turn('s', 3)], progress)).toEqual({ kind: 'repeated', seq: 2 })
    expect(await store.append('s', [turn('s', 4), turn('s', 5)], progress)).toEqual({ kind: 'conflict', seq: 4 })
    expect(await store.session('s')).toMatchObject({ seq: 4 })
  })

  test('the same id may be used in two sessions [S4]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    await store.append('s', [turn('s', 2, 'One.', 'id')], progress)
    expect(await store.append('t', [turn('t', 2, 'Two.', 'id')], progress)).toEqual({ kind: 'appended' })
  })

  test('an acknowledged event is at once there for another program [ST1]', async () => {
    const { store, second } = kit()
    await enrolled(store, 's')
    const other = await second()
    for (let seq = 2; seq < 20; seq += 1) {
      await store.append('s', [turn('s', seq)], progress)
      expect(await other.read('s', seq - 1)).toHaveLength(1)
    }
  })

  test('many writes of one turn of the event loop are kept in the order asked, more than fit one commit', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const outcomes = await Promise.all(
      Array.from({ length: 2_500 }, (_, at) => store.append('s', [turn('s', at + 2)], progress)),
    )
    expect(outcomes.every(({ kind }) => kind === 'appended')).toBe(true)
    expect((await store.read('s', 0)).map(({ seq }) => seq)).toEqual(Array.from({ length: 2_501 }, (_, at) => at + 1))
  })

  test('a write that fails leaves its neighbours of the same commit [ST2]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    const outcomes = await Promise.allSettled([
      store.append('s', [turn('s', 2)], progress),
      store.append('nobody', [turn('nobody', 2)], progress),
      // The second event cannot be kept, so neither is the first.
      store.append('t', [turn('t', 2), { ...turn('t', 3), at: 0.5 }], progress),
      store.append('s', [turn('s', 3)], progress),
      store.append('t', [turn('t', 2, 'After all.', 'other')], progress),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect((await store.read('s', 1)).map(({ seq }) => seq)).toEqual([2, 3])
    expect((await store.read('t', 1)).map(({ id }) => id)).toEqual(['other'])
  })

  test('a change to an event after it was handed over changes nothing', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const body = { stage: 'talk', turn: 'a', parent: null, text: 'As written.' }
    const handed = event('s', 2, { type: 'turn.taken', body }, 'a')
    const done = store.append('s', [handed], progress)
    body.text = 'Changed.'
    handed.id = 'changed'
    await done
    expect((await store.read('s', 1))[0]).toMatchObject({ id: 'a', body: { text: 'As written.' } })
  })

  test('text comes back as it was, in every script and half a character too [ST16]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const text = 'é e\u0301 שלום مرحبا 你好 👩🏽‍🚀 "\\ \u2028 \ud83d'
    await store.append(
      's',
      [turn('s', 2, text, 'a'), event('s', 3, { type: 'talk.opened', body: { stage: 'talk', text } })],
      progress,
    )
    const opened = (await store.read('s', 2))[0]
    expect(opened?.body).toEqual({ stage: 'talk', text })
  })

  test('equal bodies have unequal hashes, so that no hash tells what was written [ST9]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const stop = { type: 'reply.stopped', body: { stage: 'talk', reply: 'r', shown: 4 } } as const
    await store.append('s', [event('s', 2, stop), event('s', 3, stop)], progress)
    const [one, other] = await store.read('s', 1)
    expect(one!.bodyHash).not.toBe(other!.bodyHash)
    const plain = createHash('sha256').update('{"reply":"r","shown":4,"stage":"talk"}').digest('hex')
    expect(one!.bodyHash).not.toBe(plain)
    const { rows } = await gathered(store.scan('events', { studyId: 'demo', kinds: ['live'] }))
    expect(rows.map(({ bodyHash }) => bodyHash).slice(1)).toEqual([one!.bodyHash, other!.bodyHash])
  })
}
