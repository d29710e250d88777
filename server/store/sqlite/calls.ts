import type { ModelCallRow, ProbeRow } from '../session-rows.ts'
import type { Store } from '../store.ts'
import type { EventWriter } from './log.ts'
import type { Parts } from './parts.ts'

/** A call's row as SQLite gives it; `record` is JSON, or null once it is erased. */
export type KeptCall = Omit<ModelCallRow, 'record'> & { record: string | null }

/** Columns of a KeptCall, from calls `c`, bodies `b` and sessions `s`. */
export const CALL_COLUMNS = `c.id, s.id AS session, c.study, c.purpose, c.at, c.prompt_hash AS promptHash, c.alias,
  c.model, c.outcome, c.error, b.record`

export function callOf({ record, ...row }: KeptCall): ModelCallRow {
  return { ...row, record: record === null ? null : JSON.parse(record) }
}

/** A probe's row as SQLite gives it; `text` is a JSON string, or null once it is erased. */
export type KeptProbe = Omit<ProbeRow, 'reversed'> & { reversed: 0 | 1 }

/** Columns of a KeptProbe, from probes `c`, texts `b` and sessions `s`. */
export const PROBE_COLUMNS = `s.id AS session, c.study, c.stage, c.moment, c.item, c.form, c.wording, c.reversed,
  c.repeat, c.at, c.call, c.prompt_hash AS promptHash, c.parser, c.outcome, c.code, b.text`

export function probeOf({ reversed, text, ...row }: KeptProbe): ProbeRow {
  return { ...row, reversed: reversed === 1, text: text === null ? null : (JSON.parse(text) as string) }
}

type Verbs = Pick<Store, 'recordCall' | 'lastErrors' | 'recordProbe' | 'probes'>

/** Keeps a call with its record as JSON. It may only be called inside a write of `Commits`. */
export type KeepCall = (call: ModelCallRow, record: string) => void

/** Keeps and reads model calls and probes. For an erased session, only parts that quote nothing are kept. */
export function callVerbs({ db, commits }: Parts, writer: EventWriter): { verbs: Verbs; keep: KeepCall } {
  const insertCall = db.prepare(
    `INSERT INTO model_calls (id, session, study, purpose, at, prompt_hash, alias, model, outcome, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  const insertRecord = db.prepare('INSERT INTO model_call_bodies (call, record) VALUES (?, ?)')
  const insertProbe = db.prepare(
    `INSERT INTO probes (session, study, stage, moment, item, form, wording, reversed, repeat, at, call, prompt_hash,
     parser, outcome, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const insertText = db.prepare('INSERT INTO probe_texts (probe, text) VALUES (?, ?)')
  const findError = db.prepare<[string], { at: number; kind: string; message: string }>(
    `SELECT c.at, c.outcome AS kind, c.error AS message FROM sessions s
     JOIN model_calls c INDEXED BY model_calls_failed ON c.session = s.n
     WHERE s.id = ? AND c.error IS NOT NULL ORDER BY c.n DESC LIMIT 1`,
  )
  const findProbes = db.prepare<[string], KeptProbe>(
    `SELECT ${PROBE_COLUMNS} FROM sessions s JOIN probes c ON c.session = s.n LEFT JOIN probe_texts b ON b.probe = c.n
     WHERE s.id = ? ORDER BY c.n`,
  )

  function keepCall(call: ModelCallRow, record: string): void {
    const head = call.session === null ? null : writer.head(call.session)
    const open = head === null || head.erasedAt === null
    const { id, study, purpose, at, alias, model, outcome } = call
    const [promptHash, error] = open ? [call.promptHash, call.error] : [null, null]
    const kept = insertCall.run(id, head?.n ?? null, study, purpose, at, promptHash, alias, model, outcome, error)
    if (open && kept.changes > 0) insertRecord.run(kept.lastInsertRowid, record)
  }

  function keepProbe(probe: ProbeRow): void {
    const head = writer.head(probe.session)
    const open = head.erasedAt === null
    const { study, stage, moment, item, form, wording, repeat, at, call, parser, outcome, code } = probe
    const values = [study, stage, moment, item, form, wording, probe.reversed ? 1 : 0, repeat, at, call]
    const kept = insertProbe.run(head.n, ...values, open ? probe.promptHash : null, parser, outcome, code)
    if (open && kept.changes > 0 && probe.text !== null)
      insertText.run(kept.lastInsertRowid, JSON.stringify(probe.text))
  }

  const verbs: Verbs = {
    recordCall(call) {
      const record = JSON.stringify(call.record ?? null)
      return commits.write(2, () => keepCall(call, record))
    },

    async lastErrors(sessions) {
      const found = new Map<string, { at: number; kind: string; message: string }>()
      for (const session of sessions) {
        const error = findError.get(session)
        if (error !== undefined) found.set(session, error)
      }
      return found
    },

    recordProbe(probe, call) {
      const record = JSON.stringify(call.record ?? null)
      return commits.write(4, () => {
        keepCall(call, record)
        keepProbe(probe)
      })
    },

    async probes(session) {
      return findProbes.all(session).map(probeOf)
    },
  }
  return { verbs, keep: keepCall }
}
