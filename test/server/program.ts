import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import path from 'node:path'
import { soon } from './guest.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

/** The server as a program of its own, started as people start it. */
export class Program {
  readonly child: ChildProcess
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  out = ''
  err = ''

  constructor(env: Record<string, string>) {
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

  /** The last part of the participant link of the study that is listed first. */
  get link(): string {
    return /participants +\S+\/s\/(\S+)/.exec(this.out)![1]!
  }

  /** Kills it at once, as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.exited
  }

  /** Asks it to close, and resolves with its exit code. */
  async close(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return (await soon('the close of the server', this.exited, 30_000)).code
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}
