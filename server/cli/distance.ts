import { type Distribution, fromCounts, fromShares } from '../../shared/analysis/alignment/measures/distribution.ts'
import type { Yardstick } from '../../shared/analysis/alignment/measures/nulls.ts'
import { type Score, scores } from '../../shared/analysis/alignment/measures/scores.ts'
import { InputProblem } from '../../shared/input-problem.ts'
import { createRandom } from '../../shared/random.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { type CsvRow, numberIn, readColumns } from './csv-file.ts'
import { aligned, figure, json } from './figures.ts'

const help = `Usage: npm run -s parallax -- distance FILE.csv --p COL --q COL --code COL [options]

How close two answer distributions are, by every measure. The file has one row for each option of the item.

  --p COL        what is compared: how many chose each option, or their shares
  --q COL        the reference: counts or shares
  --code COL     the option's code and position; if codes are not numbers, options have no order
  --n N          answers behind P, where P has shares
  --n-q N        people behind Q, where Q has shares
  --other COL    another population, for the ceiling of the nearest; may be given several times
  --draws N      draws for the null and the other half (default 1000)
  --seed TEXT    seed of the draws (default 1)
  --json         figures as JSON

Whole numbers that sum to more than 1 are counts; anything else must be shares that sum to 1. Beside each score stand the
same-n null (samples of n from Q itself), floors (equal shares; only Q's most frequent option) and ceilings (another
half of the people behind Q; the nearest other population). Compare a score with these; alone it says little.
`

/** Codes are positions on a scale. With larger ones, means and squares are lost in rounding, or leave the numbers. */
const LARGEST_CODE = 1_000_000

type Column = { readonly distribution: Distribution; readonly read: 'counts' | 'shares' }

/** A column as a distribution. Counts give their n; for shares, `n` gives it. */
function columnOf(name: string, codes: number[], figures: number[], n: number | undefined, option: string): Column {
  const huge = figures.find((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER)
  if (huge !== undefined)
    throw new CallProblem(`Column "${name}" has ${huge}, which is neither a count nor a share. Correct the cell.`)
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
  const far = ordered ? numbers.find((value) => Math.abs(value) > LARGEST_CODE) : undefined
  if (far !== undefined)
    throw new CallProblem(
      `Option code ${far} in column "${codeColumn}" is no position on a scale. Give codes from -${LARGEST_CODE} to ${LARGEST_CODE}.`,
    )
  const twice = labels.find((label, at) => labels.indexOf(label) !== at)
  if (twice !== undefined) throw new CallProblem(`Option "${twice}" is there twice. Give each option one row.`)
  const figures = columns.map((name, at) =>
    rows.map(({ line, cells }) => {
      const cell = cells[at]
      if (cell === null || cell === undefined)
        throw new CallProblem(
          `Line ${line}, column "${name}" is empty or says that its value is missing (NA, NaN, null). Write 0 where nobody chose the option.`,
        )
      return numberIn(cell, line, name)
    }),
  )
  return { codes: ordered ? numbers : labels.map((_, at) => at), labels, ordered, figures }
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
    const found = scores(left.distribution, right.distribution, {
      ordered,
      others: elsewhere,
      draws,
      random: createRandom(seed),
    })
    const result = {
      file,
      options: labels,
      p: { column: p, read_as: left.read, n: left.distribution.n ?? null },
      q: { column: q, read_as: right.read, n: right.distribution.n ?? null },
      measures: Object.fromEntries(found.map((score) => [score.card.id.replaceAll('-', '_'), asJson(score)])),
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
    io.out(values.json ? json({ ...result, notes }) : asText(found, result, notes))
  },
})

/** Flat, and with the same keys for every measure. */
function asJson(score: Score): unknown {
  const { name, formula, range, match, unit, citation, assumptions, invalidUses } = score.card
  const yardsticks = score.kind === 'closeness' ? score.yardsticks : undefined
  return {
    name,
    value: score.kind === 'undefined' ? null : score.value,
    ...(score.kind === 'undefined' && { reason: score.reason }),
    null: yardsticks?.null ?? null,
    floors: yardsticks?.floors ?? null,
    ceilings: yardsticks
      ? { other_half: yardsticks.ceilings.otherHalf, nearest_other: yardsticks.ceilings.nearestOther }
      : null,
    formula,
    range: { low: range.low ?? null, high: range.high ?? null },
    match,
    unit,
    citation,
    assumptions,
    invalid_uses: invalidUses,
  }
}

type Read = { column: string; read_as: string; n: number | null }

function asText(found: Score[], result: { p: Read; q: Read; draws: number; seed: string }, notes: string[]): string {
  const told = ({ column, read_as, n }: Read): string => `${column} (${read_as}, n ${n ?? 'unknown'})`
  const range = (of: Yardstick | null): string =>
    of === null ? '-' : `${figure(of.mean)} [${figure(of.low)}, ${figure(of.high)}]`
  const rows = found.map((score) => {
    const { name } = score.card
    if (score.kind === 'undefined') return [name, `- (${score.reason})`]
    if (score.kind === 'description') return [name, figure(score.value)]
    const { null: chance, floors, ceilings } = score.yardsticks
    const nearest = ceilings.nearestOther
    return [
      name,
      figure(score.value),
      range(chance),
      figure(floors.uniform),
      figure(floors.majority),
      range(ceilings.otherHalf),
      nearest === null ? '-' : `${figure(nearest.value)} ${nearest.name}`,
    ]
  })
  return (
    `P ${told(result.p)} against Q ${told(result.q)}; ${result.draws} draws, seed ${result.seed}\n\n` +
    aligned([['measure', 'value', 'same-n null', 'uniform', 'majority', 'other half', 'nearest other'], ...rows]) +
    notes.map((note) => `\n${note}\n`).join('')
  )
}
