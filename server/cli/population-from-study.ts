import { Target } from '../../shared/structure/question.ts'
import { readSessions } from '../export/session-reader.ts'
import { accountText } from '../populations/account.ts'
import { normingSample } from '../populations/norming.ts'
import { normingStages } from '../populations/norming-stages.ts'
import { newFiles, writePopulation } from '../populations/population-files.ts'
import { CallProblem, numberOption, verb } from './call.ts'
import { json } from './figures.ts'
import { KIND_USAGE, kindHelp, kindOptions, kindsWanted } from './kind-options.ts'
import { outFolder } from './out-folder.ts'
import { noSessions, sessionsTaken } from './sessions-taken.ts'
import { oneOfKnown } from './study-file.ts'
import { keptStudy, openKeptWorkspace } from './workspace.ts'

export const populationFromStudy = verb({
  summary: "make a study's own answers a reference population",
  help: `Usage: npm run -s parallax -- population from-study STUDY --out FOLDER [--id ID] [--stage ID]
         [--target own|norm|assistant] ${KIND_USAGE}
         [--version HASH] [--min-n N] [--json]

Writes ID.yaml and ID.csv into FOLDER: shares of answers by declared place, with n, in the wording and mode of the study.
Each person counts once, for the first place that they declared and the study knows.

Only answers count that were given before a condition could matter: at surveys before the first chat and before the first
stage that only some conditions show. --stage takes another survey.

  --id          name of the population (default: STUDY-norming, with the target unless it is own)
  --stage       the survey whose answers count
  --target      own answers, the norm that people perceive, or what the assistant should say (default own)
${kindHelp(14)}
  --version     the study version, by the beginning of its SHA-256 (default: the one with most live sessions, or with most
                of the kinds taken)
  --min-n       items that fewer people of a place answered are left out there (default 30)
  --json        the account as JSON

Exit codes: 0 done, 2 the call or the data cannot be used, or nothing is left.`,
  options: {
    out: { type: 'string' },
    id: { type: 'string' },
    stage: { type: 'string' },
    target: { type: 'string' },
    ...kindOptions,
    version: { type: 'string' },
    'min-n': { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const out = outFolder(values.out)
    const choice = kindsWanted(values)
    const smallest = numberOption(values['min-n'], 'min-n', { whole: true, above: 0, otherwise: 30 })
    const target =
      values.target === undefined ? null : Target.parse(oneOfKnown(values.target, 'target', Target.options))
    const workspace = await openKeptWorkspace()
    try {
      const studyId = await keptStudy(workspace, positionals)
      const snapshot = await workspace.store.snapshot()
      const { kinds, versions, version } = await sessionsTaken(snapshot, studyId, choice, values.version)
      const { study, hash } = version
      const from = normingStages(study, { stage: values.stage ?? null, target })
      const id = values.id ?? (from.target === 'own' ? `${studyId}-norming` : `${studyId}-norming-${from.target}`)
      newFiles(out, id)
      const nothing = await noSessions(snapshot, study, kinds, 'use')
      if (nothing !== null)
        throw new CallProblem(
          `${nothing} Items that fewer than ${smallest} people of a place answered are left out; --min-n sets another number.`,
        )
      const sessions = readSessions({ snapshot, studyId, kinds, versions })
      const sample = await normingSample(sessions, { study, hash, from, smallest })
      await snapshot.close()
      const files = writePopulation(out, id, sample)
      io.err(accountText(sample.account, 'sessions'))
      io.out(
        values.json ? json({ id, files, ...sample.account }) : `${files.map((one) => `Wrote ${one}`).join('\n')}\n`,
      )
    } finally {
      await workspace.store.close()
    }
  },
})
