import { mean, sd } from '../../shared/statistics/inference/descriptive.ts'
import { cohenDz, type Effect, hedgesG } from '../../shared/statistics/inference/effects.ts'
import {
  type Equivalence,
  type EquivalenceVerdict,
  pairedEquivalence,
  welchEquivalence,
} from '../../shared/statistics/inference/equivalence.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { numberIn, readColumns } from './csv-file.ts'
import { aligned, figure, json, pValue } from './figures.ts'

const help = `Usage: npm run -s parallax -- equivalence FILE.csv --value COL --group COL --sesoi X [options]

Whether two groups differ by less than matters: two one-sided tests (TOST). The file has one value a row.

  --value COL    the values
  --group COL    which group a value belongs to; two groups, the first to appear minus the second
  --sesoi X      smallest effect of interest, in the units of the values; equivalence is between -X and X
  --pair COL     what pairs a value of one group with one of the other (default: independent groups, Welch)
  --alpha X      level of each one-sided test (default 0.05; the interval is of 1 - 2 alpha)
  --json         figures as JSON

Rows must be units of assignment (participants, or items), not turns. No significant difference is not equivalence.
`

const meaning: Record<EquivalenceVerdict, string> = {
  equivalent: 'equivalent: any difference is smaller than the smallest effect of interest',
  different: 'different, and not shown to be smaller than the smallest effect of interest',
  'different-but-negligible': 'different, and smaller than the smallest effect of interest',
  inconclusive: 'inconclusive: neither a difference nor equivalence is shown; more data could tell',
}

type Group = { name: string; values: number[]; pairs: string[] }

async function readGroups(
  file: string,
  columns: { value: string; group: string; pair: string | undefined },
): Promise<{ groups: [Group, Group]; leftOut: number }> {
  const names = [columns.value, columns.group, ...(columns.pair === undefined ? [] : [columns.pair])]
  const found = new Map<string, Group>()
  let leftOut = 0
  for (const { line, cells } of await readColumns(file, names)) {
    const [value, name, pair] = cells
    if (value === null || value === undefined || name === null || name === undefined || pair === null) {
      leftOut += 1
      continue
    }
    const group = found.get(name) ?? { name, values: [], pairs: [] }
    found.set(name, group)
    if (pair !== undefined && group.pairs.includes(pair))
      throw new CallProblem(`Line ${line}: group "${name}" has "${pair}" twice. A pair has one value in each group.`)
    group.values.push(numberIn(value, line, columns.value))
    if (pair !== undefined) group.pairs.push(pair)
  }
  const [first, second, ...more] = [...found.values()]
  if (first === undefined || second === undefined || more.length > 0)
    throw new CallProblem(
      `Column "${columns.group}" must hold two groups; it has ${found.size}${found.size > 0 ? `: ${[...found.keys()].slice(0, 8).join(', ')}` : ''}. Keep the rows of two.`,
    )
  return { groups: [first, second], leftOut }
}

/** The values of both groups, in the order of the first group's pairs, and how many had no partner. */
function matched(first: Group, second: Group): { a: number[]; b: number[]; alone: number } {
  const partner = new Map(second.pairs.map((pair, at) => [pair, second.values[at]!]))
  const a: number[] = []
  const b: number[] = []
  first.pairs.forEach((pair, at) => {
    const other = partner.get(pair)
    if (other === undefined) return
    a.push(first.values[at]!)
    b.push(other)
  })
  return { a, b, alone: first.pairs.length + second.pairs.length - 2 * a.length }
}

export const equivalence = verb({
  summary: 'whether two groups differ by less than matters (TOST)',
  help,
  options: {
    value: { type: 'string' },
    group: { type: 'string' },
    sesoi: { type: 'string' },
    pair: { type: 'string' },
    alpha: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const file = oneFile(positionals)
    const columns = {
      value: required(values.value, 'value', 'the column of the values'),
      group: required(values.group, 'group', 'the column that says which group a value belongs to'),
      pair: values.pair,
    }
    required(values.sesoi, 'sesoi', 'the smallest effect of interest, in the units of the values')
    const sesoi = numberOption(values.sesoi, 'sesoi', { above: 0, otherwise: 0 })
    const alpha = numberOption(values.alpha, 'alpha', { above: 0, below: 0.5, otherwise: 0.05 })
    const { groups, leftOut } = await readGroups(file, columns)
    const [first, second] = groups
    const pairs = columns.pair === undefined ? undefined : matched(first, second)
    const a = pairs?.a ?? first.values
    const b = pairs?.b ?? second.values
    const test = pairs === undefined ? welchEquivalence(a, b, sesoi, alpha) : pairedEquivalence(a, b, sesoi, alpha)
    const effect = pairs === undefined ? hedgesG(a, b) : cohenDz(a, b)
    const described = [
      { name: first.name, n: a.length, mean: mean(a), sd: sd(a) },
      { name: second.name, n: b.length, mean: mean(b), sd: sd(b) },
    ]
    const left = { rows_left_out: leftOut, without_partner: pairs?.alone ?? 0 }
    io.out(
      values.json
        ? json(asJson({ file, sesoi, paired: pairs !== undefined, described, test, effect, left }))
        : asText({ sesoi, paired: pairs !== undefined, described, test, effect, left }),
    )
  },
})

type Described = { name: string; n: number; mean: number; sd: number }
type Found = {
  sesoi: number
  paired: boolean
  described: Described[]
  test: Equivalence
  effect: Effect
  left: { rows_left_out: number; without_partner: number }
}

function asJson({ file, sesoi, paired, described, test, effect, left }: Found & { file: string }): unknown {
  return {
    file,
    design: paired ? 'paired' : 'independent, Welch',
    groups: described,
    estimate: test.estimate,
    se: test.se,
    df: test.df,
    sesoi,
    bounds: test.bounds,
    alpha: test.alpha,
    p: test.p,
    p_lower: test.pLower,
    p_upper: test.pUpper,
    p_difference: test.pDifference,
    interval: test.interval,
    equivalent: test.p < test.alpha,
    verdict: test.verdict,
    effect_size: { name: paired ? 'cohen_dz' : 'hedges_g', estimate: effect.estimate, ...effect.interval },
    ...left,
  }
}

function asText({ sesoi, paired, described, test, effect, left }: Found): string {
  const rows = described.map(({ name, n, mean, sd }) => [name, String(n), figure(mean), figure(sd)])
  const [first, second] = described
  const reach = `[${figure(test.interval.low)}, ${figure(test.interval.high)}]`
  return `${aligned([['group', 'n', 'mean', 'sd'], ...rows])}
${aligned([
  ['difference', `${figure(test.estimate)}  (${first!.name} - ${second!.name}, ${paired ? 'paired' : 'Welch'})`],
  [`${figure(100 * test.interval.level, 0)} % interval`, reach],
  ['bounds', `[${-sesoi}, ${sesoi}]`],
  ['p of equivalence', `${pValue(test.p)}  (below: ${pValue(test.pLower)}, above: ${pValue(test.pUpper)})`],
  ['p of no difference', `${pValue(test.pDifference)}  (df ${figure(test.df, 2)})`],
  [
    paired ? "Cohen's d of pairs" : "Hedges's g",
    `${figure(effect.estimate)}  [${figure(effect.interval.low)}, ${figure(effect.interval.high)}]`,
  ],
  ['rows left out', `${left.rows_left_out} with a missing cell, ${left.without_partner} without a partner`],
])}
${meaning[test.verdict]}
`
}
