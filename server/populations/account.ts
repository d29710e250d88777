import type { Account, FigureRow } from './imported.ts'
import type { Misfit } from './misfits.ts'

/** How many figures there are, and the number of people behind the figure with fewest and the figure with most. */
export function rangeOfN(figures: Iterable<FigureRow>): Pick<Account, 'countries' | 'subgroups' | 'items' | 'n'> {
  const [countries, subgroups, items] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let n: Account['n'] = null
  for (const row of figures) {
    countries.add(row.country)
    if (row.subgroup !== '') subgroups.add(row.subgroup)
    items.add(row.item)
    if (row.n !== null)
      n =
        n === null ? { least: row.n, most: row.n } : { least: Math.min(n.least, row.n), most: Math.max(n.most, row.n) }
  }
  return { countries: [...countries].sort(), subgroups: [...subgroups].sort(), items: items.size, n }
}

/** Why a file or a study gave no figure at all. `unit` names its rows. */
export function nothingUsable(source: string, { rows, answers, notes }: Account, unit = 'rows'): string {
  const lines = [
    ...rows.misfits.map((one) => misfitLine(unit, one)),
    ...answers.misfits.map((one) => misfitLine(answers.unit, one)),
  ]
  const missing = answers.missing.map(({ kind, count }) => `  ${count} ${answers.unit}: ${kind}`)
  const why = [...lines, ...missing, ...notes.map((note) => `  ${note}`)]
  return (
    `Nothing of ${source} can be used; ${rows.read} ${unit} were read.\n${why.join('\n')}\n` +
    'Check that the options of the command fit these data.'
  )
}

/** The account in lines for people. `unit` names its rows. */
export function accountText({ rows, answers, countries, subgroups, items, n, notes }: Account, unit = 'rows'): string {
  const lines = [
    `${unit.padEnd(9)}  ${rows.read} read, ${rows.used} used, ${rows.read - rows.used} left out`,
    ...rows.misfits.map((one) => misfitLine(unit, one)),
    `${answers.unit.padEnd(9)}  ${answers.read} read, ${answers.used} used, ${answers.read - answers.used} left out`,
    ...answers.misfits.map((one) => misfitLine(answers.unit, one)),
    ...answers.missing.map(({ kind, count }) => `  ${count} ${answers.unit}: ${kind}`),
    `countries  ${countries.length}: ${countries.join(' ')}`,
    `subgroups  ${subgroups.length === 0 ? 'none' : subgroups.join(' ')}`,
    `items      ${items}`,
    `n          ${n === null ? 'not given by the source' : `${n.least} to ${n.most} people behind a figure`}`,
    ...notes.map((note) => `note       ${note}`),
  ]
  return `${lines.join('\n')}\n`
}

function misfitLine(unit: string, { reason, count, lines }: Misfit): string {
  const where =
    lines.length === 0
      ? ''
      : ` (line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}${count > lines.length ? ', …' : ''})`
  return `  ${count} ${unit}: ${reason}${where}`
}
