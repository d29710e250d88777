import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Store } from '../../../server/store/store.ts'
import { createRandom } from '../../../shared/random.ts'
import { AT, call, enrolled, event, probe, progress, turn } from './contract/material.ts'

/** A word that stands in everything that is kept of one session, and nowhere else. */
const wordOf = (session: string) => `zq${session}qz`

/**
 * Sessions that come, grow and are erased in each other's midst, until `count` were erased: what makes a database move rows
 * between its pages. `erase` is the way of erasing, of several at a time. Returns the ids of those that were erased.
 */
export async function eraseAmongOthers(
  store: Store,
  count: number,
  { seed, at = 1, erase }: { seed: string; at?: number; erase: (sessions: string[]) => Promise<void> },
): Promise<string[]> {
  const random = createRandom(seed)
  const open: { id: string; seq: number }[] = []
  const erased: string[] = []
  let made = 0
  const begin = async () => {
    const id = `s${String(made).padStart(5, '0')}`
    made += 1
    await enrolled(store, id, { identifiers: { PID: wordOf(id) } })
    open.push({ id, seq: 1 })
  }
  const leave = () => open.splice(random.integer(open.length), 1)[0]!.id
  while (erased.length < count) {
    while (open.length < 150 + at) await Promise.all(Array.from({ length: 30 }, begin))
    // Four grow for each that leaves; several at once, since it is the disk that takes the time.
    const step = Math.min(at, 10)
    for (let round = 0; round < at; round += step) {
      const growing = random.shuffle(open).slice(0, 4 * step)
      await Promise.all(growing.map((one) => grow(store, one, (most) => 1 + random.integer(most))))
    }
    const leaving = Array.from({ length: at }, leave)
    await erase(leaving)
    erased.push(...leaving)
  }
  return erased
}

async function grow(store: Store, one: { id: string; seq: number }, upTo: (most: number) => number): Promise<void> {
  const { id } = one
  const words = (most: number) => `${wordOf(id)} `.repeat(upTo(most))
  const begin = one.seq
  const turns = Array.from({ length: upTo(3) }, (_, nth) => turn(id, begin + 1 + nth, words(60)))
  one.seq += turns.length
  const reply = `r${begin}`
  await Promise.all([
    store.append(id, turns, progress),
    store.checkpoint([{ session: id, reply, from: 0, text: words(40) }]),
    store.recordCall(call(`call-${id}-${begin}`, id, { error: words(1), record: words(200) })),
    store.recordProbe(
      probe(id, { repeat: begin, text: words(3), promptHash: words(1) }),
      call(`probe-${id}-${begin}`, id, { record: words(100) }),
    ),
    store.recordTelemetry({ session: id, id: `t${begin}`, at: AT, marks: [words(9)] }),
  ])
  one.seq += 1
  const body = { stage: 'talk', reply, outcome: 'complete', text: words(60), call: null } as const
  await store.append(id, [event(id, one.seq, { type: 'reply.finished', body })], progress)
}

/** Those of the sessions of which a word can be read in the bytes of any file of the folder, with the names of the files. */
export function legibleIn(folder: string, sessions: readonly string[]): string[] {
  const looked = new Set(sessions)
  const found = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = readFileSync(path.join(entry.parentPath, entry.name)).toString('latin1')
    for (const [, session] of bytes.matchAll(/zq(s\d{5})qz/g))
      if (looked.has(session!)) found.add(`${session} in ${entry.name}`)
  }
  return [...found].sort()
}
