import { randomUUID } from 'node:crypto'
import { InputProblem } from '../../shared/input-problem.ts'
import { CODEBOOK_VERSION, codingMessages, readCoding } from '../../shared/instrument/coder-codebook.ts'
import { cohenKappa } from '../../shared/statistics/agreement/kappa.ts'
import { type Rating, ratingTable } from '../../shared/statistics/agreement/ratings.ts'
import { wordsOf } from '../../shared/structure/question.ts'
import { jobPrompt, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { changesRequest, changeWords, requestChanges } from '../../shared/study/request-parameters.ts'
import { readStoredStudy } from '../../shared/study/stored-study.ts'
import { sha256 } from '../digest.ts'
import { modelCallRow } from '../model/call-row.ts'
import type { ModelIdentity } from '../model/model.ts'
import type { ProbeJobRow } from '../store/run-rows.ts'
import type { Store } from '../store/store.ts'
import type { AdaptiveLimit } from './adaptive-limit.ts'
import { type AskParts, askAll, type EarlyEnd, type Task } from './ask-all.ts'
import { promptHashOf, seedOf } from './job-key.ts'
import { broke } from './patient-call.ts'
import { promptTokens } from './tokens.ts'

/**
 * Which answers a coder reads. `unread`: those from which the parser could read no option or reason. `form`: all of
 * that form. `sample`: that many of all, the same for every coder; a larger sample contains the smaller one.
 */
export type CodingChoice = { kind: 'unread' } | { kind: 'form'; form: string } | { kind: 'sample'; count: number }

type CoderStore = Pick<Store, 'scan' | 'version' | 'missingCodings' | 'recordCoding' | 'recordCall'>
export type CoderParts = AskParts & { store: CoderStore; studyId: string; choice: CodingChoice }

/** Without chance, as far as the endpoint can do that. */
const SAMPLING = { temperature: 0 }

/**
 * The name under which codings are kept. A later codebook, another model, or a model with other parameters is another
 * coder.
 */
export function coderName({ alias, model, parameters }: ModelIdentity): string {
  const changes = requestChanges({ ...SAMPLING, seed: 'of each answer' }, parameters).filter(changesRequest)
  return `${alias} (${[model, ...changes.map(changeWords)].join('; ')}), ${CODEBOOK_VERSION}`
}

/** Number of answers that the coder has not read yet. */
export async function countUncoded(
  store: CoderStore,
  asked: { studyId: string; choice: CodingChoice; coder: string },
): Promise<number> {
  let count = 0
  for await (const rows of uncoded(store, asked)) count += rows.length
  return count
}

/**
 * Lets a model read the answers that it has not read yet. Null when all are read. A coding never replaces what the
 * parser read.
 */
export function codeAnswers(parts: CoderParts, limit: AdaptiveLimit): Promise<EarlyEnd | null> {
  return askAll(tasksOf(parts), limit, parts)
}

async function* tasksOf(parts: CoderParts): AsyncGenerator<Task> {
  const { store, studyId, choice, model } = parts
  const studies = new Map<string, StudyOfRun>()
  for await (const rows of uncoded(store, { studyId, choice, coder: coderName(model.identity) }))
    for (const row of rows) {
      if (!studies.has(row.study)) studies.set(row.study, await keptStudy(store, row.study))
      yield taskOf(parts, studies.get(row.study)!, row)
    }
}

async function keptStudy(store: CoderStore, hash: string): Promise<StudyOfRun> {
  const version = await store.version(hash)
  const study = version === null ? null : readStoredStudy(version.json)
  if (study?.probeRun === undefined)
    throw new Error(`Answers belong to version ${hash}, which is not kept with its probe run.`)
  return { ...study, probeRun: study.probeRun }
}

function taskOf({ store, model }: CoderParts, study: StudyOfRun, row: ProbeJobRow): Task {
  const { question, locale } = jobPrompt(study, { ...row, model: row.alias })
  const messages = codingMessages({ item: question.item, words: wordsOf(question, locale), locale }, row.text)
  const coder = coderName(model.identity)
  const request = { messages, settings: { ...SAMPLING, seed: seedOf(`${coder} ${row.key}`) } }
  return {
    request,
    estimate: { prompt: promptTokens(messages), completion: 8 },
    async keep(result, at) {
      const call = randomUUID()
      const promptHash = promptHashOf(messages)
      const about = { id: call, session: null, study: row.study, purpose: 'coding' as const, at, promptHash }
      const record = modelCallRow(about, model.identity, request, result)
      const read = broke(result.outcome) ? null : readCoding(result.text, question.item)
      if (read === null) {
        await store.recordCall(record)
        return 'no-reply'
      }
      const code = read.kind === 'classified' ? read.code : null
      await store.recordCoding({ job: row.key, coder, at, outcome: read.kind, code, call }, record)
      return 'kept'
    },
  }
}

/** The chosen answers that the coder has not read, one page at a time. */
async function* uncoded(
  store: CoderStore,
  { studyId, choice, coder }: { studyId: string; choice: CodingChoice; coder: string },
): AsyncGenerator<ProbeJobRow[]> {
  const sampled = choice.kind === 'sample' ? await sampleOf(store, studyId, choice.count) : null
  for await (const page of store.scan('probeJobs', { studyId, kinds: [] })) {
    const wanted = page.filter((row) => isWanted(row, choice, sampled))
    const missing = new Set(
      await store.missingCodings(
        coder,
        wanted.map(({ key }) => key),
      ),
    )
    yield wanted.filter(({ key }) => missing.has(key))
  }
}

function isWanted(row: ProbeJobRow, choice: CodingChoice, sampled: ReadonlySet<string> | null): boolean {
  if (!canBeCoded(row)) return false
  switch (choice.kind) {
    case 'unread':
      return row.outcome === 'unclassifiable'
    case 'form':
      return row.form === choice.form
    case 'sample':
      return sampled!.has(row.key)
  }
}

function canBeCoded({ canary, text }: ProbeJobRow): boolean {
  return canary === null && text.trim() !== ''
}

/** Keys in an order drawn by hash. The first of them are the sample, whoever asks and whenever. */
async function sampleOf(store: CoderStore, studyId: string, count: number): Promise<Set<string>> {
  let drawn: { key: string; lot: string }[] = []
  const cut = () => drawn.sort((a, b) => (a.lot < b.lot ? -1 : 1)).slice(0, count)
  for await (const page of store.scan('probeJobs', { studyId, kinds: [] })) {
    for (const row of page) if (canBeCoded(row)) drawn.push({ key: row.key, lot: sha256(`sample ${row.key}`) })
    if (drawn.length > 2 * count) drawn = cut()
  }
  return new Set(cut().map(({ key }) => key))
}

/** How often a coder and the parser read an answer in the same way. `kappa` is null if their readings do not vary. */
export type CoderAgreement = { n: number; same: number; kappa: number | null }

/**
 * Agreement of a coder with the parser on all answers that the coder has read: the share that both read in the same
 * way, and Cohen's kappa over options and outcomes as categories without order. Answers that the coder was given
 * because the parser could not read them lower it by design. Only a `sample` shows the true agreement.
 */
export async function agreementWithParser(store: CoderStore, studyId: string, coder: string): Promise<CoderAgreement> {
  const filter = { studyId, kinds: [] }
  const coded = new Map<string, string>()
  for await (const page of store.scan('probeCodings', filter))
    for (const row of page) if (row.coder === coder) coded.set(row.job, wordOf(row))
  const words: string[] = []
  const placeOf = (word: string) => (words.includes(word) ? words.indexOf(word) : words.push(word) - 1)
  const ratings: Rating[] = []
  let same = 0
  for await (const page of store.scan('probeJobs', filter))
    for (const row of page) {
      const read = coded.get(row.key)
      if (read === undefined) continue
      if (read === wordOf(row)) same += 1
      ratings.push({ unit: row.key, rater: 'parser', value: placeOf(wordOf(row)) })
      ratings.push({ unit: row.key, rater: 'coder', value: placeOf(read) })
    }
  return { n: ratings.length / 2, same, kappa: kappaOf(ratings) }
}

function wordOf({ outcome, code }: { outcome: string; code: number | null }): string {
  return code === null ? outcome : String(code)
}

function kappaOf(ratings: readonly Rating[]): number | null {
  try {
    return cohenKappa(ratingTable(ratings)).estimate
  } catch (problem) {
    if (problem instanceof InputProblem) return null
    throw problem
  }
}
