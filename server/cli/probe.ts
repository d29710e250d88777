import { drift } from '../../shared/analysis/models-alone/drift.ts'
import { notAsked, runChoice, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { systemClock } from '../clock.ts'
import { readCanaries } from '../export/run-results.ts'
import type { Prices } from '../model/endpoint.ts'
import { type OpenModels, openModels } from '../model/open-models.ts'
import { type EarlyEnd, freshLimit } from '../probes/ask-all.ts'
import { Budget } from '../probes/budget.ts'
import { RUN_POLICY } from '../probes/patient-call.ts'
import { type ModelPlan, planOf } from '../probes/plan.ts'
import { Progress } from '../probes/progress.ts'
import { type RunEnd, runProbes } from '../probes/run.ts'
import { Tally } from '../probes/run-tally.ts'
import { StartProblem } from '../start-problem.ts'
import type { LoadedStudy } from '../studies/load.ts'
import { CallProblem, numberOption, verb } from './call.ts'
import { keepHeapSmall } from './heap.ts'
import { liveLine } from './meter.ts'
import { endText, planText } from './probe-text.ts'
import { listenForStop } from './stop-signals.ts'
import type { Io } from './verb.ts'
import { openStudyWorkspace, type StudyWorkspace } from './workspace.ts'

export const MOST_CONCURRENCY = 512
/** In dollars for a million tokens: one dollar a token. */
const MOST_PRICE = 1_000_000

export const probeVerb = verb({
  summary: "ask models everything of a study's probe run",
  help: `Usage: npm run -s parallax -- probe STUDY [--model ALIAS]... [--repeats N] [--concurrency N] [--plan]
         [--max-tokens-total N] [--max-cost USD] [--price-in USD] [--price-out USD] [--json]

Asks each model, alone, every item of the study's probeRun under each condition, country, language, form, order, reply
format and target, as often as there are repeats. Each answer is kept as it arrives. The same command goes on where an
earlier one ended, however it ended; more repeats, models or items add to what is there. Nothing is asked twice.

  --plan              say what would be asked, and what it may take, and ask nothing
  --model             the aliases to ask, in place of those of the study
  --repeats           in place of the study's number
  --concurrency       most calls under way at each model (default 32, at most ${MOST_CONCURRENCY}); fewer if the endpoint bears fewer
  --max-tokens-total  stop before this command has used more tokens; an earlier command's do not count
  --max-cost          stop before this command has cost more, in USD; it needs prices
  --price-in, --price-out  USD per million tokens, where PARALLAX_MODELS has no prices
  --json              the plan, or what was done, as JSON

Ctrl-C lets calls under way come in for a few seconds; a second one gives them up. Nothing that arrived is lost.
Exit codes: 0 everything is answered, 1 an endpoint brought no replies or some questions had none, 2 the call cannot be
used, 3 the tokens or the cost that were allowed are used up, 130 and 143 stopped by a signal.`,
  options: {
    plan: { type: 'boolean' },
    model: { type: 'string', multiple: true },
    repeats: { type: 'string' },
    concurrency: { type: 'string' },
    'max-tokens-total': { type: 'string' },
    'max-cost': { type: 'string' },
    'price-in': { type: 'string' },
    'price-out': { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    keepHeapSmall()
    const whole = { whole: true, above: 0 } as const
    const repeats = numberOption(values.repeats, 'repeats', { ...whole, below: 10_001 })
    const concurrency = numberOption(values.concurrency, 'concurrency', {
      ...whole,
      below: MOST_CONCURRENCY + 1,
      otherwise: 32,
    })
    const tokens = numberOption(values['max-tokens-total'], 'max-tokens-total', { ...whole, otherwise: Infinity })
    const cost = numberOption(values['max-cost'], 'max-cost', { above: 0, otherwise: Infinity })
    const told = toldPrices(values['price-in'], values['price-out'])
    const workspace = await openStudyWorkspace()
    try {
      const loaded = workspace.study(positionals)
      const study = withRun(loaded)
      const choice = runChoice(study)
      const aliases = [...new Set(values.model ?? choice.models)]
      const ofStudy = study.probeRun.models === undefined ? undefined : `study "${study.id}", probeRun.models`
      const namedBy = values.model === undefined ? ofStudy : '--model'
      const models = await bound(workspace, loaded, { aliases, namedBy }, concurrency)
      try {
        const asked: Asked = {
          ...{ workspace, loaded, study, models, aliases, concurrency },
          repeats: repeats ?? choice.repeats,
          priceOf: (alias) => told ?? models.prices(alias),
        }
        const unpriced = aliases.find((alias) => asked.priceOf(alias) === null)
        if (cost !== Infinity && unpriced !== undefined)
          throw new CallProblem(
            `--max-cost needs prices, and none is known of "${unpriced}"; give --price-in and --price-out, or prices in PARALLAX_MODELS.`,
          )
        const plans = await plansOf(asked)
        if (values.plan) {
          const passedOver = notAsked(study)
          io.out(
            values.json
              ? JSON.stringify({ study: study.id, version: loaded.hash, plans, passedOver }, null, 2)
              : planText(plans, passedOver),
          )
          return 0
        }
        return await ask(asked, plans, new Budget({ tokens, cost }), values.json ?? false, io)
      } finally {
        await models.close()
      }
    } finally {
      await workspace.store.close()
    }
  },
})

type Asked = {
  workspace: StudyWorkspace
  loaded: LoadedStudy
  study: StudyOfRun
  models: OpenModels
  aliases: readonly string[]
  repeats: number
  concurrency: number
  priceOf(alias: string): Prices | null
}

/** The study with its probe run. Throws a CallProblem if it has none. */
export function withRun({ study, file }: LoadedStudy): StudyOfRun {
  const { probeRun } = study
  if (probeRun === undefined)
    throw new CallProblem(`Study "${study.id}" has no probeRun; add one to ${file}, or name another study.`)
  return { ...study, probeRun }
}

/** The models of these aliases. Each call is made once, since the run itself tries again. Throws a StartProblem. */
export async function bound(
  { config, env }: StudyWorkspace,
  loaded: LoadedStudy,
  { aliases, namedBy }: { aliases: readonly string[]; namedBy?: string | undefined },
  concurrency: number,
): Promise<OpenModels> {
  const pace = { tokensPerSecond: 0, firstTokenMs: 0 }
  const policy = { attempts: 1 }
  const opened = await openModels([loaded], {
    env,
    root: config.root,
    aliases,
    ...(namedBy && { namedBy }),
    concurrency,
    policy,
    pace,
  })
  if (!opened.ok) throw new StartProblem(opened.problems.join('\n'))
  return opened.models
}

function toldPrices(input: string | undefined, output: string | undefined): Prices | null {
  if (input === undefined && output === undefined) return null
  if (input === undefined || output === undefined)
    throw new CallProblem('--price-in and --price-out go together; give both.')
  const price = (text: string, option: string) => {
    const value = Number(text)
    // Zero is a price too: that of a model on one's own machine.
    if (text.trim() !== '' && value >= 0 && value <= MOST_PRICE) return value
    throw new CallProblem(`--${option} is USD per million tokens, from 0 to ${MOST_PRICE}; it was "${text}".`)
  }
  return { input: price(input, 'price-in'), output: price(output, 'price-out') }
}

function plansOf({ workspace, loaded, study, models, aliases, repeats, priceOf }: Asked): Promise<ModelPlan[]> {
  return Promise.all(
    aliases.map((alias) => {
      const { identity } = models.of(loaded, alias)
      return planOf({ store: workspace.store, study, identity }, repeats, priceOf(alias))
    }),
  )
}

/** Asks, and returns the exit code. All models are asked at the same time, each as fast as its endpoint allows. */
async function ask(
  asked: Asked,
  plans: readonly ModelPlan[],
  budget: Budget,
  asJson: boolean,
  io: Io,
): Promise<number> {
  const { workspace, loaded, study, models, concurrency, repeats, priceOf } = asked
  const left = plans.filter(({ toAsk }) => toAsk > 0)
  const claim = await workspace.store.claim(`probe-${study.id}`)
  if (claim === null)
    throw new CallProblem(
      `Another command asks the probe run of "${study.id}" right now, in ${workspace.config.dataFolder}; wait for it, or stop it.`,
    )
  const signals = listenForStop(() => io.err('Stopping; calls under way may still come in.'))
  const runs = left.map((plan) => ({
    plan,
    tally: new Tally(plan.toAsk + plan.canaries),
    limit: freshLimit(concurrency),
    priced: priceOf(plan.alias) !== null,
  }))
  const live = liveLine(io, new Progress(runs, performance.now()))
  try {
    const ends = await Promise.all(
      runs.map(({ plan, tally, limit }) =>
        runProbes(
          {
            ...{
              store: workspace.store,
              clock: systemClock,
              study,
              studyHash: loaded.hash,
              repeats,
              plan,
              concurrency,
            },
            ...{ budget, tally, signals, policy: RUN_POLICY },
            model: models.of(loaded, plan.alias),
            prices: priceOf(plan.alias),
          },
          limit,
        ),
      ),
    )
    live.end()
    const identities = runs.map(({ plan }) => models.of(loaded, plan.alias).identity)
    const canaries = await readCanaries(workspace.store, study, identities)
    const done = runs.map((run, at) => {
      const answers = canaries.get(run.plan.alias)
      return { ...run, end: ends[at]!, drift: answers === undefined ? null : drift(answers, study.id) }
    })
    const said = endText({ study: study.id, plans, runs: done, spent: budget.spent })
    io.out(asJson ? JSON.stringify({ study: study.id, version: loaded.hash, ...said.json }, null, 2) : said.text)
    return signals.exitCode() ?? exitCodeOf(done)
  } finally {
    live.end()
    signals.end()
    claim.release()
  }
}

function exitCodeOf(runs: readonly { end: RunEnd; tally: Tally }[]): number {
  const kinds = new Set(runs.flatMap(({ end }): EarlyEnd['kind'][] => (end.early === null ? [] : [end.early.kind])))
  if (kinds.has('endpoint') || runs.some(({ tally }) => tally.failed > 0)) return 1
  return kinds.has('budget') ? 3 : 0
}
