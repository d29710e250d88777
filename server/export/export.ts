import { readdirSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { stringify } from 'yaml'
import { SessionKind } from '../../shared/session/events.ts'
import { sha256 } from '../digest.ts'
import { makeFolder } from '../make-folder.ts'
import { assignmentSeed } from '../secrets.ts'
import type { Snapshot, Store } from '../store/store.ts'
import { answeredSession } from './answered-session.ts'
import { ModelsMet } from './calls-table.ts'
import { Completeness } from './completeness.ts'
import { contents } from './contents.ts'
import { Files } from './files.ts'
import { loadNameLanguage } from './name-language.ts'
import { observationLines } from './observations-table.ts'
import { probeLines } from './probes-table.ts'
import { responseLines } from './responses-table.ts'
import { readSessions } from './session-reader.ts'
import type { FileSummary } from './table-file.ts'
import { turnLines } from './turns-table.ts'
import { type KeptVersion, keptVersions, versionsOfRuns } from './versions.ts'

export type ExportRequest = {
  store: Pick<Store, 'snapshot' | 'secret'>
  studyId: string
  kinds: readonly SessionKind[]
  /** Time of the export, epoch milliseconds. */
  at: number
  /** Empty or not yet there. */
  folder: string
  /** Puts platform ids into a file of their own; only for the study's owner. */
  identifiers: boolean
  progress(sessions: number): void
  /** Ends the export with its reason; what is written by then stays. */
  signal?: AbortSignal
}

/**
 * Writes the files of a study into a folder. All files come from one snapshot, and one session is read at a time:
 * memory does not grow with the study, and the files agree whatever is written meanwhile. The manifest comes last, so a
 * folder with a manifest is whole. Returns what the manifest says about each file. Throws for a folder that is not
 * empty, and for a study of which nothing is kept.
 */
export async function exportStudy(request: ExportRequest): Promise<FileSummary[]> {
  const { store, folder } = request
  makeFolder(folder)
  if (readdirSync(folder).length > 0) throw new FolderNotEmpty(folder)
  const snapshot = await store.snapshot()
  const files = new Files(folder)
  try {
    return await writeAll(request, snapshot, files)
  } finally {
    files.drop()
    await snapshot.close()
  }
}

async function writeAll(request: ExportRequest, snapshot: Snapshot, files: Files): Promise<FileSummary[]> {
  const { store, studyId, kinds, at, signal } = request
  const versions = await keptVersions(snapshot, studyId, kinds)
  const newest = versions[0]
  if (newest === undefined) throw new Error(`Nothing is kept of a study "${studyId}".`)
  const studies = versions.map(({ study }) => study)

  const ofRuns = await versionsOfRuns(snapshot, studyId)
  const tables = contents({
    studies,
    ofRuns: ofRuns.map(({ study }) => study),
    nameLanguage: await loadNameLanguage(),
  })

  const events = await files.jsonl(tables.events)
  const sessions = await files.csv(tables.sessions)
  const turns = await files.csv(tables.turns)
  const responses = await files.csv(tables.responses)
  const probes = await files.csv(tables.probes)
  const observations = await files.csv(tables.observations)
  const runs = await files.jsonl(tables.runs)
  const runAnswers = await files.csv(tables.runAnswers)
  const runCodings = await files.csv(tables.runCodings)
  const calls = await files.jsonl(tables.calls)
  const telemetry = await files.jsonl(tables.telemetry)
  const identifiers = request.identifiers ? await files.csv(tables.identifiers) : null

  const completeness = new Completeness()
  const models = new ModelsMet()
  for await (const page of snapshot.scan('modelCalls', { studyId, kinds })) {
    signal?.throwIfAborted()
    // Calls for no session come first.
    const free = page.filter((call) => call.session === null)
    for (const call of free) models.add(call)
    await calls(free.map((call) => ({ summary: null, call })))
    if (free.length < page.length) break
  }
  const filter = { studyId, kinds }
  for await (const page of snapshot.scan('probeRuns', filter)) await runs(page)
  for await (const page of snapshot.scan('probeJobs', filter)) {
    signal?.throwIfAborted()
    await runAnswers(page)
  }
  for await (const page of snapshot.scan('probeCodings', filter)) {
    signal?.throwIfAborted()
    await runCodings(page)
  }
  const also = ['modelCalls', 'telemetry', ...(identifiers === null ? [] : (['identifiers'] as const))] as const
  for await (const read of readSessions({ snapshot, studyId, kinds, versions, also })) {
    // While it exports, a server goes on serving and notices whether anybody still waits for the export.
    await nextTurn()
    signal?.throwIfAborted()
    const { summary } = read
    const answered = answeredSession(read)
    const row = answered?.session ?? null
    completeness.add(read)
    for (const call of read.calls) models.add(call)
    await events(read.log.map((event) => ({ read, event })))
    await sessions([{ read, row, now: at }])
    await turns(turnLines(read))
    await responses(responseLines(read))
    await probes(probeLines(read))
    if (answered !== null) await observations(observationLines(answered))
    await calls(read.calls.map((call) => ({ summary, call })))
    await telemetry(read.telemetry.map((batch) => ({ read, batch })))
    await identifiers?.(read.identifiers.map((identifier) => ({ read, identifier })))
    request.progress(completeness.sessions)
  }

  // The canonical JSON of each version, whose SHA-256 is its name; and the newest version also as YAML, for people to
  // read.
  const sessionVersions = new Set(versions.map(({ hash }) => hash))
  for (const { hash, json } of [...versions, ...ofRuns.filter(({ hash }) => !sessionVersions.has(hash))])
    await files.text(`study-${hash.slice(0, 12)}.json`, `Study version ${hash}, canonical JSON`, json)
  await files.text(
    'study.yaml',
    'The version of the newest session, for people to read',
    `# Version ${newest.hash}\n${stringify(newest.study)}`,
  )
  const written = await files.closed()
  const held = SessionKind.options.filter((kind) => versions.some(({ sessions }) => (sessions[kind] ?? 0) > 0))
  const manifest = {
    format: 'parallax export 3',
    study: studyId,
    versions: versions.map(({ hash, sessions }) => ({ hash, sessions })),
    exported_at: new Date(at).toISOString(),
    kinds,
    contains_simulated: held.includes('simulated'),
    /** Rows of people and of others are in the same files. The column `kind` says which is which. */
    pooled_kinds: held.length > 1 ? held : [],
    models: models.report(),
    sequences: completeness.report(),
    assignment: await assignmentSeals(store, versions),
    files: written,
  }
  return [...written, await files.manifest(`${JSON.stringify(manifest, null, 2)}\n`)]
}

/** An export never writes over anything. */
export class FolderNotEmpty extends Error {
  constructor(folder: string) {
    super(`The folder ${folder} is not empty; name a new one, or empty it first.`)
  }
}

/**
 * The seed of assignment stays secret while a study runs. Its SHA-256 lets anyone check the seed once it is published.
 */
async function assignmentSeals(store: Pick<Store, 'secret'>, versions: readonly KeptVersion[]) {
  const seals: { version: string; kind: SessionKind; seed_sha256: string }[] = []
  for (const { hash, sessions } of versions)
    for (const kind of Object.keys(sessions) as SessionKind[])
      seals.push({ version: hash, kind, seed_sha256: sha256(await assignmentSeed(store, hash, kind)) })
  return seals
}
