import type { Estimate, Test } from '../analysis/estimate.ts'
import type { TowardModelRow } from '../analysis/influence/toward-model.ts'
import type { TowardPeopleRow } from '../analysis/influence/toward-people.ts'
import type { Headline, Report, TwoWay } from './report.ts'

export type Known = Extract<Estimate, { value: number }>

/** Two decimals with a true minus sign, or three for small values. */
export function signed(value: number): string {
  const digits = Math.abs(value) >= 0.095 ? 2 : 3
  const text = Math.abs(value).toFixed(digits)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

function interval({ low, high, level }: Known): string {
  return `${Math.round(level * 100)} % interval ${signed(low)} to ${signed(high)}`
}

/** A p-value with its adjustment. */
export function pText({ p, adjusted, adjustment, tests }: Test): string {
  const shown = (value: number) => (value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`)
  return `p ${shown(p)}, ${shown(adjusted).replace('= ', '')} after ${adjustment} over ${tests} tests`
}

/** Whether an effect is shown: its interval excludes zero, and its test, if it has one, is significant after adjustment. */
export function isShown(estimate: Known, test: Test | null): boolean {
  return (estimate.low > 0 || estimate.high < 0) && (test === null || test.adjusted < 1 - estimate.level)
}

export function figuresOf(name: string, estimate: Known, unit: string, test: Test | null): string {
  return `${name} ${signed(estimate.value)}${unit}, ${interval(estimate)}${test === null ? '' : `, ${pText(test)}`}`
}

/** What was found about the model toward people: all arms except the control, compared with what people said before. */
export function towardPeopleHeadline(rows: readonly TowardPeopleRow[]): Headline | null {
  const row = rows.find(({ pooled, people }) => pooled === 'treated' && people === 'before')
  if (row === undefined || row.change.value === null || row.againstControl.value === null) return null
  const { change, againstControl, test } = row
  const direction = againstControl.value > 0 ? 'nearer to' : 'farther from'
  return {
    text: isShown(againstControl, test)
      ? `The model toward people: over the talk, the model's answers came ${direction} this person's own than in the control arm.`
      : "The model toward people: that the model's answers move more toward this person over the talk than in the control arm is not shown.",
    figures: `${figuresOf('Change', change, '', null)}. ${figuresOf('Against the control arm', againstControl, '', test)}. Similarity, 0 to 1; ${change.n} sessions.`,
  }
}

/** What was found about people toward the model. Null if no position was randomised. */
export function towardModelHeadline(
  randomised: boolean,
  rows: readonly TowardModelRow[],
  equivalence: TwoWay['towardModel']['equivalence'],
): Headline | null {
  if (!randomised) return null
  const first = rows.find(
    ({ scope, term }) => scope !== 'item' && scope !== 'other items' && (term === 'm:arm' || term === 'm'),
  )
  if (first === undefined || first.estimate.value === null || !rows.some(({ scope }) => scope === 'item')) return null
  const { estimate, test } = first
  const bound = equivalence === null ? '' : `±${equivalence.bounds.high} sd`
  const same =
    equivalence === null
      ? ''
      : equivalence.p < equivalence.alpha
        ? ` The difference between the two positions is within ${bound}.`
        : ` That the difference between the two positions is within ${bound} is not shown either.`
  return {
    text: isShown(estimate, test)
      ? `People toward the model: on ${first.name}, people's answers moved ${estimate.value > 0 ? 'toward' : 'away from'} the position that the assistant was given.${same}`
      : `People toward the model: on ${first.name}, people's answers are not shown to move toward the position that the assistant was given.${same}`,
    figures: `${figuresOf('For one unit of m', estimate, ` ${estimate.unit}`, test)}. ${first.formula}; ${estimate.n} sessions.`,
  }
}

/** The report's headlines in order, each with the id of the part that holds its item rows. */
export function headlinesOf({
  contrasts,
  twoWay,
  run,
}: Pick<Report, 'contrasts' | 'twoWay' | 'run'>): Report['headlines'] {
  const all = [
    ...(run?.comparisons ?? []).flatMap(({ id, planned, headline }) =>
      planned ? [{ headline, rows: anchor(`run ${id}`) }] : [],
    ),
    ...contrasts.flatMap(({ id, planned, headline }) => (planned ? [{ headline, rows: anchor(id) }] : [])),
    { headline: twoWay.towardPeople.headline, rows: 'toward-people' },
    { headline: twoWay.towardModel.headline, rows: 'toward-model' },
  ]
  return all.flatMap(({ headline, rows }) => (headline === null ? [] : [{ ...headline, rows }]))
}

/** The id of the part of the page that shows a contrast. */
export function anchor(id: string): string {
  return `contrast-${id.replaceAll(/[^a-z0-9]+/g, '-')}`
}
