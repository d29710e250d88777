/** A number for people: `digits` after the point, or a dash where there is none. */
export function figure(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits)
}

/** `estimate [low, high]` */
export function withInterval(of: { estimate: number | null; low: number | null; high: number | null }): string {
  return `${figure(of.estimate)}  [${figure(of.low)}, ${figure(of.high)}]`
}

/** A p-value. Very small ones keep their order of magnitude. */
export function pValue(p: number): string {
  return p < 0.0001 ? p.toExponential(2) : p.toFixed(4)
}

/** Rows of text in columns that line up. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)), [])
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** JSON. A number that is not finite becomes null, as JSON demands. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
