import { statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'

/** How a rewrite ended; `why` is the database's word for what failed. Unless it is `done`, nothing has changed. */
export type RewriteEnd = { kind: 'done' } | { kind: 'busy' } | { kind: 'failed'; why: string }

/**
 * Rewrites a database file whole, so that its pages hold what is kept and nothing else. It is done in a thread of its own:
 * for a large file it takes seconds, in which a server goes on. No one can write to the file meanwhile. It cannot be called
 * off; a kill of the program does no harm. Never rejects: writes are held until it ends.
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

/** A thread reads TypeScript only once it has been taught to. */
const IN_TYPESCRIPT = `
const { tsx, program } = require('node:worker_threads').workerData
import(tsx).then(({ register }) => { register(); return import(program) })
`

/**
 * Bytes that are missing on the disk for a rewrite of the file: it takes a temporary copy and one in the write-ahead log,
 * and what a server writes must find room beside them.
 */
export function missingRoom(file: string): number {
  const { bavail, bsize } = statfsSync(path.dirname(file))
  return Math.max(0, 2 * statSync(file).size + SPARE_BYTES - bavail * bsize)
}

const SPARE_BYTES = 32 * 1024 * 1024

/**
 * Lets the database put temporary files into this folder, where it has not been told another: what people wrote must not
 * leave the disk that they are kept on. To be called before this program opens its first database.
 */
export function keepTemporaryFilesIn(folder: string): void {
  process.env.SQLITE_TMPDIR ??= folder
}
