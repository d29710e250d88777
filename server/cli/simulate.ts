import { buildApp } from '../app.ts'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { BUILTIN_ALIAS } from '../model/binding.ts'
import { openModels, readProfile } from '../model/open-models.ts'
import { simulate } from '../simulate/simulate.ts'
import { StartProblem } from '../start-problem.ts'
import { CallProblem, numberOption, required, verb } from './call.ts'
import { openDesk } from './desk.ts'
import { meter } from './meter.ts'

export const simulateVerb = verb({
  summary: 'let simulated people pass through a study',
  help: `Usage: npm run -s parallax -- simulate STUDY --participants N --seed S [--concurrency C] [--json]

Simulated people, made from a seed and the study's responder.yaml, take part through the real engine and the model that
the study names. Their sessions are flagged as simulated everywhere, and exports and reports leave them out unless they
are asked for. The same call again adds nothing; a larger N adds the rest.

  --participants  how many in all
  --seed          any word; another one makes other people
  --concurrency   sessions under way at once, 16 unless told
  --json          what was done, as JSON`,
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
    const desk = await openDesk()
    try {
      const loaded = desk.study(positionals)
      const { study } = loaded
      const profile = readProfile(study, loaded.hash, loaded.file, desk.config.root)
      if (!profile.ok) throw new CallProblem(profile.problems.join('\n'))
      const pace = { tokensPerSecond: 0, firstTokenMs: 0 }
      const { root, modelConcurrency } = desk.config
      const warn = (remedy: string) => io.err(`${remedy}.`)
      const opened = await openModels([loaded], {
        env: desk.env,
        root,
        concurrency: modelConcurrency,
        pace,
        seed,
        warn,
      })
      if (!opened.ok) throw new StartProblem(opened.problems.join('\n'))
      const log = createLog(desk.config.logLevel)
      const { models } = opened
      const { app, runner } = await buildApp({ ...desk, models, clock: systemClock, log, pages: null })
      try {
        const progress = meter(io, 'sessions')
        const running = desk.shelf.byId(study.id)!
        const done = await simulate({
          ...desk,
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
        io.out(
          values.json
            ? JSON.stringify({ study: study.id, version: running.hash, participants: done, seed, model })
            : `${done} simulated people passed through "${study.id}", answered by ${model}.`,
        )
      } finally {
        await app.close()
        await models.close()
      }
    } finally {
      await desk.store.close()
    }
  },
})
