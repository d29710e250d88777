import { blob, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Envelope, SessionKind } from '../../../shared/session/events.ts'
import type { IdState } from '../../../shared/study/platform-id.ts'
import type { CanaryPhase } from '../run-rows.ts'
import type { ModelCallRow, ProbeRow, SessionSummary } from '../session-rows.ts'

/**
 * The tables as TypeScript sees them. What SQLite itself checks (keys, checks, indexes) is written once, in
 * `migrations/sqlite`. A test compares the columns here with a migrated database.
 */
export const studyVersions = sqliteTable('study_versions', {
  hash: text('hash').primaryKey(),
  id: text('id').notNull(),
  json: text('json').notNull(),
  publishedAt: integer('published_at').notNull(),
})

export const participants = sqliteTable('participants', {
  id: text('id').primaryKey(),
  studyId: text('study_id').notNull(),
  at: integer('at').notNull(),
})

export const sessions = sqliteTable('sessions', {
  n: integer('n').primaryKey(),
  id: text('id').notNull(),
  study: text('study').notNull(),
  studyId: text('study_id').notNull(),
  kind: text('kind').$type<SessionKind>().notNull(),
  participant: text('participant').notNull(),
  wave: integer('wave').notNull(),
  locale: text('locale').notNull(),
  openedAt: integer('opened_at').notNull(),
  lastAt: integer('last_at').notNull(),
  seq: integer('seq').notNull(),
  phase: text('phase').$type<SessionSummary['phase']>().notNull(),
  stage: text('stage'),
  condition: text('condition'),
  turns: integer('turns').notNull(),
  pending: integer('pending', { mode: 'boolean' }).notNull(),
  erasedAt: integer('erased_at'),
  idState: text('id_state').$type<IdState>(),
})

export const sessionTokens = sqliteTable('session_tokens', {
  session: integer('session').notNull(),
  hash: text('hash').notNull(),
})

export const identifiers = sqliteTable('identifiers', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  studyId: text('study_id').notNull(),
  participant: text('participant').notNull(),
  name: text('name').notNull(),
  value: text('value').notNull(),
  identifies: integer('identifies', { mode: 'boolean' }).notNull(),
  at: integer('at').notNull(),
})

export const events = sqliteTable('events', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  seq: integer('seq').notNull(),
  id: text('id').notNull(),
  type: text('type').notNull(),
  version: integer('version').notNull(),
  at: integer('at').notNull(),
  clientAt: real('client_at'),
  clientOffset: real('client_offset'),
  actor: text('actor').$type<Envelope['actor']>().notNull(),
  bodyHash: text('body_hash').notNull(),
})

export const eventBodies = sqliteTable('event_bodies', {
  event: integer('event').primaryKey(),
  salt: blob('salt', { mode: 'buffer' }).notNull(),
  body: text('body').notNull(),
})

export const sequences = sqliteTable('sequences', {
  study: text('study').notNull(),
  kind: text('kind').$type<SessionKind>().notNull(),
  stratum: text('stratum').notNull(),
  next: integer('next').notNull(),
})

export const assignments = sqliteTable('assignments', {
  session: integer('session').primaryKey(),
  study: text('study').notNull(),
  kind: text('kind').$type<SessionKind>().notNull(),
  stratum: text('stratum').notNull(),
  position: integer('position').notNull(),
  seq: integer('seq').notNull(),
})

export const replyCheckpoints = sqliteTable('reply_checkpoints', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  reply: text('reply').notNull(),
  start: integer('start').notNull(),
  text: text('text').notNull(),
})

export const modelCalls = sqliteTable('model_calls', {
  n: integer('n').primaryKey(),
  id: text('id').notNull(),
  session: integer('session'),
  study: text('study').notNull(),
  purpose: text('purpose').$type<ModelCallRow['purpose']>().notNull(),
  at: integer('at').notNull(),
  promptHash: text('prompt_hash'),
  alias: text('alias').notNull(),
  model: text('model').notNull(),
  outcome: text('outcome').notNull(),
  error: text('error'),
})

export const modelCallBodies = sqliteTable('model_call_bodies', {
  call: integer('call').primaryKey(),
  record: text('record').notNull(),
})

export const probes = sqliteTable('probes', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  study: text('study').notNull(),
  stage: text('stage').notNull(),
  moment: text('moment').$type<ProbeRow['moment']>().notNull(),
  item: text('item').notNull(),
  form: text('form').notNull(),
  wording: integer('wording').notNull(),
  reversed: integer('reversed', { mode: 'boolean' }).notNull(),
  repeat: integer('repeat').notNull(),
  at: integer('at').notNull(),
  call: text('call').notNull(),
  promptHash: text('prompt_hash'),
  parser: text('parser').notNull(),
  outcome: text('outcome').notNull(),
  code: integer('code'),
})

export const probeTexts = sqliteTable('probe_texts', {
  probe: integer('probe').primaryKey(),
  text: text('text').notNull(),
})

export const telemetry = sqliteTable('telemetry', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  id: text('id').notNull(),
  at: integer('at').notNull(),
  marks: text('marks').notNull(),
})

export const secrets = sqliteTable('secrets', { name: text('name').primaryKey(), value: text('value').notNull() })

export const probeRuns = sqliteTable('probe_runs', {
  n: integer('n').primaryKey(),
  id: text('id').notNull(),
  studyId: text('study_id').notNull(),
  study: text('study').notNull(),
  alias: text('alias').notNull(),
  identity: text('identity', { mode: 'json' }).notNull(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
  settings: text('settings', { mode: 'json' }).notNull(),
  plan: text('plan', { mode: 'json' }).notNull(),
  capabilities: text('capabilities', { mode: 'json' }),
  endReason: text('end_reason'),
})

export const probeJobs = sqliteTable('probe_jobs', {
  n: integer('n').primaryKey(),
  key: text('key').notNull(),
  studyId: text('study_id').notNull(),
  study: text('study').notNull(),
  run: text('run').notNull(),
  alias: text('alias').notNull(),
  model: text('model').notNull(),
  reportedModel: text('reported_model'),
  fingerprint: text('fingerprint'),
  condition: text('condition').notNull(),
  levels: text('levels').notNull(),
  wordings: text('wordings').notNull(),
  place: text('place').notNull(),
  locale: text('locale').notNull(),
  item: text('item').notNull(),
  form: text('form').notNull(),
  wording: integer('wording').notNull(),
  order: text('option_order').notNull(),
  format: text('format').notNull(),
  target: text('target').notNull(),
  repeat: integer('repeat').notNull(),
  at: integer('at').notNull(),
  call: text('call').notNull(),
  promptHash: text('prompt_hash').notNull(),
  parser: text('parser').notNull(),
  outcome: text('outcome').notNull(),
  code: integer('code'),
  text: text('text').notNull(),
  favoured: integer('favoured'),
  promptTokens: integer('prompt_tokens'),
  completionTokens: integer('completion_tokens'),
  canary: text('canary').$type<CanaryPhase>(),
})

export const probeCodings = sqliteTable('probe_codings', {
  n: integer('n').primaryKey(),
  job: integer('job').notNull(),
  studyId: text('study_id').notNull(),
  coder: text('coder').notNull(),
  at: integer('at').notNull(),
  outcome: text('outcome').notNull(),
  code: integer('code'),
  call: text('call').notNull(),
})

export const erasures = sqliteTable('erasures', {
  n: integer('n').primaryKey(),
  session: integer('session').notNull(),
  at: integer('at').notNull(),
  clearedAt: integer('cleared_at'),
})
