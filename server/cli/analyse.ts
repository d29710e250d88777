import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { PackedAnswers } from '../../shared/analysis/answers/packed-answers.ts'
import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import type { Registration } from '../../shared/analysis/contrasts/registration.ts'
import { analyse } from '../../shared/report/analyse.ts'
import { reportHtml } from '../../shared/report/html.ts'
import { modelsScript } from '../../shared/report/r-script/models-script.ts'
import { replyWarnings } from '../../shared/report/reply-rows.ts'
import type { Report } from '../../shared/report/report.ts'
import type { SessionKind } from '../../shared/session/events.ts'
import type { Study } from '../../shared/study/study.ts'
import { readAnswers } from '../export/answered-session.ts'
import { calledModels } from '../export/called-models.ts'
import { runAnswersOf } from '../export/counted-run.ts'
import { ObservationsFile } from '../export/observations-file.ts'
import type { ReadSession } from '../export/session-reader.ts'
import type { KeptVersion } from '../export/versions.ts'
import { makeFolder } from '../make-folder.ts'
import type { Snapshot } from '../store/store.ts'
import { readRegistration } from '../studies/freeze.ts'
import { CallProblem, numberOption, verb } from './call.ts'
import { KIND_USAGE, kindHelp, kindOptions, kindsWanted } from './kind-options.ts'
import { meter } from './meter.ts'
import { outFolder } from './out-folder.ts'
import { firstRun, noSessions, sessionsOf, sessionsTaken } from './sessions-taken.ts'
import { keptStudy, openKeptWorkspace } from './workspace.ts'

/** Of the sessions with a gap, so many are named. */
const IDS_NAMED = 5

