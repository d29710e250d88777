import { existsSync } from 'node:fs'
import path from 'node:path'
import type { SessionKind } from '../../shared/session/events.ts'
import { systemClock } from '../clock.ts'
import { exportStudy, FolderNotEmpty } from '../export/export.ts'
import { summedKinds } from '../export/included-kinds.ts'
import { keptVersions } from '../export/versions.ts'
import { writeZip } from '../export/zip.ts'
import type { Store } from '../store/store.ts'
import { CallProblem, required, verb } from './call.ts'
import { keepHeapSmall } from './heap.ts'
import { KIND_USAGE, kindHelp, kindOptions, kindsTaken, kindsWanted } from './kind-options.ts'
import { meter } from './meter.ts'
import { outFolder, writableFolder } from './out-folder.ts'
import { noSessions } from './sessions-taken.ts'
import { keptStudy, openKeptWorkspace } from './workspace.ts'

/** Files that consist of rows. Every other file is one whole thing. */
const ROWS = /\.(csv|jsonl)$/

export const exportVerb = verb({
  summary: "write a study's data as files",
  help: `Usage: npm run -s parallax -- export STUDY --out DIR [--zip] ${KIND_USAGE}
         [--identifiers] [--json]

Writes events.jsonl, sessions.csv, turns.csv, responses.csv, probes.csv, observations.csv, run_answers.csv,
run_codings.csv, runs.jsonl, model_calls.jsonl, telemetry.jsonl, codebook.csv, the study's versions and manifest.json into DIR, which must be empty or new.

  --zip          DIR is the path of a zip file to write instead
${kindHelp(15)}
  --identifiers  platform ids too, in a file of their own; keep it apart from the data
  --json         what was written, as JSON

All files show one moment, also while the server runs. The export has what the data folder holds, in the versions in which
sessions were opened; the study's own files are not read. Exit codes: 0 done, 2 the call or the data folder cannot be used.`,
  options: {
    out: { type: 'string' },
    zip: { type: 'boolean' },
    ...kindOptions,
    identifiers: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    keepHeapSmall()
    const named = required(values.out, 'out', 'the folder, or with --zip the file, to write')
    const out = values.zip ? path.resolve(named) : outFolder(named)
    if (values.zip) writableFolder(path.dirname(out), '--out')
    const choice = kindsWanted(values)
    const workspace = await openKeptWorkspace()
    try {
      const studyId = await keptStudy(workspace, positionals)
      const counts = (await workspace.store.countSessions(studyId)).map(({ kind, count }) => ({ [kind]: count }))
      const kinds = kindsTaken(choice, summedKinds(counts), `"${studyId}"`)
      const nothing = await noneTaken(workspace.store, studyId, kinds)
      if (nothing !== null) io.err(nothing)
      const progress = meter(io, 'sessions')
      const request = {
        store: workspace.store,
        studyId,
        kinds,
        at: systemClock.now(),
        identifiers: values.identifiers ?? false,
        progress: progress.at,
      }
      if (values.zip) {
        if (existsSync(out)) throw new CallProblem(`${out} is there already; name a new file.`)
        await writeZip(request, out)
        progress.end()
        io.out(values.json ? JSON.stringify({ zip: out }) : `Wrote ${out}.`)
        return
      }
      const files = await exportStudy({ ...request, folder: out })
      progress.end()
      io.out(
        values.json
          ? JSON.stringify({ folder: out, files }, null, 2)
          : files.map(({ file, rows }) => (ROWS.test(file) ? `${file.padEnd(28)} ${rows} rows` : file)).join('\n'),
      )
    } catch (error) {
      if (error instanceof FolderNotEmpty) throw new CallProblem(error.message)
      throw error
    } finally {
      await workspace.store.close()
    }
  },
})

/** What to do where no session is there to export; null if there is one, or nobody takes part in the study. */
async function noneTaken(store: Store, studyId: string, kinds: readonly SessionKind[]): Promise<string | null> {
  const snapshot = await store.snapshot()
  try {
    const [newest] = await keptVersions(snapshot, studyId, kinds)
    return newest === undefined ? null : await noSessions(snapshot, newest.study, kinds, 'export')
  } finally {
    await snapshot.close()
  }
}
