import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { createRandom } from '../../../../shared/random.ts'
import { WRITTEN } from './appending.ts'
import type { Kit } from './material.ts'

export function crashContract(kit: () => Kit): void {
  test.each([1, 2, 3])(
    'every acknowledged event outlives a program that is killed at any moment, without a gap [S1, ST1] (%i)',
    async (seed) => {
      const { store, startAppender, reopen } = kit()
      await store.close()
      const program = startAppender()
      const gone = once(program, 'close')
      const lines = 20 + createRandom(seed).integer(400)
      const acknowledged = new Map<string, number>()
      let count = 0
      for await (const line of createInterface({ input: program.stdout! })) {
        const [session, seq] = line.split(' ')
        acknowledged.set(session!, Number(seq))
        count += 1
        if (count === lines) program.kill('SIGKILL')
      }
      await gone
      expect(program.signalCode).toBe('SIGKILL')
      expect(count).toBeGreaterThanOrEqual(lines)

      const after = await reopen()
      for (const session of WRITTEN) {
        const seqs = (await after.read(session, 0)).map(({ seq }) => seq)
        expect(seqs).toEqual(seqs.map((_, at) => at + 1))
        expect(seqs.length).toBeGreaterThanOrEqual(acknowledged.get(session) ?? 0)
        expect(await after.session(session)).toMatchObject({ seq: seqs.length })
      }
    },
  )
}
