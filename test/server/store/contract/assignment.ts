import { expect, test } from 'vitest'
import type { Store } from '../../../../server/store/store.ts'
import type { SessionKind } from '../../../../shared/session/events.ts'
import { assignmentAt, blockSize } from '../../../../shared/study/assignment.ts'
import { enrolled, enrolment, event, HASH, type Kit, progress, publish, turn, weighted } from './material.ts'

const SEED = 'a seed'

function stratum(kind: SessionKind = 'live', name = 'all') {
  return { study: HASH, kind, name }
}

function draw(session: string, seq = 2) {
  return (index: number) => {
    const body = assignmentAt(weighted, SEED, 'all', index)
    const made = event(session, seq, { type: 'assignment.made', body }, 'assigned')
    return { event: made, progress: { ...progress, condition: body.condition } }
  }
}

async function indexOf(store: Store, session: string): Promise<number | null> {
  const made = (await store.read(session, 0)).find(({ type }) => type === 'assignment.made')
  return made?.type === 'assignment.made' && made.body !== null && 'index' in made.body ? made.body.index : null
}

export function assignmentContract(kit: () => Kit): void {
  test('a thousand sessions that enrol and are assigned at once fill every block exactly [S3, ST5]', async () => {
    const { store } = kit()
    await publish(store)
    const sessions = Array.from({ length: 1_000 }, (_, at) => `s${at}`)
    await Promise.all(
      sessions.map(async (session) => {
        await store.enrol(enrolment(session))
        await store.assign(session, stratum(), draw(session))
      }),
    )
    const drawn = await Promise.all(
      sessions.map(async (session) => ({
        index: await indexOf(store, session),
        condition: (await store.session(session))!.condition,
      })),
    )
    drawn.sort((a, b) => a.index! - b.index!)
    expect(drawn.map(({ index }) => index)).toEqual(sessions.map((_, at) => at))
    const size = blockSize(weighted)
    expect(size).toBe(4)
    for (let begin = 0; begin < 1_000; begin += size) {
      const block = drawn.slice(begin, begin + size).map(({ condition }) => condition)
      expect(block.sort()).toEqual(['a', 'b', 'c', 'c'])
    }
  })

  test('two programs that draw at once use no index twice and skip none [S3, ST5]', async () => {
    const { store, second } = kit()
    await publish(store)
    const other = await second()
    const sessions = Array.from({ length: 60 }, (_, at) => `s${at}`)
    await Promise.all(
      sessions.map(async (session, at) => {
        const mine = at % 2 === 0 ? store : other
        await mine.enrol(enrolment(session))
        await mine.assign(session, stratum(), draw(session))
      }),
    )
    const indexes = await Promise.all(sessions.map((session) => indexOf(store, session)))
    expect(indexes.sort((a, b) => a! - b!)).toEqual(sessions.map((_, at) => at))
  })

  test('a session is assigned once, however often it asks [S3]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.assign('s', stratum(), draw('s'))))
    expect(outcomes).toEqual([{ kind: 'appended' }, ...new Array(4).fill({ kind: 'repeated', seq: 2 })])
    await store.assign('t', stratum(), draw('t'))
    expect(await indexOf(store, 't')).toBe(1)
  })

  test('a draw that throws or comes out of place leaves no trace, and its index goes to the next [S3, ST2]', async () => {
    const { store } = kit()
    await enrolled(store, 's')
    await enrolled(store, 't')
    const thrown = store.assign('s', stratum(), () => {
      throw new Error('No draw.')
    })
    const misplaced = store.assign('s', stratum(), draw('s', 7))
    const foreign = store.assign('s', stratum(), draw('t'))
    const neighbour = store.append('t', [turn('t', 2)], progress)
    await expect(thrown).rejects.toThrow('No draw.')
    expect(await misplaced).toEqual({ kind: 'conflict', seq: 1 })
    await expect(foreign).rejects.toThrow('belongs to session "t"')
    expect(await neighbour).toEqual({ kind: 'appended' })
    expect(await store.read('s', 1)).toEqual([])
    expect(await store.session('s')).toMatchObject({ condition: null, seq: 1 })
    expect(await store.assign('t', stratum(), draw('t', 3))).toEqual({ kind: 'appended' })
    expect(await store.assign('s', stratum(), draw('s'))).toEqual({ kind: 'appended' })
    expect([await indexOf(store, 't'), await indexOf(store, 's')]).toEqual([0, 1])
  })

  test('kinds, strata and study versions each have a sequence of their own, which a restart keeps [S3]', async () => {
    const { store, reopen } = kit()
    for (const session of ['a', 'b', 'c', 'd', 'e']) await enrolled(store, session)
    await store.assign('a', stratum(), draw('a'))
    await store.assign('b', stratum('preview'), draw('b'))
    await store.assign('c', stratum('live', 'locale=fr'), draw('c'))
    await store.assign('d', { ...stratum(), study: 'b'.repeat(64) }, draw('d'))
    await store.close()
    const after = await reopen()
    await after.assign('e', stratum(), draw('e'))
    const indexes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((session) => indexOf(after, session)))
    expect(indexes).toEqual([0, 0, 0, 0, 1])
  })
}
