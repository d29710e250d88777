import { statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

/**
 * How a rewrite ended. `why` says, in the database's words, what failed. Unless the kind is `done`, nothing has
 * changed.
 */
export type RewriteEnd = { kind: 'done' } | { kind: 'busy' } | { kind: 'failed'; why: string }

/**
 * Rewrites a whole database file, so that its pages hold what is kept and nothing else. It runs in a thread of its own:
 * for a large file it takes seconds, during which a server goes on. Nobody can write to the file meanwhile. It cannot
 * be stopped, but killing the program does no harm. It never rejects: writes wait until it ends.
 */
export function rewriteFile(file: string): Promise<RewriteEnd> {
  const end = new Promise<RewriteEnd>((resolve) => {
    const worker = new Worker(IN_TYPESCRIPT, {
      eval: true,
      workerData: {
        tsx: import.meta.resolve('tsx/esm/api'),
        program: new URL('rewrite-worker.ts', import.meta.url).href,
        file,
      },
    })
    worker.once('message', (end: RewriteEnd) => resolve(end))
    worker.once('error', (error) => resolve({ kind: 'failed', why: String(error) }))
    worker.once('exit', (code) => resolve({ kind: 'failed', why: `the thread ended with ${code}` }))
  })
  // No thread could be made.
  return end.catch((error: unknown) => ({ kind: 'failed', why: String(error) }))
}

/** A thread can read TypeScript only after this code has run in it. */
const IN_TYPESCRIPT = `
const { tsx, program } = require('node:worker_threads').workerData
import(tsx).then(({ register }) => { register(); return import(program) })
`

/**
 * How many bytes the disk lacks for a rewrite of the file. A rewrite needs a temporary copy and a copy in the
 * write-ahead log, and there must also be room for what a server writes.
 */
export function missingRoom(file: string): number {
  const { bavail, bsize } = statfsSync(path.dirname(file))
  return Math.max(0, 2 * statSync(file).size + SPARE_BYTES - bavail * bsize)
}

const SPARE_BYTES = 32 * 1024 * 1024

/**
 * Lets the database put temporary files into this folder, unless it was told another: what people wrote must not leave
 * the disk on which it is kept. Call it before this program opens its first database.
 */
export function keepTemporaryFilesIn(folder: string): void {
  process.env.SQLITE_TMPDIR ??= folder
}
