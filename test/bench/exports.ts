import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { openSqliteStore } from '../../server/store/sqlite/open.ts'
import { canonicalHash } from '../../server/studies/canonical.ts'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { type Event, VERSIONS } from '../../shared/session/events.ts'
import { BENCH_STUDY } from './study.ts'

const run = promisify(execFile)

export type ExportFigures = { rows: number; seconds: number; peakMegabytes: number }

/** Fills a store with finished sessions of `turns` turns each, and exports it in a process of its own. */
export async function exportFigures(sessions: number, turns: number): Promise<ExportFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallax-bench-'))
  try {
    await fill(folder, sessions, turns)
    const { stdout } = await run(process.execPath, [
      '--import',
      'tsx',
      path.join(import.meta.dirname, 'export-once.ts'),
      folder,
    ])
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(folder: string, sessions: number, turns: number): Promise<void> {
  const migrations = path.resolve(import.meta.dirname, '../../migrations/sqlite')
  const store = await openSqliteStore({ folder, migrations, role: 'server' })
  const study = canonicalHash(BENCH_STUDY)
  await store.publish({ hash: study, id: 'bench', json: canonicalJson(BENCH_STUDY), publishedAt: 0 })
  const text = 'What people write in a chat about a question that matters to them, in a line or two. '.repeat(2)
  for (let begin = 0; begin < sessions; begin += 200) {
    const some = Array.from({ length: Math.min(200, sessions - begin) }, (_, offset) =>
      `export-${begin + offset}`.padEnd(20, 'x'),
    )
    await Promise.all(some.map((session, offset) => writeSession(session, begin + offset)))
  }
  await store.close()

  async function writeSession(session: string, number: number): Promise<void> {
    const event = <Type extends Event['type']>(seq: number, type: Type, body: Extract<Event, { type: Type }>['body']) =>
      ({
        id: `${session}-${seq}`,
        session,
        seq,
        version: VERSIONS[type],
        at: seq,
        clientAt: null,
        clientOffset: null,
        actor: 'engine',
        type,
        body,
      }) as Event
    const condition = number % 2 === 0 ? 'a' : 'b'
    const opened = (participant: string) =>
      event(1, 'session.opened', { study, kind: 'live', participant, wave: 1, locale: 'en' })
    await store.enrol({
      session,
      participant: `p-${session}`,
      studyId: 'bench',
      study,
      kind: 'live',
      wave: 1,
      locale: 'en',
      tokenHash: session,
      at: 1,
      identifiers: {},
      identifiedBy: null,
      idAsGiven: null,
      idState: null,
      open: true,
      resume: 'platform-id',
      opened,
    })
    const events: Event[] = [
      event(2, 'consent.given', { stage: 'consent', version: '1', uses: [] }),
      event(3, 'assignment.made', {
        condition,
        levels: { persona: condition },
        wordings: { persona: 0 },
        stratum: 'all',
        index: number,
      }),
      event(4, 'talk.opened', { stage: 'talk', text: '' }),
    ]
    let tip: string | null = null
    for (let turn = 0; turn < turns; turn += 1) {
      const id = `${session}-t${turn}`
      const reply = `${id}.1`
      const seq = events.length + 2
      events.push(
        event(seq, 'turn.taken', { stage: 'talk', turn: id, parent: tip, text }),
        event(seq + 1, 'reply.begun', { stage: 'talk', reply, turn: id, promptHash: 'x'.repeat(64) }),
        event(seq + 2, 'reply.finished', {
          stage: 'talk',
          reply,
          outcome: 'complete',
          text: text.repeat(2),
          call: null,
        }),
      )
      tip = reply
    }
    const progress = { locale: 'en', phase: 'in-progress' as const, stage: 'talk', condition, turns, pending: false }
    await store.append(session, events, progress)
  }
}
