import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { type ExportRequest, exportStudy } from './export.ts'

/** A study's export as one zip, streamed. The files stand in a temporary folder while they are packed, never in memory. */
export function zipExport(request: Omit<ExportRequest, 'folder'>): Readable {
  const out = new PassThrough()
  pack(request, out).catch((error: Error) => out.destroy(error))
  return out
}

async function pack(request: Omit<ExportRequest, 'folder'>, out: PassThrough): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-export-'))
  try {
    const files = await exportStudy({ ...request, folder })
    const zip = new ZipFile()
    for (const { file } of files) zip.addFile(path.join(folder, file), `${request.studyId}/${file}`)
    zip.end()
    await pipeline(zip.outputStream, out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
