import type { Drift } from '../../shared/analysis/models-alone/drift.ts'
import type { NotAsked } from '../../shared/study/probe-jobs.ts'
import type { Spend } from '../probes/budget.ts'
import type { ModelPlan } from '../probes/plan.ts'
import type { RunEnd } from '../probes/run.ts'
import type { Tally } from '../probes/run-tally.ts'
import { aligned, pValue } from './figures.ts'

/** The plan for people: one row for each model, what is passed over, and how long and how much it may take. */
export function planText(plans: readonly ModelPlan[], passedOver: readonly NotAsked[]): string {
  const head = ['model', 'questions', 'answered', 'to ask', 'beside', 'tokens in', 'tokens out', 'USD']
  const rows = plans.map((plan) => [
    `${plan.alias} (${plan.model})`,
    String(plan.jobs),
    String(plan.done),
    String(plan.toAsk),
    String(plan.canaries + plan.checks),
    String(plan.promptTokens),
    String(plan.completionTokens),
    plan.cost === null ? '-' : plan.cost.toFixed(2),
  ])
  const lines = [
    'Besides these, canary questions are asked, and it is checked what the endpoint can do. Tokens are estimates, from',
    ...plans.map(
      ({ alias, estimatedFrom }) =>
        `  ${alias}: ${estimatedFrom === 'reported' ? 'what the endpoint reported before' : 'the length of the prompts, right to within a factor of about two'}`,
    ),
    ...(plans.some(({ cost }) => cost === null) ? ['No price is known; give --price-in and --price-out.'] : []),
    ...passedOver.map(
      ({ item, form, place, locale, why }) => `Passed over: ${item} as ${form} in ${place}, ${locale}: ${why}.`,
    ),
  ]
  return `${aligned([head, ...rows])}\n${lines.join('\n')}\n`
}

type Done = { plan: ModelPlan; tally: Tally; end: RunEnd; priced: boolean; drift: Drift | null }

/** What a command has done, for people and as JSON. */
export function endText({
  study,
  plans,
  runs,
  spent,
}: {
  study: string
  plans: readonly ModelPlan[]
  runs: readonly Done[]
  spent: Spend
}): { text: string; json: object } {
  if (runs.length === 0) {
    const answered = plans.reduce((sum, { jobs }) => sum + jobs, 0)
    return {
      text: `All ${answered} questions of the probe run of "${study}" are answered; nothing was asked.`,
      json: { models: [], tokens: 0 },
    }
  }
  const models = runs.map(({ plan, tally, end, priced, drift }) => ({
    alias: plan.alias,
    run: end.run,
    asked: tally.done,
    toAsk: tally.toAsk,
    failed: tally.failed,
    remedy: tally.remedy,
    retries: tally.retries,
    promptTokens: Math.round(tally.promptTokens),
    completionTokens: Math.round(tally.completionTokens),
    tokensEstimated: tally.estimated > 0,
    cost: priced ? tally.cost : null,
    capabilities: end.capabilities,
    drift,
    end: end.early ?? { kind: 'done' },
  }))
  return { text: runs.map(runText).join('\n'), json: { models, tokens: Math.round(spent.tokens) } }
}

function runText({ plan, tally, end, priced, drift }: Done): string {
  const cost = priced ? `, USD ${tally.cost.toFixed(4)}` : ''
  const about = tally.estimated > 0 ? 'about ' : ''
  const tokens = `${about}${Math.round(tally.promptTokens + tally.completionTokens)} tokens${cost}, ${tally.retries} tried again`
  const lines = [`${plan.alias}: ${tally.done} of ${tally.toAsk} answered; ${tokens}. ${endSentence(end, tally.done)}`]
  if (tally.failed > 0 && end.early === null)
    lines.push(`${tally.failed} brought no reply after all attempts; the same command asks them again.`)
  if (tally.remedy !== null && end.early?.kind !== 'endpoint') lines.push(`${tally.remedy}.`)
  if (drift !== null && drift.moments.length > 1) lines.push(driftSentence(drift))
  return lines.join('\n')
}

/** What the canary questions of all runs so far say about the model. */
function driftSentence({ changed, items, moments }: Drift): string {
  const least = Math.min(1, ...items.map(({ pHolm }) => pHolm))
  const figures = `${items.length} canary questions at ${moments.length} moments, smallest p ${pValue(least)} after Holm`
  if (changed.length === 0) return `No change of the model was seen (${figures}).`
  const what = {
    answers: 'its answers to canary questions',
    model: 'the model id that it reports',
    fingerprint: 'its fingerprint',
  }
  return `The model may have changed while it was asked: ${changed.map((one) => what[one]).join(', ')} differed (${figures}).`
}

function endSentence({ early }: RunEnd, answered: number): string {
  const again = 'run the same command to go on.'
  switch (early?.kind) {
    case undefined:
      return 'Everything was asked.'
    case 'stopped':
      return `Stopped; ${again}`
    case 'budget':
      // Asked again with as much, it would look at the endpoint again and get no further.
      return answered === 0
        ? 'What this command may spend is not enough for a question after the check of what the endpoint can do; allow more.'
        : 'What this command may spend is used up; run it again to spend as much again.'
    case 'endpoint':
      return `${early.problem.replace(/[.\s]+$/, '')}; ${again}`
  }
}
