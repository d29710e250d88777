import { InputProblem } from '../../shared/analysis/input-problem.ts'
import type { MeasureCard } from '../../shared/analysis/measures/card.ts'
import { type Distribution, fromCounts, fromShares } from '../../shared/analysis/measures/distribution.ts'
import { floors, nearestOther, otherHalf, sameSizeNull, type Yardstick } from '../../shared/analysis/measures/nulls.ts'
import { measures } from '../../shared/analysis/measures/registry.ts'
import { createRandom } from '../../shared/random.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { type CsvRow, numberIn, readColumns } from './csv-file.ts'
import { aligned, figure, json } from './figures.ts'

const help = `parallax distance FILE.csv --p COL --q COL --code COL [options]

How close two answer distributions are, by every measure. The file has one option a row, every option of the item.

  --p COL        what is compared: how many chose each option, or their shares
  --q COL        the reference: counts or shares
  --code COL     the option's code and position; with codes that are no numbers, options have no order
  --n N          answers behind P, where P has shares
  --n-q N        people behind Q, where Q has shares
  --other COL    another population, for the ceiling of the nearest; may be given several times
  --draws N      draws for the null and the other half (default 1000)
  --seed TEXT    seed of the draws (default 1)
  --json         figures as JSON

Whole numbers that sum to more than 1 are counts; anything else must be shares that sum to 1. Beside each score stand the
same-n null (samples of n from Q itself), floors (every option alike; Q's commonest only) and ceilings (another
half of the people behind Q; the nearest other population). A score is read against these, and never alone.
`

type Column = { readonly distribution: Distribution; readonly read: 'counts' | 'shares' }

/** A column as a distribution. Counts tell their n; for shares, `n` does. */
function columnOf(name: string, codes: number[], figures: number[], n: number | undefined, option: string): Column {
  const total = figures.reduce((sum, value) => sum + value, 0)
  try {
    if (!figures.every(Number.isSafeInteger) || total <= 1)
      return { read: 'shares', distribution: fromShares(codes, figures, n) }
    if (n !== undefined && n !== total)
      throw new CallProblem(
        `has counts that sum to ${total}, and ${option} says ${n}. Leave ${option} out, or give shares that sum to 1.`,
      )
    return { read: 'counts', distribution: fromCounts(codes, figures) }
  } catch (problem) {
    if (problem instanceof CallProblem || problem instanceof InputProblem)
      throw new CallProblem(`Column "${name}": ${problem.message}`)
    throw problem
  }
}

function read(
  rows: CsvRow[],
  columns: string[],
  codeColumn: string,
): { codes: number[]; labels: string[]; ordered: boolean; figures: number[][] } {
  if (rows.length === 0) throw new CallProblem('The file has a header and no rows. Give one row for each option.')
  const labels = rows.map(({ line, cells }) => {
    const label = cells[columns.length]
    if (label === null || label === undefined)
      throw new CallProblem(`Line ${line} has no code in column "${codeColumn}". Every option needs one.`)
    return label
  })
  const numbers = labels.map(Number)
  const ordered = numbers.every(Number.isFinite)
  const twice = labels.find((label, at) => labels.indexOf(label) !== at)
  if (twice !== undefined) throw new CallProblem(`Option "${twice}" is there twice. Give each option one row.`)
  const figures = columns.map((name, at) =>
    rows.map(({ line, cells }) => {
      const cell = cells[at]
      if (cell === null || cell === undefined)
        throw new CallProblem(`Line ${line}, column "${name}" is empty. Write 0 where nobody chose the option.`)
      return numberIn(cell, line, name)
    }),
  )
  return { codes: ordered ? numbers : labels.map((_, at) => at), labels, ordered, figures }
}

type Score = {
  id: string
  name: string
  value: number | null
  reason?: string
  null: Yardstick | null
  floors: { uniform: number | null; majority: number | null } | null
  ceilings: { other_half: Yardstick | null; nearest_other: { name: string; value: number | null } | null } | null
  formula: string
  range: MeasureCard['range']
  match: number
  unit: string
  citation: string
  invalid_uses: readonly string[]
}

