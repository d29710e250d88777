import { seriesName } from '../analysis/answers/session-answers.ts'
import type { ShiftRow } from '../analysis/contrasts/in-sessions/contrast.ts'
import type { Estimate, Test } from '../analysis/estimate.ts'
import type { TowardModelRow } from '../analysis/influence/toward-model.ts'
import type { TowardPeopleRow } from '../analysis/influence/toward-people.ts'
import type { ContrastReport, Headline, Report, TwoWay } from './report.ts'

export type Known = Extract<Estimate, { value: number }>

/** Two decimals with a true minus sign; three where two would show nothing. */
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

/** Whether an effect is shown: its interval leaves out zero, and its test holds among all that were planned with it. */
export function isShown(estimate: Known, test: Test | null): boolean {
  return (estimate.low > 0 || estimate.high < 0) && (test === null || test.adjusted < 1 - estimate.level)
}

export function figuresOf(name: string, estimate: Known, unit: string, test: Test | null): string {
  return `${name} ${signed(estimate.value)}${unit}, ${interval(estimate)}${test === null ? '' : `, ${pText(test)}`}`
}

/** What a contrast found. There is nothing to say without item rows to stand on. */
export function contrastHeadline(
  contrast: Omit<ContrastReport, 'headline'>,
  rows: readonly ShiftRow[],
): Headline | null {
  const own = rows.filter((row) => row.contrast === contrast.id)
  if (!own.some(({ scope, estimate }) => scope === 'item' && estimate.value !== null)) return null
  const whole = (measure: ShiftRow['measure']) => {
    const row = own.find((one) => one.scope === 'all items' && one.measure === measure)
    return row === undefined || row.estimate.value === null ? null : { ...row, estimate: row.estimate }
  }
  const [closeness, location] = [whole('closeness'), whole('location')]
  if (closeness === null && location === null) return null
  const said: string[] = []
  const figures: string[] = []
  if (closeness !== null) {
    const { estimate, test } = closeness
    const direction = estimate.value > 0 ? 'come closer to' : 'move away from'
    said.push(
      isShown(estimate, test)
        ? `${direction} the reference population`
        : 'are not shown to come closer to the reference population or to move away from it',
    )
    figures.push(figuresOf('Closeness', estimate, '', test))
  }
  if (location !== null) {
    const { estimate, test } = location
    const where = estimate.value > 0 ? 'higher' : 'lower'
    said.push(isShown(estimate, test) ? `move toward ${where} codes` : 'are not shown to move along the codes')
    figures.push(figuresOf('Location', estimate, ' sd of the reference', test))
  }
  const { level, baseline } = contrast.sessions
  const items = Math.max(closeness?.items ?? 0, location?.items ?? 0)
  return {
    text: `${contrast.title}: answers of ${seriesName(contrast.series)} ${said.join(' and ')}.${sameness(contrast.equivalence, location !== null && isShown(location.estimate, location.test))}`,
    figures: `${figures.join('. ')}. ${level} against ${baseline} sessions, ${items} items.`,
  }
}

function sameness(same: ContrastReport['equivalence'], moved: boolean): string {
  if (same === null) return ''
  const bound = `±${same.bounds.high} sd`
  return same.p < same.alpha
    ? ` Averaged over items, the move along the codes is within ${bound}; item by item, ${same.itemsEquivalent} of ${same.items} are.`
    : moved
      ? ''
      : ` That the move is within ${bound} is not shown either.`
}

/** What was found of the model toward people: all arms but the control, against what people said before. */
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

/** What was found of people toward the model; null where no position was randomised. */
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

/** The id of a contrast's part in the page. */
export function anchor(id: string): string {
  return `contrast-${id.replaceAll(/[^a-z0-9]+/g, '-')}`
}
