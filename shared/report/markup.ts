/** Finished markup, which goes into a page unchanged. Everything else is text and is escaped. */
export type Markup = { readonly markup: string }

export type Part = Markup | string | number | null | readonly Part[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function textOf(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string') return part.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!)
  if (typeof part === 'number') return String(part)
  if ('markup' in part) return part.markup
  return part.map(textOf).join('')
}

/** A template. Its values are escaped, unless they are markup themselves. Null becomes nothing, and lists are joined. */
export function h(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.reduce((text, literal, index) => text + textOf(parts[index - 1]!) + literal) }
}

/** A number with a fixed count of decimals and a true minus sign, so that columns line up. */
export function decimal(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

/** A column of a table: its head, whether it holds figures, and its cell for a row. */
export type TableColumn<Row> = {
  readonly head: string
  readonly figures?: boolean
  readonly cell: (row: Row) => Part
}

/** A table that scrolls sideways, independently of the page, if the page is narrow. */
export function table<Row>(caption: Part, columns: readonly TableColumn<Row>[], rows: readonly Row[]): Markup {
  const kind = (column: TableColumn<Row>) => (column.figures ? h` class="figures"` : null)
  return h`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><caption>${caption}</caption>
<thead><tr>${columns.map((column) => h`<th scope="col"${kind(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => h`<tr>${columns.map((column, index) => (index === 0 ? h`<th scope="row">${column.cell(row)}</th>` : h`<td${kind(column)}>${column.cell(row)}</td>`))}</tr>\n`)}</tbody></table></div>`
}

/** A figure in a table: the number, or a dash that gives the reason why there is none. */
export function cellNumber(value: number | null, why: string | undefined, digits = 2): Markup {
  return value === null ? h`<span class="none" title="${why ?? 'not computed'}">–</span>` : h`${decimal(value, digits)}`
}
