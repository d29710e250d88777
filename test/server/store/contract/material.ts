import type { ProbeCodingRow, ProbeJobRow, ProbeRunRow } from '../../../../server/store/run-rows.ts'
import type { ModelCallRow, ProbeRow, Progress } from '../../../../server/store/session-rows.ts'
import type { Enrolment, Store } from '../../../../server/store/store.ts'
import type { Event, EventType, Happening, SessionKind } from '../../../../shared/session/events.ts'
import { Study } from '../../../../shared/study/study.ts'

/** A store under test, and what a test may do to it from outside. */
export type Kit = {
  store: Store
  /** Another program's view of the same data, at the same time. */
  second(): Promise<Store>
  /** Opens the data again, after `store` was closed or its program killed. */
  reopen(): Promise<Store>
  /** Whether the text stands anywhere in what is kept on the disk. */
  onDisk(text: string): Promise<boolean>
  /** Starts a program that opens the data and runs `appendForever`. `store` must be closed before. */
  startAppender(): import('node:child_process').ChildProcess
}

export const HASH = 'a'.repeat(64)
export const AT = 1_763_758_800_000

export const progress: Progress = {
  locale: 'en',
  phase: 'in-progress',
  stage: 'talk',
  condition: null,
  turns: 0,
  pending: false,
}

export async function publish(store: Store, hash = HASH, id = 'demo'): Promise<void> {
  await store.publish({ hash, id, json: `{"id":"${id}"}`, publishedAt: AT })
}

export type Wish = {
  participant?: string
  kind?: SessionKind
  wave?: number
  token?: string
  identifiers?: Record<string, string>
  study?: string
  studyId?: string
  resume?: Enrolment['resume']
  open?: boolean
  idAsGiven?: string
  idState?: Enrolment['idState']
}

export function enrolment(session: string, wish: Wish = {}): Enrolment {
  const { kind = 'live', wave = 1, study = HASH, studyId = 'demo' } = wish
  return {
    session,
    participant: wish.participant ?? `person-of-${session}`,
    studyId,
    study,
    kind,
    wave,
    locale: 'en',
    tokenHash: wish.token ?? `token-of-${session}`,
    at: AT,
    identifiers: wish.identifiers ?? {},
    identifiedBy: 'PID',
    idAsGiven: wish.idAsGiven ?? null,
    idState: wish.idState ?? null,
    resume: wish.resume ?? 'platform-id',
    open: wish.open ?? true,
    opened: (participant) =>
      event(session, 1, { type: 'session.opened', body: { study, kind, participant, wave, locale: 'en' } }, 'opened'),
  }
}

export function event<Type extends EventType>(
  session: string,
  seq: number,
  happening: Happening<Type>,
  id = `event-${seq}`,
): Event {
  const envelope = { id, session, seq, version: 1, at: AT + seq, clientAt: null, clientOffset: null }
  return { ...envelope, actor: 'engine', ...happening } as Event
}

/** A turn of a talk, number `seq` of its session's log. */
export function turn(session: string, seq: number, text = `Words ${seq}.`, id = `event-${seq}`): Event {
  return event(session, seq, { type: 'turn.taken', body: { stage: 'talk', turn: id, parent: null, text } }, id)
}

export function call(id: string, session: string | null, wish: Partial<ModelCallRow> = {}): ModelCallRow {
  return {
    id,
    session,
    study: HASH,
    purpose: 'reply',
    at: AT,
    promptHash: 'b'.repeat(64),
    alias: 'main',
    model: 'built-in',
    outcome: 'complete',
    error: null,
    record: { messages: ['Hello.'] },
    ...wish,
  }
}

export function probe(session: string, wish: Partial<ProbeRow> = {}): ProbeRow {
  return {
    session,
    study: HASH,
    stage: 'talk',
    moment: 'start',
    item: 'values/trust',
    form: 'question',
    wording: 0,
    reversed: false,
    repeat: 0,
    at: AT,
    call: 'call-1',
    promptHash: 'c'.repeat(64),
    parser: '1',
    outcome: 'coded',
    code: 2,
    text: 'Answer: 2',
    ...wish,
  }
}

export function runOf(id: string, wish: Partial<ProbeRunRow> = {}): ProbeRunRow {
  return {
    id,
    studyId: 'demo',
    study: HASH,
    alias: 'main',
    identity: { alias: 'main', model: 'm' },
    startedAt: AT,
    endedAt: null,
    settings: {},
    plan: { jobs: 3 },
    capabilities: null,
    endReason: null,
    ...wish,
  }
}

export function jobOf(key: string, wish: Partial<ProbeJobRow> = {}): ProbeJobRow {
  return {
    key,
    studyId: 'demo',
    study: HASH,
    run: 'one',
    alias: 'main',
    model: 'm',
    reportedModel: 'm-2026',
    fingerprint: 'fp',
    condition: 'plain',
    levels: {},
    wordings: {},
    place: 'EGY',
    locale: 'ar',
    item: 'values/trust',
    form: 'question',
    wording: 0,
    order: 'listed',
    format: 'number',
    target: 'own',
    repeat: 0,
    at: AT,
    call: 'call-1',
    promptHash: 'c'.repeat(64),
    parser: '1',
    outcome: 'classified',
    code: 2,
    text: '2',
    favoured: null,
    promptTokens: 100,
    completionTokens: 3,
    canary: null,
    ...wish,
  }
}

export function codingOf(job: string, wish: Partial<ProbeCodingRow> = {}): ProbeCodingRow {
  return { job, coder: 'reader 1', at: AT, outcome: 'classified', code: 2, call: 'call-2', ...wish }
}

export async function enrolled(store: Store, session: string, wish: Wish = {}): Promise<void> {
  await publish(store, wish.study, wish.studyId)
  const outcome = await store.enrol(enrolment(session, wish))
  if (outcome.kind !== 'enrolled') throw new Error(`Session ${session} was ${outcome.kind}.`)
}

/** Every row of a scan, and the size of its largest page. */
export async function gathered<Row>(pages: AsyncIterable<Row[]>): Promise<{ rows: Row[]; largest: number }> {
  const rows: Row[] = []
  let largest = 0
  for await (const page of pages) {
    rows.push(...page)
    largest = Math.max(largest, page.length)
  }
  return { rows, largest }
}

/** A study of three conditions with weights 1, 1 and 2, so that a block holds four sessions. */
export const weighted: Study = Study.parse({
  id: 'demo',
  title: 'Demo',
  description: 'Three conditions.',
  contact: { name: 'Ada', email: 'ada@example.org' },
  data: { owner: 'Lab', retention: 'One year' },
  locales: ['en'],
  model: { alias: 'main' },
  places: {},
  instruments: [],
  populations: [],
  factors: {
    gate: { aspect: 'gate', label: 'Gate', levels: { a: { label: 'A' }, b: { label: 'B' }, c: { label: 'C' } } },
  },
  conditions: [
    { id: 'a', levels: { gate: 'a' }, weight: 1 },
    { id: 'b', levels: { gate: 'b' }, weight: 1 },
    { id: 'c', levels: { gate: 'c' }, weight: 2 },
  ],
  control: 'a',
  flow: [{ id: 'bye', kind: 'debrief', title: { en: 'Bye' }, text: { en: 'Thank you.' } }],
})
