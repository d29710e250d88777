/**
 * The name of a column of the export, made of ids: letters, digits and single underscores, which R and Python take as it is.
 * Ids that differ in their hyphens alone cannot be told apart by it where there are several.
 */
export function columnName(...ids: readonly string[]): string {
  const name = ids.join('_').replace(/[^A-Za-z0-9]+/g, '_')
  // R would put the X there by itself, and the export and the data frame would have two names for one column.
  return /^[A-Za-z]/.test(name) ? name : `X${name}`
}

/** The column with the level of a factor, in every file that has one. */
export function factorColumn(factor: string): string {
  return columnName('factor', factor)
}
