import { replyRows, replyWarnings } from '../../shared/report/reply-rows.ts'
import type { ReplyRow } from '../../shared/report/report.ts'
import { FATES } from '../../shared/session/replies.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { buildApp } from '../app.ts'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { type OpenModels, openModels, readProfile } from '../model/open-models.ts'
import { problemOf } from '../probes/ask-all.ts'
import { simulate } from '../simulate/simulate.ts'
import { StartProblem } from '../start-problem.ts'
import { problemLine } from '../studies/study-problem.ts'
import { CallProblem, numberOption, required, verb } from './call.ts'
import { meter } from './meter.ts'
import { openStudyWorkspace } from './workspace.ts'

export const simulateVerb = verb({
  summary: 'let simulated people pass through a study',
  help: `Usage: npm run -s parallax -- simulate STUDY --participants N --seed S [--concurrency C] [--json]

Simulated people, made from a seed and the study's responder.yaml, take part through the real engine and the model that
the study names. Their sessions are flagged as simulated everywhere, and exports and reports leave them out unless they
are asked for. The same call again adds nothing; a larger N adds the rest.

  --participants  how many in all
  --seed          any word; another one makes other people
  --concurrency   sessions under way at once, 16 unless told
  --json          what was done, as JSON, with the replies by arm

At the end it prints how many replies were asked for and what became of them, and names the arms in which people got none.

Exit codes: 0 done, 1 the model did not answer, or some replies failed (the cause is printed; after you have removed it, the
same call with another seed makes sessions with replies), 2 the call or the study cannot be used.`,
  options: {
    participants: { type: 'string' },
    seed: { type: 'string' },
    concurrency: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const participants = numberOption(
      required(values.participants, 'participants', 'how many people to simulate'),
      'participants',
      { whole: true, above: 0 },
    )!
    const seed = required(values.seed, 'seed', 'any word; it makes the people')
    const concurrency = numberOption(values.concurrency, 'concurrency', {
      whole: true,
      above: 0,
      below: 1001,
      otherwise: 16,
    })
    const workspace = await openStudyWorkspace()
    try {
      const loaded = workspace.study(positionals)
      const { study } = loaded
      if (study.flow.length === 0)
        throw new CallProblem(
          `The study ${study.id} has no flow; it asks models only: npm run -s parallax -- probe ${study.id}`,
        )
      const profile = readProfile(study, loaded.hash, loaded.file, workspace.config.root)
      if (!profile.ok) throw new CallProblem(profile.problems.map(problemLine).join('\n'))
      const pace = { tokensPerSecond: 0, firstTokenMs: 0 }
      const { root, modelConcurrency } = workspace.config
      const warn = (remedy: string) => io.err(`${remedy}.`)
      const opened = await openModels([loaded], {
        env: workspace.env,
        root,
        concurrency: modelConcurrency,
        pace,
        seed,
        warn,
      })
      if (!opened.ok) throw new StartProblem(opened.problems.join('\n'))
      const log = createLog(workspace.config.logLevel)
      const { models, failure } = watched(opened.models)
      const { app, runner } = await buildApp({ ...workspace, models, clock: systemClock, log, pages: null })
      try {
        const progress = meter(io, 'sessions')
        const running = workspace.catalogue.byId(study.id)!
        const passed = await simulate({
          ...workspace,
          runner,
          running,
          profile: profile.profile,
          clock: systemClock,
          participants,
          seed,
          concurrency,
          progress: progress.at,
        })
        progress.end()
        const model =
          study.model.alias === BUILTIN_ALIAS
            ? 'the built-in responder, not a language model'
            : models.of(loaded).identity.model
        const arms = replyRows(study, passed)
        const warnings = replyWarnings(arms).map(({ text }) => text)
        for (const text of warnings) io.err(text)
        const done = { study: study.id, version: running.hash, participants: passed.length, seed, model }
        io.out(
          values.json
            ? JSON.stringify({ ...done, replies: arms, warnings })
            : `${passed.length} simulated people passed through "${study.id}", answered by ${model}. ${repliesText(arms)}`,
        )
        const cause = failure()
        if (cause === null || arms.every(({ failed }) => failed === 0)) return 0
        // What a setting mends was said when the first call failed.
        const what = cause.isTold
          ? 'Mend that'
          : `${cause.problem.replace(/[.\s]+$/, '')}. Check the endpoint of "${study.model.alias}"`
        io.err(`${what}; then simulate with another --seed, since the sessions of this one stay without replies.`)
        return 1
      } finally {
        await app.close()
        await models.close()
      }
    } finally {
      await workspace.store.close()
    }
  },
})

/** Why a call failed, and whether `warn` has told it with its remedy. */
type Cause = { problem: string; isTold: boolean }

/** The same models, and why the first call that failed did so; null while none has. */
function watched(models: OpenModels): { models: OpenModels; failure(): Cause | null } {
  let failure: Cause | null = null
  const of: OpenModels['of'] = (version, alias) => {
    const model = models.of(version, alias)
    return {
      identity: model.identity,
      async reply(request, way) {
        const result = await model.reply(request, way)
        const { outcome } = result
        if (outcome.kind === 'failed')
          failure ??= {
            problem: problemOf(result.attempts.at(-1)?.error, outcome.error.message),
            isTold: outcome.error.remedy !== undefined,
          }
        return result
      },
    }
  }
  return { models: { ...models, of }, failure: () => failure }
}

/** What became of the replies that were asked for, over all arms. */
function repliesText(arms: readonly ReplyRow[]): string {
  const total = (of: (arm: ReplyRow) => number) => arms.reduce((sum, arm) => sum + of(arm), 0)
  const asked = total((arm) => arm.asked)
  if (asked === 0) return 'No reply was asked for.'
  const fates = FATES.flatMap((fate) => {
    const count = total((arm) => arm[fate])
    return count > 0 || fate === 'come' ? [`${count} ${WORDS[fate]}`] : []
  })
  return `Of ${asked} replies asked for: ${fates.join(', ')}.`
}

const WORDS = {
  come: 'came',
  cut: 'cut',
  refused: 'refused',
  failed: 'failed',
  stopped: 'stopped by the person',
  waiting: 'still under way',
} as const
