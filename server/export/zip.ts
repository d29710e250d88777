import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { makeFolder } from '../make-folder.ts'
import type { Store } from '../store/store.ts'
import { type ExportRequest, exportStudy } from './export.ts'

type ZipRequest = Omit<ExportRequest, 'folder' | 'signal'>

/**
 * A study's export as one zip, streamed. While the files are packed they lie in the store's own scratch folder, never
 * in memory. Destroying the stream ends the work. `done` resolves once nothing of the work is left, whether it
 * succeeded or not.
 */
export function zipExport(request: ZipRequest & { store: Pick<Store, 'scratch'> }): {
  stream: Readable
  done: Promise<void>
} {
  const stream = new PassThrough()
  const leaving = new AbortController()
  stream.once('close', () => leaving.abort(new Error('Nobody waits for this export any more.')))
  mkdirSync(request.store.scratch, { recursive: true })
  const folder = mkdtempSync(path.join(request.store.scratch, 'export-'))
  const done = pack(request, folder, () => stream, leaving.signal)
    .catch((error: Error) => void stream.destroy(error))
    .finally(() => rmSync(folder, { recursive: true, force: true }))
  return { stream, done }
}

/**
 * Writes a study's export as a zip file. The file grows in a folder beside its place, `<name>.part-…`, and gets its
 * name when it is whole. That folder stays only if the program is killed.
 */
export async function writeZip(request: ZipRequest, file: string): Promise<void> {
  makeFolder(path.dirname(file))
  const folder = mkdtempSync(`${file}.part-`)
  try {
    const part = path.join(folder, 'whole.zip')
    await pack(request, path.join(folder, 'files'), () => createWriteStream(part), new AbortController().signal)
    renameSync(part, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function pack(request: ZipRequest, folder: string, out: () => Writable, signal: AbortSignal): Promise<void> {
  const files = await exportStudy({ ...request, folder, signal })
  signal.throwIfAborted()
  const zip = new ZipFile()
  // If a file disappears or another takes its name, this zip ends. Without a listener, either would end the program.
  // The zip itself reports only the second.
  const fail = (error: Error) => void (zip.outputStream as Readable).destroy(error)
  zip.on('error', fail)
  const reading = new Set<Readable>()
  for (const { file, bytes } of files)
    zip.addReadStreamLazy(`${request.studyId}/${file}`, { size: bytes }, (give) => {
      const input = createReadStream(path.join(folder, file))
      reading.add(input)
      input.on('error', fail)
      input.once('close', () => reading.delete(input))
      give(null, input)
    })
  zip.end()
  try {
    await pipeline(zip.outputStream, out())
  } finally {
    for (const input of reading) input.destroy()
  }
}
