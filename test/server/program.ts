import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { eventually, soon } from './guest.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

/** The server as a program of its own, started as people start it. */
export class Program {
  readonly child: ChildProcess
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  out = ''
  err = ''
  readonly #port: number

  constructor(env: Record<string, string>) {
    this.#port = Number(env.PORT)
    const { PATH = '', HOME = '' } = process.env
    this.child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'server', 'main.ts')], {
      cwd: root,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout!.on('data', (part) => {
      this.out += part
    })
    this.child.stderr!.on('data', (part) => {
      this.err += part
    })
    this.exited = new Promise((resolve) => this.child.once('close', (code, signal) => resolve({ code, signal })))
  }

  /** Resolves once it says that it runs. Rejects with what it said when it stops instead. */
  async running(): Promise<this> {
    const said = new Promise<void>((resolve, reject) => {
      // The greeting ends with an empty line.
      const look = () => (/Researcher[\s\S]*\n\n$/.test(this.out) ? resolve() : undefined)
      this.child.stdout!.on('data', look)
      this.exited.then(({ code }) => reject(new Error(`The server stopped with ${code}: ${this.err}${this.out}`)))
    })
    await soon('a start of the server', said, 60_000)
    return this
  }

  /** Resolves once its port takes connections: it does before its greeting, and its log is held back until that. */
  async listens(): Promise<void> {
    const isTaken = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(this.#port, '127.0.0.1')
        socket.once('error', () => resolve(false))
        socket.once('connect', () => resolve(socket.destroy().destroyed))
      })
    // Closely, so that whoever waits for it comes before what follows.
    const look = async () => {
      while (!(await isTaken())) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await soon('a server that listens', look(), 60_000)
  }

  /** The last part of the participant link of the study that is listed first. */
  get link(): string {
    return /participants +\S+\/s\/(\S+)/.exec(this.out)![1]!
  }

  /**
   * Resolves once what was signalled to it by now has been heard: its event loop has gone to sleep some times since. Where
   * the system does not tell, after a second.
   */
  async heard(): Promise<void> {
    const status = `/proc/${this.child.pid}/status`
    if (!existsSync(status)) return new Promise((resolve) => setTimeout(resolve, 1_000))
    const told = () => (existsSync(status) ? readFileSync(status, 'utf8') : '')
    const sleeps = () => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(told())?.[1] ?? Infinity)
    await eventually('a signal that has come', async () => !/^ShdPnd:.*[1-9a-f]/m.test(told()))
    const before = sleeps()
    await eventually('some turns of the program', async () => sleeps() > before + 5)
  }

  /** Resolves once it has next to nothing to do, so that what can go on has gone on. */
  async rests(): Promise<void> {
    const stat = `/proc/${this.child.pid}/stat`
    // Fields 14 and 15 are what it has used of the processor; the second, a name, may have blanks in it.
    const used = () => {
      if (!existsSync(stat)) return 0
      const fields = readFileSync(stat, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(fields[11]) + Number(fields[12])
    }
    for (let before = -Infinity; used() - before > 3; ) {
      before = used()
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }

  /** Kills it at once, as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.exited
  }

  /** Asks it to close, and resolves with its exit code. */
  async close(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return (await soon('the close of the server', this.exited)).code
  }
}

/** Below those that systems give to whoever asks for any, so that nobody is given one between this and its use. */
const LOWEST_PORT = 10_000
const HIGHEST_PORT = 30_000
const given = new Set<number>()

/** A port that is free now, and that nobody takes by chance. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT)
    if (given.has(port)) continue
    given.add(port)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
