/**
 * The name of a column of the export, made of ids. It has letters, digits and single underscores only, so R and Python
 * accept it unchanged. Ids that differ only in their hyphens get the same name.
 */
export function columnName(...ids: readonly string[]): string {
  const name = ids.join('_').replace(/[^A-Za-z0-9]+/g, '_')
  // R would add the X by itself. The export and the data frame would then have two names for one column.
  return /^[A-Za-z]/.test(name) ? name : `X${name}`
}

/** The name of the column that holds the level of a factor, in every file that has one. */
export function factorColumn(factor: string): string {
  return columnName('factor', factor)
}
