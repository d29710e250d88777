import { seriesName } from '../columns.ts'
import type {
  ContrastReport,
  Estimate,
  Report,
  ShiftRow,
  Test,
  TowardModelRow,
  TowardPeopleRow,
  TwoWay,
} from './report.ts'

/** Two decimals with a true minus sign; three where two would show nothing. */
export function signed(value: number): string {
  const digits = Math.abs(value) >= 0.095 ? 2 : 3
  const text = Math.abs(value).toFixed(digits)
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

function interval({ low, high, level }: Extract<Estimate, { value: number }>): string {
  return `${Math.round(level * 100)} % interval ${signed(low)} to ${signed(high)}`
}

/** A p-value with its adjustment. */
export function pText({ p, adjusted, adjustment, tests }: Test): string {
  const shown = (value: number) => (value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`)
  return `p ${shown(p)}, ${shown(adjusted).replace('= ', '')} after ${adjustment} over ${tests} tests`
}

/** Sentences of a contrast. There is none without item rows to stand on. */
export function contrastHeadlines(contrast: Omit<ContrastReport, 'headlines'>, rows: readonly ShiftRow[]): string[] {
  const own = rows.filter((row) => row.contrast === contrast.id)
  if (!own.some(({ scope, estimate }) => scope === 'item' && estimate.value !== null)) return []
  const { level, baseline } = contrast.sessions
  const who = `${contrast.title}: answers of ${seriesName(contrast.series)}`
  const n = `${level} against ${baseline} sessions`
  return own.flatMap(({ scope, measure, estimate, items, test }): string[] => {
    if (scope !== 'all items' || estimate.value === null) return []
    const tail = `${interval(estimate)}; ${n}, ${items} items${test === null ? '' : `; ${pText(test)}`}`
    const clear = estimate.low > 0 || estimate.high < 0
    if (measure === 'closeness') {
      const direction = estimate.value > 0 ? 'closer to' : 'farther from'
      return [
        clear
          ? `${who} lie ${direction} those of the reference population by ${signed(estimate.value)} of the squared distance (${tail}).`
          : `${who} were not shown to lie closer to or farther from the reference population (${signed(estimate.value)} of the squared distance; ${tail}). That is no proof of sameness.`,
      ]
    }
    if (measure !== 'location') return []
    const where = estimate.value > 0 ? 'higher' : 'lower'
    const same = contrast.equivalence
    const equivalence =
      same === null
        ? ''
        : same.p < same.alpha
          ? ` The mean over items is equivalent to none within ±${same.bounds.high} sd; item by item, ${same.itemsEquivalent} of ${same.items} are.`
          : ` Equivalence within ±${same.bounds.high} sd is not shown.`
    return [
      clear
        ? `${who} move toward ${where} codes by ${signed(estimate.value)} sd of the reference on average (${tail}).${equivalence}`
        : `${who} were not shown to move along the codes (${signed(estimate.value)} sd of the reference; ${tail}).${equivalence}`,
    ]
  })
}

/** Sentences on the model toward people. */
export function towardPeopleHeadlines(rows: readonly TowardPeopleRow[]): string[] {
  return rows.flatMap(({ pooled, people, againstControl, change, test }) => {
    if (pooled !== 'treated' || people !== 'before' || againstControl.value === null || change.value === null) return []
    const clear = againstControl.low > 0 || againstControl.high < 0
    const direction = againstControl.value > 0 ? 'nearer to' : 'farther from'
    return [
      `Model toward people: over the talk, the model's answers came ${signed(change.value)} ${change.value >= 0 ? 'nearer to' : 'farther from'} those that the person gave before (similarity, ${change.n} sessions). Against the control arm this is ${signed(againstControl.value)} (${interval(againstControl)}${test === null ? '' : `; ${pText(test)}`}), so movement ${direction} this person than the control's talk brings is ${clear ? 'shown' : 'not shown'}.`,
    ]
  })
}

/** Sentences on people toward the model. */
export function towardModelHeadlines(
  randomised: boolean,
  rows: readonly TowardModelRow[],
  equivalence: TwoWay['towardModel']['equivalence'],
): string[] {
  if (!randomised) return []
  const first = rows.find(
    ({ scope, term }) => (scope === 'about' || scope === 'all items') && (term === 'm:arm' || term === 'm'),
  )
  if (first === undefined || first.estimate.value === null || !rows.some(({ scope }) => scope === 'item')) return []
  const { estimate, test } = first
  const clear = estimate.low > 0 || estimate.high < 0
  const same =
    equivalence === null
      ? ''
      : equivalence.p < equivalence.alpha
        ? ` The effect between the two positions is equivalent to none within ±${equivalence.bounds.high} sd.`
        : ` Equivalence to none within ±${equivalence.bounds.high} sd is not shown.`
  return [
    `People toward the model: on ${first.name}, answers after the talk ${clear ? `moved ${estimate.value > 0 ? 'toward' : 'away from'} the position that the assistant was given` : 'were not shown to move toward the position that the assistant was given'}: ${signed(estimate.value)} ${estimate.unit} for one unit of m (${interval(estimate)}; ${estimate.n} sessions${test === null ? '' : `; ${pText(test)}`}; ${first.formula}).${same}`,
  ]
}

/** The report's headlines in order, each with the id of the part that holds its item rows. */
export function headlinesOf({ contrasts, twoWay }: Pick<Report, 'contrasts' | 'twoWay'>): Report['headlines'] {
  return [
    ...contrasts.flatMap(({ id, planned, headlines }) =>
      planned ? headlines.map((text) => ({ text, rows: anchor(id) })) : [],
    ),
    ...twoWay.towardPeople.headlines.map((text) => ({ text, rows: 'toward-people' })),
    ...twoWay.towardModel.headlines.map((text) => ({ text, rows: 'toward-model' })),
  ]
}

/** The id of a contrast's part in the page. */
export function anchor(id: string): string {
  return `contrast-${id.replaceAll(/[^a-z0-9]+/g, '-')}`
}
