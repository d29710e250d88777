import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { exportStudy } from '../../../server/export/export.ts'
import { installationKey } from '../../../server/secrets.ts'
import { openSqliteStore } from '../../../server/store/sqlite/open.ts'
import type { Store } from '../../../server/store/store.ts'
import { StudyCatalogue } from '../../../server/studies/catalogue.ts'
import type { Event } from '../../../shared/session/events.ts'
import { fold } from '../../../shared/session/fold.ts'
import { readStoredStudy } from '../../../shared/study/stored-study.ts'
import type { Study } from '../../../shared/study/study.ts'
import type { Noted } from './journal.ts'
import type { Person } from './person.ts'

/** What was found in the data; `faults` says what should not be. */
export type Findings = {
  events: number
  acknowledged: number
  turns: number
  interrupted: number
  asked: number
  stopped: number
  completed: number
  faults: string[]
}

/** Opens the data beside the server, as the command line does. */
export function openData(folder: string): Promise<Store> {
  const migrations = path.resolve(import.meta.dirname, '..', '..', '..', 'migrations', 'sqlite')
  return openSqliteStore({ folder, migrations, role: 'tool' })
}

type Kept = { log: Event[]; faults: string[] }

/** Checks what people were told against the store and the export. */
export async function verify(run: { data: string; people: Person[]; noted: Noted[] }): Promise<Findings> {
  const store = await openData(run.data)
  try {
    const faults: string[] = []
    const hash = (await store.versions())[0]!.hash
    const study = readStoredStudy((await store.version(hash))!.json)
    const logs = new Map<string, Event[]>()
    for (const person of run.people) {
      const kept = await checkSession(store, study, person)
      logs.set(person.session, kept.log)
      faults.push(...kept.faults)
    }
    faults.push(...checkNoted(run.noted, logs), ...(await checkExport(store, study, hash, logs)))
    const events = [...logs.values()].flat()
    const count = (type: Event['type']) => events.filter((event) => event.type === type).length
    return {
      events: events.length,
      acknowledged: run.noted.length,
      turns: count('turn.taken'),
      interrupted: events.filter((event) => event.type === 'reply.finished' && event.body.outcome === 'interrupted')
        .length,
      asked: count('reply.asked'),
      stopped: count('reply.stopped'),
      completed: events.filter((event) => event.type === 'stage.completed' && event.body.stage === 'debrief').length,
      faults,
    }
  } finally {
    await store.close()
  }
}

/** One log: whole, lawful, completed, and with nothing in it that its person did not do once. */
async function checkSession(store: Store, study: Study, person: Person): Promise<Kept> {
  const faults: string[] = []
  const fault = (what: string) => faults.push(`${person.session}: ${what}`)
  const read = await store.read(person.session, 0)
  const log = read.filter((event) => event.body !== null) as Event[]
  if (log.length !== read.length) fault('has events without bodies')
  if (log.some((event, index) => event.seq !== index + 1)) fault('has a gap in its sequence')
  if (new Set(log.map((event) => event.id)).size !== log.length) fault('has an event twice')

  const session = fold(study, log)
  if (session.phase.kind !== 'ended' || session.phase.how !== 'completed')
    fault(`stands at ${JSON.stringify(session.phase)}`)
  const summary = await store.session(person.session)
  if (summary?.phase !== 'completed' || summary.pending) fault(`is ${summary?.phase}, pending ${summary?.pending}`)

  const turns = log.flatMap((event) => (event.type === 'turn.taken' ? [event.body.turn] : []))
  if (new Set(turns).size !== turns.length) fault('has a turn twice')
  for (const turn of turns) if (!person.turns.has(turn)) fault(`has turn ${turn}, which nobody wrote`)
  for (const event of log)
    if (event.actor === 'participant' && !person.proposed.has(event.id)) fault(`has ${event.id}, which nobody did`)
  for (const type of ['consent.given', 'assignment.made', 'talk.opened'] as const)
    if (log.filter((event) => event.type === type).length !== 1) fault(`has not exactly one ${type}`)
  for (const node of session.talks.talk?.nodes ?? [])
    if (node.kind === 'reply' && node.reply.state !== 'finished') fault(`left reply ${node.id} ${node.reply.state}`)
  const probes = await store.probes(person.session)
  const asked = new Set(probes.map((probe) => `${probe.moment} ${probe.item} ${probe.repeat}`))
  if (probes.length !== 2 || asked.size !== 2) fault(`has ${probes.length} probes and not 2`)
  return { log, faults }
}

/** Every fact that was acknowledged is in its log, once, under the number that was told. */
function checkNoted(noted: readonly Noted[], logs: ReadonlyMap<string, Event[]>): string[] {
  return noted.flatMap(({ session, id, type, seq }) => {
    const found = (logs.get(session) ?? []).filter((event) => event.id === id)
    if (found.length !== 1) return [`${session}: "${type}" ${id} was acknowledged and is there ${found.length} times`]
    const [event] = found
    return event!.seq === seq && event!.type === type
      ? []
      : [`${session}: ${id} was acknowledged as "${type}" ${seq} and is "${event!.type}" ${event!.seq}`]
  })
}

/** The export says that it is complete, and holds as many events as the logs. */
async function checkExport(store: Store, study: Study, hash: string, logs: Map<string, Event[]>): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-chaos-export-'))
  try {
    const catalogue = new StudyCatalogue(store, await installationKey(store), [{ study, hash }])
    const whole = { store, catalogue, studyId: study.id, kinds: ['live'] as const, at: 0, folder, identifiers: false }
    await exportStudy({ ...whole, progress: () => {} })
    const { sequences } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'))
    const events = [...logs.values()].reduce((sum, log) => sum + log.length, 0)
    const faults: string[] = []
    if (!sequences.complete) faults.push(`The export has gaps: ${JSON.stringify(sequences.gaps)}`)
    if (sequences.sessions !== logs.size)
      faults.push(`The export has ${sequences.sessions} sessions and not ${logs.size}`)
    if (sequences.events !== events) faults.push(`The export has ${sequences.events} events and not ${events}`)
    return faults
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