export const distance = verb({
  summary: 'how close two answer distributions are, with nulls, floors and ceilings',
  help,
  options: {
    p: { type: 'string' },
    q: { type: 'string' },
    code: { type: 'string' },
    n: { type: 'string' },
    'n-q': { type: 'string' },
    other: { type: 'string', multiple: true },
    draws: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const file = oneFile(positionals)
    const p = required(values.p, 'p', 'the column of the distribution that is compared')
    const q = required(values.q, 'q', 'the column of the reference distribution')
    const code = required(values.code, 'code', "the column of the options' codes")
    const others = values.other ?? []
    const draws = numberOption(values.draws, 'draws', { whole: true, above: 0, otherwise: 1000 })
    const seed = values.seed ?? '1'
    const columns = [p, q, ...others]
    const { codes, labels, ordered, figures } = read(await readColumns(file, [...columns, code]), columns, code)
    const n = numberOption(values.n, 'n', { whole: true, above: 0 })
    const nQ = numberOption(values['n-q'], 'n-q', { whole: true, above: 0 })
    const left = columnOf(p, codes, figures[0]!, n, '--n')
    const right = columnOf(q, codes, figures[1]!, nQ, '--n-q')
    const elsewhere = new Map(
      others.map((name, at) => [name, columnOf(name, codes, figures[at + 2]!, undefined, '--n').distribution]),
    )
    const scores = scoresOf({ p: left.distribution, q: right.distribution, ordered, elsewhere, draws, seed })
    const result = {
      file,
      options: labels,
      p: { column: p, read_as: left.read, n: left.distribution.n ?? null },
      q: { column: q, read_as: right.read, n: right.distribution.n ?? null },
      measures: Object.fromEntries(scores.map(({ id, ...score }) => [id.replaceAll('-', '_'), score])),
      draws,
      seed,
    }
    const notes = [
      ...(left.distribution.n === undefined
        ? ['The number of answers behind P is unknown, so there is no same-n null; give --n.']
        : []),
      ...(right.distribution.n === undefined
        ? ['The number of people behind Q is unknown, so there is no ceiling of another half; give --n-q.']
        : []),
    ]
    io.out(values.json ? json({ ...result, notes }) : asText(scores, result, notes))
  },
})

function scoresOf(given: {
  p: Distribution
  q: Distribution
  ordered: boolean
  elsewhere: ReadonlyMap<string, Distribution>
  draws: number
  seed: string
}): Score[] {
  const { p, q, ordered, elsewhere, draws, seed } = given
  const scale = { min: q.codes[0]!, max: q.codes[q.codes.length - 1]! }
  return measures.map((measure): Score => {
    const { card } = measure
    const compare =
      measure.needs === 'means'
        ? (a: Distribution, b: Distribution) => measure.compare(a.mean, b.mean, scale)
        : measure.compare
    const head = {
      id: card.id,
      name: card.name,
      formula: card.formula,
      range: card.range,
      match: card.match,
      unit: card.unit,
      citation: card.citation,
      invalid_uses: card.invalidUses,
    }
    const bare = { value: null, null: null, floors: null, ceilings: null }
    if (!ordered && card.level !== 'nominal') return { ...head, ...bare, reason: 'the options have no order' }
    const value = compare(p, q)
    if (value === null) return { ...head, ...bare, reason: `not defined on these distributions: ${card.formula}` }
    // What describes a difference has no ceiling or floor: it is read by its sign and size.
    if (card.kind === 'description') return { ...head, ...bare, value }
    const random = createRandom(seed).split(card.id)
    const measured = (a: Distribution, b: Distribution): number => compare(a, b) ?? Number.NaN
    const low = floors(q, measured)
    const sign = card.kind === 'similarity' ? 1 : -1
    const nearest = nearestOther(q, elsewhere, (a, b) => {
      const value = compare(a, b)
      return value === null ? Number.NEGATIVE_INFINITY : sign * value
    })
    // In the null, Q is what the samples are drawn from: a whole population, and no sample that would need a correction.
    const whole = { ...q, n: undefined }
    return {
      ...head,
      value,
      null: p.n === undefined ? null : defined(sameSizeNull(whole, p.n, measured, random.split('null'), draws)),
      floors: { uniform: orNull(low.uniform), majority: orNull(low.majority) },
      ceilings: {
        other_half: defined(otherHalf(q, measured, random.split('half'), draws)),
        nearest_other: nearest === undefined ? null : { name: nearest.name, value: orNull(sign * nearest.similarity) },
      },
    }
  })
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A yardstick, unless the measure was not defined on one of its draws. */
function defined(yardstick: Yardstick | undefined): Yardstick | null {
  return yardstick !== undefined && Number.isFinite(yardstick.mean) ? yardstick : null
}

type Read = { column: string; read_as: string; n: number | null }

function asText(scores: Score[], result: { p: Read; q: Read; draws: number; seed: string }, notes: string[]): string {
  const told = ({ column, read_as, n }: Read): string => `${column} (${read_as}, n ${n ?? 'unknown'})`
  const range = (of: Yardstick | null | undefined): string =>
    of ? `${figure(of.mean)} [${figure(of.low)}, ${figure(of.high)}]` : '-'
  const rows = scores.map((score) => [
    score.name,
    score.reason === undefined ? figure(score.value) : `- (${score.reason})`,
    range(score.null),
    score.floors ? figure(score.floors.uniform) : '-',
    score.floors ? figure(score.floors.majority) : '-',
    range(score.ceilings?.other_half),
    score.ceilings?.nearest_other
      ? `${figure(score.ceilings.nearest_other.value)} ${score.ceilings.nearest_other.name}`
      : '-',
  ])
  return (
    `P ${told(result.p)} against Q ${told(result.q)}; ${result.draws} draws, seed ${result.seed}\n\n` +
    aligned([['measure', 'value', 'same-n null', 'uniform', 'majority', 'other half', 'nearest other'], ...rows]) +
    notes.map((note) => `\n${note}\n`).join('')
  )
}
