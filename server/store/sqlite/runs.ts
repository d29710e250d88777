import { asc, eq, getTableColumns } from 'drizzle-orm'
import type { JobCount, ProbeCodingRow, ProbeJobRow } from '../run-rows.ts'
import type { Store } from '../store.ts'
import type { KeepCall } from './calls.ts'
import type { Parts } from './parts.ts'
import { probeJobs, probeRuns } from './schema.ts'

/** A job's row as SQLite gives it. */
export type KeptJob = Omit<ProbeJobRow, 'levels' | 'wordings'> & { levels: string; wordings: string }

const { n: _run, ...RUN } = getTableColumns(probeRuns)
const { n: _job, ...JOB } = getTableColumns(probeJobs)
const JOB_KEYS = Object.keys(JOB) as (keyof typeof JOB)[]

/** Columns of a KeptJob, from jobs `c`. */
export const JOB_COLUMNS = JOB_KEYS.map((key) => `c.${JOB[key].name} AS "${key}"`).join(', ')

export function jobOf({ levels, wordings, text, ...row }: KeptJob): ProbeJobRow {
  return { ...row, levels: JSON.parse(levels), wordings: JSON.parse(wordings), text: JSON.parse(text) }
}

/** Columns of a ProbeCodingRow, from codings `c` and their jobs `j`. */
export const CODING_COLUMNS = 'j.key AS job, c.coder, c.at, c.outcome, c.code, c.call'

type Verbs = Pick<
  Store,
  'beginRun' | 'endRun' | 'runs' | 'missingJobs' | 'recordJob' | 'jobCounts' | 'missingCodings' | 'recordCoding'
>

/** Keeps and reads probe runs, their answers, and how coders read the answers. */
export function runVerbs({ db, query, commits }: Parts, keepCall: KeepCall): Verbs {
  const insertJob = db.prepare(
    `INSERT INTO probe_jobs (${JOB_KEYS.map((key) => JOB[key].name).join(', ')})
     VALUES (${JOB_KEYS.map((key) => `@${key}`).join(', ')}) ON CONFLICT (key) DO NOTHING`,
  )
  const findMissing = db
    .prepare<[string], string>(
      'SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM probe_jobs WHERE key = value) ORDER BY json_each.id',
    )
    .pluck()
  const findUncoded = db
    .prepare<[string, string], string>(
      `SELECT value FROM json_each(?) WHERE NOT EXISTS
       (SELECT 1 FROM probe_jobs j JOIN probe_codings c ON c.job = j.n WHERE j.key = value AND c.coder = ?)
       ORDER BY json_each.id`,
    )
    .pluck()
  const findJob = db.prepare<[string], { n: number; studyId: string }>(
    'SELECT n, study_id AS studyId FROM probe_jobs WHERE key = ?',
  )
  const insertCoding = db.prepare(
    `INSERT INTO probe_codings (job, study_id, coder, at, outcome, code, call) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (job, coder) DO NOTHING`,
  )
  const count = db.prepare<[string], JobCount>(
    `SELECT alias, study, outcome, canary, count(*) AS count, count(prompt_tokens) AS withUsage,
     total(prompt_tokens) AS promptTokens, total(completion_tokens) AS completionTokens
     FROM probe_jobs WHERE study_id = ? GROUP BY alias, study, outcome, canary ORDER BY min(n)`,
  )

  return {
    beginRun: (run) =>
      commits.write(1, () => {
        query.insert(probeRuns).values(run).run()
      }),

    endRun: (id, { endedAt, endReason }) =>
      commits.write(1, () => {
        const { changes } = query.update(probeRuns).set({ endedAt, endReason }).where(eq(probeRuns.id, id)).run()
        if (changes === 0) throw new Error(`No run "${id}" has begun; begin it first.`)
      }),

    async runs(studyId) {
      return query.select(RUN).from(probeRuns).where(eq(probeRuns.studyId, studyId)).orderBy(asc(probeRuns.n)).all()
    },

    async missingJobs(keys) {
      return findMissing.all(JSON.stringify(keys))
    },

    recordJob(job, call) {
      const record = JSON.stringify(call.record ?? null)
      const { levels, wordings, text } = job
      const json = { levels: JSON.stringify(levels), wordings: JSON.stringify(wordings), text: JSON.stringify(text) }
      const values: KeptJob = { ...job, ...json }
      return commits.writeSoon(3, () => {
        if (insertJob.run(values).changes === 0) return 'repeated'
        keepCall(call, record)
        return 'kept'
      })
    },

    async jobCounts(studyId) {
      return count.all(studyId)
    },

    async missingCodings(coder, jobs) {
      return findUncoded.all(JSON.stringify(jobs), coder)
    },

    recordCoding({ job, coder, at, outcome, code, call }: ProbeCodingRow, record) {
      const json = JSON.stringify(record.record ?? null)
      return commits.writeSoon(3, () => {
        const found = findJob.get(job)
        if (found === undefined) throw new Error(`No job "${job}" is kept, so no coding of it can be.`)
        if (insertCoding.run(found.n, found.studyId, coder, at, outcome, code, call).changes === 0) return 'repeated'
        keepCall(record, json)
        return 'kept'
      })
    },
  }
}
