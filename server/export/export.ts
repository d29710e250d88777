import { mkdirSync, readdirSync } from 'node:fs'
import { stringify } from 'yaml'
import type { SessionKind } from '../../shared/session/events.ts'
import { Study } from '../../shared/study/study.ts'
import { sha256 } from '../digest.ts'
import { assignmentSeed } from '../secrets.ts'
import type { ErasedEvent, Store, StoredEvent } from '../store/store.ts'
import type { StudyShelf } from '../studies/shelf.ts'
import type { Column } from './column.ts'
import { Completeness } from './completeness.ts'
import { loadNameLanguage } from './name-language.ts'
import { observationsOf, sessionRow } from './observations.ts'
import { type ObservationLine, observationColumns, type ProbeLine, probeColumns } from './probes-table.ts'
import { type ResponseLine, responseColumns, responseLines } from './responses-table.ts'
import { type SessionLine, sessionColumns } from './sessions-table.ts'
import { type FileSummary, TableFile } from './table-file.ts'
import { type TurnLine, turnColumns, turnLines } from './turns-table.ts'
import { walkSessions } from './walk.ts'

export type ExportRequest = {
  store: Store
  shelf: StudyShelf
  studyId: string
  kinds: readonly SessionKind[]
  /** Time of the export, epoch milliseconds. */
  at: number
  /** Empty or not yet there. */
  folder: string
  /** Puts platform ids into a file of their own; only for the study's owner. */
  identifiers: boolean
  progress(sessions: number): void
}

/**
 * Writes a study's files into a folder, a session at a time: memory stays flat whatever the study's size.
 * The manifest comes last, so a folder with one is whole. Returns what it says of each file.
 */
export async function exportStudy(request: ExportRequest): Promise<FileSummary[]> {
  const { store, shelf, studyId, kinds, at, folder, progress } = request
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) throw new FolderNotEmpty(folder)
  const versions = (await store.versions()).filter((version) => version.id === studyId)
  const studies: { study: Study; hash: string; json: string }[] = []
  for (const { hash } of versions) {
    const { json } = (await store.version(hash))!
    studies.push({ study: Study.parse(JSON.parse(json)), hash, json })
  }
  const all = studies.map((one) => one.study)

  const open = async <Row>(name: string, columns: Column<Row>[]) => {
    const file = new TableFile(folder, name)
    await file.head(columns.map((column) => column.name))
    const write = (rows: readonly Row[]) => file.csv(rows.map((row) => columns.map((column) => column.cell(row))))
    return { name, file, columns, write }
  }
  const sessions = await open<SessionLine>('sessions.csv', sessionColumns(all))
  const turns = await open<TurnLine>('turns.csv', turnColumns(await loadNameLanguage()))
  const responses = await open<ResponseLine>('responses.csv', responseColumns)
  const probes = await open<ProbeLine>('probes.csv', probeColumns)
  const observations = await open<ObservationLine>('observations.csv', observationColumns(all))
  const events = new TableFile(folder, 'events.jsonl')
  const completeness = new Completeness()

  for await (const walked of walkSessions(store, shelf, studyId, kinds)) {
    const row = sessionRow(walked)
    completeness.add(walked)
    await events.json(walked.log.map(exportedEvent))
    await sessions.write([{ walked, row, now: at }])
    await turns.write(turnLines(walked))
    await responses.write(responseLines(walked))
    await probes.write(walked.probes.map((probe) => ({ walked, probe })))
    if (row !== null) await observations.write(observationsOf(walked).map((observation) => ({ row, observation })))
    progress(completeness.sessions)
  }

  const files: FileSummary[] = [await events.close()]
  for (const table of [sessions, turns, responses, probes, observations]) files.push(await table.file.close())
  files.push(await pour('model_calls.jsonl', store.scan('modelCalls', { studyId, kinds })))
  files.push(await pour('telemetry.jsonl', store.scan('telemetry', { studyId, kinds })))
  if (request.identifiers) files.push(await pourIdentifiers())
  files.push(await writeCodebook())
  for (const { hash, json, study } of studies) {
    // The version's canonical JSON, whose SHA-256 is its name; and the newest once more as YAML, to be read.
    files.push(await writeText(`study-${hash.slice(0, 12)}.json`, json))
    if (hash === studies[0]!.hash) files.push(await writeText('study.yaml', `# Version ${hash}\n${stringify(study)}`))
  }
  const seeds = await assignmentSeals(store, studies, kinds)
  const manifest = {
    format: 'parallax export 1',
    study: studyId,
    versions: studies.map((one) => one.hash),
    exported_at: new Date(at).toISOString(),
    kinds,
    contains_simulated: kinds.includes('simulated'),
    sequences: completeness.report(),
    assignment: seeds,
    files,
  }
  files.push(await writeText('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`))
  return files

  async function pour(name: string, pages: AsyncIterable<object[]>): Promise<FileSummary> {
    const file = new TableFile(folder, name)
    for await (const page of pages) await file.json(page)
    return file.close()
  }

  async function pourIdentifiers(): Promise<FileSummary> {
    const file = new TableFile(folder, 'identifiers.csv')
    await file.head(['participant', 'session', 'name', 'value', 'at_ms'])
    for await (const page of store.scan('identifiers', { studyId, kinds }))
      await file.csv(page.map((row) => [row.participant, row.session, row.name, row.value, row.at]))
    return file.close()
  }

  async function writeCodebook(): Promise<FileSummary> {
    const file = new TableFile(folder, 'codebook.csv')
    await file.head(['file', 'variable', 'label', 'type', 'values', 'derived_from'])
    const tables: { name: string; columns: Pick<Column<never>, 'name' | 'label' | 'type' | 'values' | 'from'>[] }[] = [
      sessions,
      turns,
      responses,
      probes,
      observations,
    ]
    for (const { name, columns } of tables)
      await file.csv(
        columns.map((column) => [name, column.name, column.label, column.type, column.values ?? '', column.from]),
      )
    return file.close()
  }

  async function writeText(name: string, text: string): Promise<FileSummary> {
    const file = new TableFile(folder, name)
    await file.text(text)
    return file.close()
  }
}

/** An export never writes over anything. */
export class FolderNotEmpty extends Error {
  constructor(folder: string) {
    super(`The folder ${folder} is not empty; name a new one, or empty it first.`)
  }
}

function exportedEvent(event: StoredEvent | ErasedEvent): object {
  const { id, session, seq, type, version, at, clientAt, clientOffset, actor, bodyHash, body } = event
  return {
    id,
    session,
    seq,
    type,
    version,
    at: new Date(at).toISOString(),
    at_ms: at,
    client_at_ms: clientAt,
    clock_offset_ms: clientOffset,
    actor,
    body_hash: bodyHash,
    body,
  }
}

/** The seed of assignment stays secret while a study runs; its SHA-256 lets anyone check it once it is told. */
async function assignmentSeals(store: Store, studies: { hash: string }[], kinds: readonly SessionKind[]) {
  const seals: { version: string; kind: SessionKind; seed_sha256: string }[] = []
  for (const { hash } of studies)
    for (const kind of kinds) {
      seals.push({ version: hash, kind, seed_sha256: sha256(await assignmentSeed(store, hash, kind)) })
    }
  return seals
}
