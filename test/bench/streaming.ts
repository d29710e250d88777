import { type ChildProcess, fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Server } from 'socket.io'
import { openEngine, seatSessions } from './engine.ts'
import type { ListenerOrder, ListenerReport } from './listener.ts'
import { tokenModel } from './model.ts'

const TOKENS_A_SECOND = 30
const SECONDS = 9
/** A little longer than the listeners listen, so that no stream ends while it is measured. */
const TOKENS = TOKENS_A_SECOND * (SECONDS + 4)

/** The participants are a process of their own, so that their work is not counted as the server's. */
async function listenElsewhere(order: ListenerOrder): Promise<ListenerReport> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'listener.ts'), { execArgv: ['--import', 'tsx'] })
  try {
    child.send(order)
    return await new Promise<ListenerReport>((resolve, reject) => {
      child.once('message', (report) => resolve(report as ListenerReport))
      child.once('exit', (code) => reject(new Error(`The listeners ended with ${code}.`)))
    })
  } finally {
    child.removeAllListeners('exit')
    child.kill()
  }
}

/** Tokens of `count` sessions through the whole engine: step, SQLite with checkpoints, pulse, socket. */
export async function streamThroughEngine(count: number): Promise<ListenerReport> {
  const engine = await openEngine(tokenModel({ tokensPerSecond: TOKENS_A_SECOND, tokens: TOKENS }))
  try {
    const tickets = await seatSessions(engine, count, 'stream')
    const stage = engine.running.veil.hide('talk')
    return await listenElsewhere({ kind: 'sessions', url: engine.url, tickets, stage, seconds: SECONDS })
  } finally {
    await engine.close()
  }
}

/** The same tokens from a socket.io server that does nothing else: one emit a token, nothing kept. */
export async function streamBare(count: number): Promise<ListenerReport> {
  const http = createServer()
  const io = new Server(http, { serveClient: false })
  const model = tokenModel({ tokensPerSecond: TOKENS_A_SECOND, tokens: TOKENS })
  io.on('connection', (socket) => {
    socket.on('begin', () => {
      const abort = new AbortController()
      socket.on('disconnect', () => abort.abort())
      void model.reply(
        { messages: [], settings: {} },
        { signal: abort.signal, onText: (piece) => void socket.emit('token', piece) },
      )
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    return await listenElsewhere({ kind: 'bare', url, sockets: count, seconds: SECONDS })
  } finally {
    await io.close()
  }
}

/** The most sessions, to a step of 100, for which 99 % of all expected tokens come within 100 ms. */
export async function mostSessions(
  stream: (count: number) => Promise<ListenerReport>,
  from: number,
): Promise<{ most: number; report: ListenerReport | null }> {
  let most = 0
  let report: ListenerReport | null = null
  const holds = async (count: number) => {
    const one = await stream(count)
    const good = one.p99 < 100
    console.log(
      `    ${count} sessions: p50 ${one.p50.toFixed(0)} ms, p99 ${one.p99.toFixed(0)} ms, ${one.tokens} tokens`,
    )
    if (good && count > most) {
      most = count
      report = one
    }
    return good
  }
  let step = 400
  let at = from
  if (await holds(at)) while (await holds(at + step)) at += step
  else while (at > step && !(await holds(at - step))) at -= step
  for (step /= 2; step >= 100; step /= 2) await holds(most + step)
  return { most, report }
}
