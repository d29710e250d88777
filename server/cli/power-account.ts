import { itemsOfRun, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { basesOf, itemsOfFlow } from '../power/places.ts'
import type { Ground, PowerCall } from '../power/power.ts'
import type { PowerRow } from '../power/summary.ts'
import { aligned, figure } from './figures.ts'

/** What a reader of power must know: what the answers are based on, and what was not planted. */
export function notesOf(call: PowerCall, { answers }: Ground, rows: readonly PowerRow[]): string[] {
  const { study, plant, places, sizes, simulations } = call
  const people = sizes.some(({ of }) => of === 'participants')
  const bases = people
    ? basesOf(answers, places.length === 0 ? [null] : places, itemsOfFlow(study))
    : basesOf(
        answers,
        (study as StudyOfRun).probeRun.slices.map(({ place }) => place),
        itemsOfRun(study as StudyOfRun),
      )
  const total = bases.shares + bases.mean + bases.flat
  const fewer = rows[0]!.simulations < simulations
  const zero = [
    ...(plant.itemSd === 0 ? ['items (--item-sd)'] : []),
    ...(plant.wordingSd === 0 ? ['wordings (--wording-sd)'] : []),
    ...(plant.sessionSd === 0 && people ? ['sessions (--session-sd)'] : []),
  ]
  return [
    ...(people ? [`People come from ${places.join(', ') || 'no place that a population knows'}, equally often.`] : []),
    `Of ${total} pairs of place and item, answers of ${bases.shares} start from reference shares, ${bases.mean} from a mean only, ${bases.flat} from equal shares of all options.`,
    ...(zero.length > 0
      ? [`No difference between ${zero.join(', ')} was planted; there will be some, and power will be lower.`]
      : []),
    ...(plant.itemSd > 0 && people
      ? ['Intervals over sessions hold for these items only, so they cover the effect on items in general less often.']
      : []),
    ...(plant.wordingSd > 0
      ? ['No interval holds for wordings that the study does not have, so each covers the effect of levels less often.']
      : []),
    ...(plant.effect === 0
      ? ['No effect was planted: power is the share of data sets that find one, adjusted for all planned tests.']
      : []),
    ...(fewer ? [`Cut short by --minutes after ${rows[0]!.simulations} of ${simulations} data sets.`] : []),
  ]
}

/** Power as a table for people. */
export function asText(call: PowerCall, rows: readonly PowerRow[], notes: readonly string[]): string {
  const { study, hash, plant, alpha, seed } = call
  const heads = [
    ['contrast', 'asked', 'data sets', 'power', 'error', 'unadjusted'],
    ['estimate', 'truth', 'width', 'covers truth', 'covers drawn', 'without'],
  ].flat()
  const lines = rows.map((row) => [
    row.contrast,
    `${row.size} ${row.of}`,
    String(row.simulations),
    figure(row.power, 3),
    figure(row.error, 3),
    figure(row.unadjusted, 3),
    figure(row.estimate, 3),
    figure(row.truth, 3),
    figure(row.width, 3),
    figure(row.coverage, 3),
    figure(row.coverageDrawn, 3),
    String(row.without),
  ])
  return `${study.id} ${hash.slice(0, 12)}: effect ${plant.effect} sd, alpha ${alpha}, seed "${seed}"

${aligned([heads, ...lines])}
power: adjusted p below alpha in the direction planted, with its Monte-Carlo standard error; unadjusted: before the adjustment.
truth: the mean effect as far as the ends of the scales allow it; drawn: that of each data set's own items and wordings.
${notes.map((note) => `${note}\n`).join('')}`
}

/** Power as data. */
export function asJson(call: PowerCall, rows: readonly PowerRow[], notes: readonly string[]): unknown {
  const { study, hash, plant, alpha, seed, places } = call
  return {
    study: study.id,
    version: hash,
    effect: plant.effect,
    item_sd: plant.itemSd,
    wording_sd: plant.wordingSd,
    session_sd: plant.sessionSd,
    retest: plant.retest,
    dropout: plant.dropout,
    places,
    alpha,
    seed,
    resamples: call.resamples,
    rearrangements: call.rearrangements,
    rows: rows.map(({ coverageDrawn, ...row }) => ({ ...row, coverage_drawn: coverageDrawn })),
    notes,
  }
}
