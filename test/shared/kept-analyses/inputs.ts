import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type RunResult, runAnswer } from '../../../shared/analysis/answers/of-run.ts'
import { runCounter } from '../../../shared/analysis/answers/run-answers.ts'
import type { SessionAnswerRow } from '../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import type { RunAnswers } from '../../../shared/analysis/models-alone/run-findings.ts'
import type { AnalysisInput } from '../../../shared/report/analyse.ts'
import { readStoredStudy } from '../../../shared/study/stored-study.ts'

const folder = import.meta.dirname

/** Few resamples: what is held is the arithmetic, every draw of chance included, and not its fineness. */
const EFFORT = { resamples: 150, rearrangements: 199, draws: 40 }

/** What a kept analysis was computed from, read from its files; see README.md. */
export function keptInput(name: string): AnalysisInput {
  const json = text(name, 'study.json')
  const study = readStoredStudy(json)
  return {
    study,
    sessions: rows<SessionRow>(name, 'sessions'),
    answers: rows<KeptObservation>(name, 'observations').map(sessionAnswer),
    run: runOf(name, study),
    seed: study.id,
    studyHash: createHash('sha256').update(json).digest('hex'),
    inputHash: createHash('sha256').update(name).digest('hex'),
    ...EFFORT,
  }
}

/** The report that was kept, as `JSON.parse` gives it. */
export const keptReport = (name: string): unknown => JSON.parse(text(name, 'report.json'))

/** The first line says of the run what its answers do not; each other line is an answer. */
function runOf(name: string, study: AnalysisInput['study']): RunAnswers | undefined {
  const { probeRun } = study
  const [head, ...answers] = rows<unknown>(name, 'run')
  if (head === undefined || probeRun === undefined) return undefined
  const counter = runCounter({ ...study, probeRun })
  for (const one of answers) counter.add(runAnswer(one as RunResult))
  return { ...(head as Omit<RunAnswers, 'table'>), table: counter.table() }
}

/** A row of sessions as it was kept: who answered stood beside what was asked. */
type KeptObservation = Omit<SessionAnswerRow, 'unit' | 'order'> &
  SessionAnswerRow['unit'] & { readonly reversed: boolean; readonly reference: string | null; readonly topic: string }

function sessionAnswer(kept: KeptObservation): SessionAnswerRow {
  const { source, session, stage, moment, reversed, reference: _, topic: __, ...asked } = kept
  const unit = { source, session, stage, moment } as SessionAnswerRow['unit']
  return { unit, ...asked, order: reversed ? 'reversed' : 'listed' }
}

function rows<Row>(name: string, file: string): Row[] {
  if (!existsSync(path.join(folder, name, `${file}.jsonl.gz`))) return []
  return text(name, `${file}.jsonl`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

function text(name: string, file: string): string {
  return gunzipSync(readFileSync(path.join(folder, name, `${file}.gz`))).toString()
}
