import { createWriteStream, existsSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { SessionKind } from '../../shared/session/events.ts'
import { systemClock } from '../clock.ts'
import { exportStudy, FolderNotEmpty } from '../export/export.ts'
import { zipExport } from '../export/zip.ts'
import { CallProblem, required, verb } from './call.ts'
import { openDesk } from './desk.ts'
import { meter } from './meter.ts'

/** The kinds of session that an `--include` asks for beside live ones. */
export function kindsOf(include: string | undefined): SessionKind[] {
  const asked = (include ?? '').split(',').filter((word) => word !== '')
  const wrong = asked.find((word) => word !== 'simulated' && word !== 'preview')
  if (wrong !== undefined)
    throw new CallProblem(`--include takes simulated and preview, joined by a comma; "${wrong}" is neither.`)
  return ['live', ...(['simulated', 'preview'] as const).filter((kind) => asked.includes(kind))]
}

export const exportVerb = verb({
  summary: "write a study's data as files",
  help: `Usage: npm run -s parallax -- export STUDY --out DIR [--zip] [--include simulated,preview] [--identifiers] [--json]

Writes events.jsonl, sessions.csv, turns.csv, responses.csv, probes.csv, observations.csv, model_calls.jsonl,
telemetry.jsonl, codebook.csv, the study's versions and manifest.json into DIR, which must be empty or new.

  --zip          DIR is the path of a zip file to write instead
  --include      simulated and preview sessions are left out unless named here
  --identifiers  platform ids too, in a file of their own; keep it apart from the data
  --json         what was written, as JSON

Live data can be exported while the server runs. Exit codes: 0 done, 2 the call or the data folder cannot be worked with.`,
  options: {
    out: { type: 'string' },
    zip: { type: 'boolean' },
    include: { type: 'string' },
    identifiers: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const out = path.resolve(required(values.out, 'out', 'the folder, or with --zip the file, to write'))
    const kinds = kindsOf(values.include)
    const desk = await openDesk()
    try {
      const { study } = desk.study(positionals)
      const progress = meter(io, 'sessions')
      const request = {
        ...desk,
        studyId: study.id,
        kinds,
        at: systemClock.now(),
        identifiers: values.identifiers ?? false,
        progress: progress.at,
      }
      if (values.zip) {
        if (existsSync(out)) throw new CallProblem(`${out} is there already; name a new file.`)
        await pipeline(zipExport(request), createWriteStream(out))
        progress.end()
        io.out(values.json ? JSON.stringify({ zip: out }) : `Wrote ${out}.`)
        return
      }
      const files = await exportStudy({ ...request, folder: out })
      progress.end()
      io.out(
        values.json
          ? JSON.stringify({ folder: out, files }, null, 2)
          : files.map((file) => `${file.file.padEnd(28)} ${file.rows} rows`).join('\n'),
      )
    } catch (error) {
      if (error instanceof FolderNotEmpty) throw new CallProblem(error.message)
      throw error
    } finally {
      await desk.store.close()
    }
  },
})
