import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { io } from 'socket.io-client'
import type { Ack } from '../../shared/protocol/socket.ts'
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts'
import { openEngine, seatSessions } from './engine.ts'
import { tokenModel } from './model.ts'

/** Turns acknowledged a second over sockets, each after its commit, while replies of 50 words come at once. */
export async function turnsASecond(sessions: number, turnsEach: number): Promise<{ turns: number; seconds: number }> {
  const engine = await openEngine(tokenModel({ tokensPerSecond: 0, tokens: 50 }))
  try {
    const tickets = await seatSessions(engine, sessions, 'turns')
    const stage = engine.running.veil.hide('talk')
    const begun = performance.now()
    await Promise.all(
      tickets.map(async ({ session, token }) => {
        const socket = io(engine.url, {
          transports: ['websocket'],
          forceNew: true,
          auth: { protocol: PROTOCOL_VERSION, session, token, after: 0 },
        })
        let finished: (() => void) | null = null
        let tip: string | null = null
        socket.on('update', ({ entries }: Extract<Ack, { ok: true }>['update']) => {
          const last = entries.at(-1)
          if (last?.kind !== 'reply' || last.state !== 'finished') return
          tip = last.id
          finished?.()
        })
        for (let number = 0; number < turnsEach; number += 1) {
          const replied = new Promise<void>((resolve) => {
            finished = resolve
          })
          const body = {
            stage,
            turn: `${session}-${number}`,
            parent: tip,
            text: 'A turn of about the usual length for a chat on a phone.',
          }
          const ack: Ack = await socket.emitWithAck('propose', {
            id: `take-${session}-${number}`,
            at: Date.now(),
            offset: 0,
            type: 'turn.taken',
            body,
          })
          if (!ack.ok) throw new Error(ack.problem.message)
          await replied
        }
        socket.disconnect()
      }),
    )
    return { turns: sessions * turnsEach, seconds: (performance.now() - begun) / 1000 }
  } finally {
    await engine.close()
  }
}

/** Bytes of this process for each connected session that has had a turn and is idle; the clients are elsewhere. */
export async function bytesAnIdleSession(
  connect: (url: string, tickets: { session: string; token: string }[]) => Promise<() => void>,
  count: number,
): Promise<number> {
  const engine = await openEngine(tokenModel({ tokensPerSecond: 0, tokens: 50 }))
  try {
    const small = await connect(engine.url, await seatSessions(engine, 50, 'warm'))
    const before = await settled()
    const close = await connect(engine.url, await seatSessions(engine, count, 'idle'))
    const after = await settled()
    close()
    small()
    return (after - before) / count
  } finally {
    await engine.close()
  }
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

async function settled(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collect()
    await wait(300)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
