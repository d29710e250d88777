/**
 * A test of one cell in a row of the export. `field` names a field of the row of the report; a null in that field
 * matches an empty cell of the export.
 */
export type Where =
  | { readonly column: string; readonly in: readonly string[] }
  | { readonly column: string; readonly not: readonly string[] }
  | { readonly column: string; readonly field: string }

/**
 * What is counted among the rows that a query keeps. Rows are grouped by the columns of `each`, and a group counts only
 * if it has every value of `having`. Then the combinations of `distinct` are counted. Without any of these, the rows
 * are counted. `sum` adds up a column instead.
 */
export type Count = {
  readonly distinct: readonly string[]
  readonly each?: readonly string[]
  readonly having?: { readonly column: string; readonly values: readonly string[] }
  readonly sum?: string
}

export type ExportFile = 'sessions.csv' | 'observations.csv' | 'run_answers.csv'

/**
 * Where a part of the report comes from: the rows of the export, and the random stream behind its intervals and tests.
 */
export type Source = {
  /** A path in `report.json`. */
  readonly part: string
  /** The rows of the part whose named fields have these values; all its rows where the list is empty. */
  readonly of: readonly { readonly field: string; readonly is: string | null }[]
  readonly file: ExportFile
  /** The query in words. */
  readonly rows: string
  readonly where: readonly Where[]
  readonly count: Count
  /** The field that must equal the count; null where the count is of rows that several fields are based on. */
  readonly gives: string | null
  /** The path of the random stream below the seed; null where no random numbers are used. */
  readonly stream: string | null
  readonly resamples: number | null
  readonly rearrangements: number | null
}

export const ROWS: Count = { distinct: [] }
export const SESSIONS: Count = { distinct: ['session'] }

/** The rows that a query keeps for one row of the report. The fields of that row fill in what the query leaves open. */
export function keptRows<Row extends Readonly<Record<string, string>>>(
  rows: readonly Row[],
  where: readonly Where[],
  fields: Readonly<Record<string, unknown>>,
): Row[] {
  return rows.filter((row) =>
    where.every((one) => {
      const cell = row[one.column]
      if (cell === undefined) throw new Error(`The export has no column "${one.column}"`)
      if ('in' in one) return one.in.includes(cell)
      if ('not' in one) return !one.not.includes(cell)
      return cell === String(fieldAt(fields, one.field) ?? '')
    }),
  )
}

/** The field of a row at a path such as `estimate.n`; undefined where there is none. */
export function fieldAt(row: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, key) => (typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined),
      row,
    )
}

/** What a query counts among its rows. */
export function counted(
  rows: readonly Readonly<Record<string, string>>[],
  { distinct, each, having, sum }: Count,
): number {
  if (sum !== undefined) return rows.reduce((total, row) => total + Number(row[sum]), 0)
  const key = (row: Readonly<Record<string, string>>, columns: readonly string[]) =>
    JSON.stringify(columns.map((column) => row[column]))
  let kept = rows
  if (having !== undefined) {
    const met = new Map<string, Set<string>>()
    for (const row of rows) {
      const own = key(row, each ?? distinct)
      const values = met.get(own) ?? new Set()
      met.set(own, values.add(row[having.column]!))
    }
    kept = rows.filter((row) => having.values.every((value) => met.get(key(row, each ?? distinct))!.has(value)))
  }
  return distinct.length === 0 ? kept.length : new Set(kept.map((row) => key(row, distinct))).size
}

/** A query as conditions: `source = model, status is not withdrawn`. */
export function whereText(where: readonly Where[]): string {
  const quoted = (value: string) => (value === '' ? 'empty' : value)
  return where
    .map((one) => {
      if ('field' in one) return `${one.column} = the row's ${one.field}`
      if ('not' in one) return `${one.column} is not ${one.not.map(quoted).join(' or ')}`
      return `${one.column} = ${one.in.map(quoted).join(' or ')}`
    })
    .join('; ')
}
