import { expect, test } from 'vitest'
import { enrolled, event, type Kit, progress } from './material.ts'

export function repliesContract(kit: () => Kit): void {
  const piece = (from: number, text: string, reply = 'r', session = 's') => ({ session, reply, from, text })
  const kept = (reply = 'r', session = 's') => kit().store.checkpointed({ session, reply })

  test('the pieces of a running reply are kept through a restart, up to the first gap [S14]', async () => {
    const { store, reopen } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    await store.checkpoint([piece(0, 'Once '), piece(0, 'Other', 'q'), piece(0, 'Else', 'r', 't')])
    await store.checkpoint([piece(11, 'a time'), piece(5, 'upon ')])
    expect(await kept()).toBe('Once upon ')
    await store.close()
    const after = await reopen()
    expect(await after.checkpointed({ session: 's', reply: 'r' })).toBe('Once upon ')
    await after.checkpoint([piece(10, ' ')])
    expect(await after.checkpointed({ session: 's', reply: 'r' })).toBe('Once upon  a time')
    expect(await after.checkpointed({ session: 't', reply: 'r' })).toBe('Else')
    expect(await after.checkpointed({ session: 's', reply: 'unknown' })).toBe('')
  })

  test('pieces that come again, longer, shorter or overlapping, change nothing of the text [S14]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.checkpoint([piece(0, 'abc')])
    await store.checkpoint([piece(0, 'abcdef')])
    await store.checkpoint([piece(0, 'ab')])
    expect(await kept()).toBe('abcdef')
    await store.checkpoint([piece(3, 'def'), piece(4, 'efg')])
    expect(await kept()).toBe('abcdefg')
    await store.checkpoint([piece(7, 'h')])
    expect(await kept()).toBe('abcdefgh')
  })

  test('a piece may end between the two halves of a character [S14]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    const text = 'so 👩🏽‍🚀!'
    await store.checkpoint(Array.from({ length: text.length }, (_, at) => piece(at, text[at]!)))
    expect(await kept()).toBe(text)
  })

  test('the pieces of a reply go when it is finished, and those of others stay [S13]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.checkpoint([piece(0, 'zq-kept-nowhere-qz'), piece(0, 'Other', 'q')])
    const body = { stage: 'talk', reply: 'r', outcome: 'complete', text: 'Whole.', call: null } as const
    await store.append('s', [event('s', 2, { type: 'reply.finished', body })], progress)
    expect(await kept()).toBe('')
    expect(await kept('q')).toBe('Other')
  })

  test('a finish that is refused leaves the pieces [S13]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await store.checkpoint([piece(0, 'Kept.')])
    const body = { stage: 'talk', reply: 'r', outcome: 'complete', text: 'Whole.', call: null } as const
    await store.append('s', [event('s', 5, { type: 'reply.finished', body })], progress)
    expect(await kept()).toBe('Kept.')
  })
}
