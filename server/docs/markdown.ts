/** A cell of a table in Markdown: one line, in which a bar does not end the cell. */
export function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}

/** A table with its head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** A page: its title, what writes it, and its parts with an empty line between them. */
export function page(title: string, from: string, parts: readonly string[]): string {
  const made = `<!-- Written by "npm run docs" from ${from}. Change that, not this page. -->`
  return `${[made, `# ${title}`, ...parts].join('\n\n')}\n`
}