/** Reads a study's answers from the data folder and writes the two-way report: `parallax analyse`. No model is called. */
export const analyseVerb = verb({
  summary: 'from answers to the two-way report',
  help: `Usage: npm run -s parallax -- analyse STUDY --out DIR ${KIND_USAGE}
         [--version HASH] [--seed S] [--plan FILE] [--resamples N] [--json]

Writes into DIR report.json (every number with its n and unit), report.html (the same to read and print; it loads nothing),
observations.csv (the answers behind these numbers, as an export has them; its SHA-256 is in the report) and models.R
(fits the main models again: Rscript models.R). No model is called: what is analysed is what was answered.

${kindHelp(14)}
  --version     the study version to analyse, by the beginning of its SHA-256 (default: the one with most live sessions,
                or with most of the kinds taken)
  --seed        every random draw comes from it (default: the study's id); the same data and seed give the same report
  --plan        the registration.json of a frozen bundle: only what was registered in it counts as planned
  --resamples   bootstrap resamples for each contrast (default 2000)
  --json        print the warnings and headlines as JSON

Exit codes: 0 done, 2 the call or the data cannot be used.`,
  options: {
    out: { type: 'string' },
    ...kindOptions,
    version: { type: 'string' },
    seed: { type: 'string' },
    plan: { type: 'string' },
    resamples: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const out = outFolder(values.out)
    const choice = kindsWanted(values)
    const resamples = numberOption(values.resamples, 'resamples', {
      ...{ whole: true, above: 99, below: 100_001 },
      otherwise: 2000,
    })
    const registration = registrationNamed(values.plan)
    const workspace = await openKeptWorkspace()
    try {
      const studyId = await keptStudy(workspace, positionals)
      if (registration !== undefined && registration.study !== studyId)
        throw new CallProblem(
          `--plan: ${values.plan} is the registration of "${registration.study}" and not of "${studyId}"; give the registration of this study, or leave --plan out.`,
        )
      const snapshot = await workspace.store.snapshot()
      const taken = await sessionsTaken(snapshot, studyId, choice, values.version)
      const { kinds, versions } = taken
      const { hash: version, study } = taken.version
      const progress = meter(io, 'sessions')
      const sessions: SessionRow[] = []
      const answers = new PackedAnswers()
      const unread: Unread = { gaps: [], erased: 0 }
      makeFolder(out)
      const rows = await ObservationsFile.open(
        out,
        versions.map((one) => one.study),
      )
      const leftOut = ({ summary, gaps }: ReadSession) => {
        if (summary.study !== version) return
        if (gaps.length > 0) unread.gaps.push(summary.id)
        else unread.erased += 1
      }
      for await (const read of readAnswers({ snapshot, studyId, kinds, versions, leftOut })) {
        if (read.session.studyHash !== version) continue
        sessions.push(read.session)
        for (const one of read.answers) answers.add(one)
        await rows.add(read)
        progress.at(sessions.length)
      }
      progress.end()
      const run = await runAnswersOf(snapshot, study)
      // If nobody talks, there are only calls of the probe run, and the run itself says which models it asked.
      const called = study.flow.length === 0 ? [] : await calledModels(snapshot, { studyId, kinds, version })
      const isAnswered = study.flow.length === 0 ? (run?.table.models ?? []).length > 0 : sessions.length > 0
      const nothing = isAnswered ? [] : await nothingThere(snapshot, study, kinds)
      await snapshot.close()
      const { sha256: inputHash } = await rows.close()
      const seed = values.seed ?? study.id
      const analysed = analyse({
        study,
        sessions,
        answers,
        run: run ?? undefined,
        seed,
        resamples,
        registration,
        studyHash: version,
        called,
        inputHash,
      })
      const aside = [...unreadLeftOut(unread), ...othersLeftOut(versions, version), ...nothing]
      const report = { ...analysed, warnings: [...analysed.warnings, ...aside] }
      writeFileSync(path.join(out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`)
      writeFileSync(path.join(out, 'report.html'), reportHtml(report))
      writeFileSync(path.join(out, 'models.R'), modelsScript(report))
      const { warnings, headlines } = report
      if (values.json) {
        const said = {
          folder: out,
          version,
          sessions: sessions.length,
          answers: answers.length,
          warnings,
          headlines,
        }
        io.out(JSON.stringify(said, null, 2))
        return
      }
      // Sessions that got no reply are named from the first one on, however few they are.
      const silence = new Set(replyWarnings(report.replies).map(({ text }) => text))
      for (const { level, text } of analysed.warnings) if (level === 'grave' || silence.has(text)) io.err(text)
      for (const { text } of aside) io.err(text)
      io.out(
        [
          ...headlines.map(({ text, figures }) => `${text}\n  ${figures}`),
          `Wrote report.html, report.json, observations.csv and models.R to ${out}.`,
        ].join('\n'),
      )
    } finally {
      await workspace.store.close()
    }
  },
})

/** Sessions of the analysed version without answers: the ids of those whose log has a gap, and how many were erased. */
type Unread = { gaps: string[]; erased: number }

/** Says which sessions could not be counted. A gap is a damage of the data; an erasure was wanted. */
function unreadLeftOut({ gaps, erased }: Unread): Report['warnings'] {
  const said: Report['warnings'][number][] = []
  if (gaps.length > 0) {
    const more = gaps.length > IDS_NAMED ? ` and ${gaps.length - IDS_NAMED} more` : ''
    const [count, them] =
      gaps.length === 1
        ? ['1 session is left out: its log has', 'it']
        : [`${gaps.length} sessions are left out: their logs have`, 'them']
    said.push({
      level: 'grave',
      text: `${count} a gap, so events are lost (${gaps.slice(0, IDS_NAMED).join(', ')}${more}). Restore ${them} from a backup, or report how many were lost; the manifest of an export names the missing events.`,
    })
  }
  if (erased > 0)
    said.push({
      level: 'caution',
      text: `${erased === 1 ? '1 session is' : `${erased} sessions are`} left out because ${erased === 1 ? 'it was' : 'they were'} erased.`,
    })
  return said
}

/** Says what is left out: answers that were given under another version may answer other questions. */
function othersLeftOut(versions: readonly KeptVersion[], analysed: string): Report['warnings'] {
  const others = versions.filter((one) => one.hash !== analysed && sessionsOf(one) > 0)
  if (others.length === 0) return []
  const list = others.map((one) => `${one.hash.slice(0, 12)} (${sessionsOf(one)})`).join(', ')
  const count = others.reduce((sum, one) => sum + sessionsOf(one), 0)
  return [
    {
      level: 'caution',
      text: `Only study version ${analysed.slice(0, 12)} is analysed; ${count} sessions of other versions are left out: ${list}.`,
    },
  ]
}

/** What to do where nothing is there to analyse. */
async function nothingThere(
  snapshot: Snapshot,
  study: Study,
  kinds: readonly SessionKind[],
): Promise<Report['warnings']> {
  const text = study.flow.length === 0 ? firstRun(study.id) : await noSessions(snapshot, study, kinds, 'analyse')
  return text === null ? [] : [{ level: 'caution', text }]
}

function registrationNamed(file: string | undefined): Registration | undefined {
  if (file === undefined) return undefined
  const read = readRegistration(path.resolve(file))
  if (!read.ok) throw new CallProblem(`--plan: ${read.problem}`)
  return read.registration
}
