import { Form } from '../../shared/instrument/instrument.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { systemClock } from '../clock.ts'
import { freshLimit } from '../probes/ask-all.ts'
import { Budget } from '../probes/budget.ts'
import { agreementWithParser, type CodingChoice, codeAnswers, coderName, countUncoded } from '../probes/coder.ts'
import { RUN_POLICY } from '../probes/patient-call.ts'
import { Progress } from '../probes/progress.ts'
import { Tally } from '../probes/run-tally.ts'
import { CallProblem, numberOption, required, verb } from './call.ts'
import { figure } from './figures.ts'
import { keepHeapSmall } from './heap.ts'
import { liveLine } from './meter.ts'
import { bound, MOST_CONCURRENCY } from './probe.ts'
import { listenForStop } from './stop-signals.ts'
import { oneOfKnown } from './study-file.ts'
import { openStudyWorkspace } from './workspace.ts'

export const probeCode = verb({
  summary: 'let a model read answers of a probe run, in addition to the parser',
  help: `Usage: npm run -s parallax -- probe code STUDY --coder ALIAS [--form FORM | --sample N] [--concurrency N] [--json]

A model reads answers with a codebook. It sees the question, the options and the answer. It does not see who answered or under
which structure. What it reads is kept beside what the parser read, under its name and the codebook's version, and never
replaces it. The same command goes on where an earlier one ended; no answer is given to a coder twice.

  --coder        the alias of the model that codes
  --form         all answers of this form, such as open
  --sample       so many answers of all, drawn by chance, for agreement with the parser
  --concurrency  most calls under way, 32 unless told
  --json         what was done, as JSON

Without --form or --sample it reads the answers from which the parser could read no option and no reason.
Exit codes: 0 all are read, 1 some could not be read, 2 the call cannot be used, 130 and 143 stopped by a signal.`,
  options: {
    coder: { type: 'string' },
    form: { type: 'string' },
    sample: { type: 'string' },
    concurrency: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    keepHeapSmall()
    const alias = required(values.coder, 'coder', 'the alias of the model that codes')
    if (alias === BUILTIN_ALIAS)
      throw new CallProblem('The built-in responder is no language model and cannot code; name another alias.')
    const whole = { whole: true, above: 0 } as const
    const concurrency = numberOption(values.concurrency, 'concurrency', {
      ...whole,
      below: MOST_CONCURRENCY + 1,
      otherwise: 32,
    })
    const choice = choiceOf(values.form, numberOption(values.sample, 'sample', { ...whole, below: 1_000_001 }))
    const workspace = await openStudyWorkspace()
    try {
      const loaded = workspace.study(positionals)
      const { store } = workspace
      const studyId = loaded.study.id
      const models = await bound(workspace, loaded, { aliases: [alias], namedBy: '--coder' }, concurrency)
      const claim = await store.claim(`coding-${studyId}`)
      if (claim === null)
        throw new CallProblem(`Another command codes answers of "${studyId}" right now; wait for it, or stop it.`)
      const signals = listenForStop(() => io.err('Stopping; calls under way may still come in.'))
      try {
        const model = models.of(loaded, alias)
        const coder = coderName(model.identity)
        const tally = new Tally(await countUncoded(store, { studyId, choice, coder }))
        const limit = freshLimit(concurrency)
        const prices = models.prices(alias)
        const live = liveLine(io, new Progress([{ tally, limit, priced: prices !== null }], performance.now()))
        const budget = new Budget({ tokens: Infinity, cost: Infinity })
        const early = await codeAnswers(
          {
            ...{ store, studyId, choice, model, concurrency, budget, prices, tally, signals },
            ...{ clock: systemClock, policy: RUN_POLICY },
          },
          limit,
        ).finally(() => live.end())
        const agreement = await agreementWithParser(store, studyId, coder)
        const { done, toAsk, failed, remedy } = tally
        const said = {
          study: studyId,
          coder,
          read: done,
          toRead: toAsk,
          failed,
          remedy,
          agreement,
          end: early ?? { kind: 'done' },
        }
        const share = agreement.n === 0 ? '' : ` (${((100 * agreement.same) / agreement.n).toFixed(1)} %)`
        const end =
          early?.kind === 'endpoint'
            ? ` ${early.problem}; run the same command to go on.`
            : remedy === null
              ? ''
              : ` ${remedy}.`
        io.out(
          values.json
            ? JSON.stringify(said, null, 2)
            : `${coder}: ${done} of ${toAsk} answers read, ${failed} without a reading.${end}\n` +
                `Of ${agreement.n} answers that it has read, ${agreement.same}${share} read as the parser reads them; ` +
                `Cohen's kappa ${figure(agreement.kappa, 3)}.`,
        )
        return signals.exitCode() ?? (early !== null || failed > 0 ? 1 : 0)
      } finally {
        signals.end()
        claim.release()
        await models.close()
      }
    } finally {
      await workspace.store.close()
    }
  },
})

function choiceOf(form: string | undefined, sample: number | undefined): CodingChoice {
  if (form !== undefined && sample !== undefined)
    throw new CallProblem('--form and --sample do not go together; give one of them.')
  if (sample !== undefined) return { kind: 'sample', count: sample }
  return form === undefined ? { kind: 'unread' } : { kind: 'form', form: oneOfKnown(form, 'form', Form.options) }
}
