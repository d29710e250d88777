import { CODEBOOK, codebookLines, type Described, MANIFEST } from './codebook.ts'
import type { Table } from './contents.ts'
import { type FileSummary, TableFile } from './table-file.ts'

/** The files of one export. Each is described as it is opened. */
export class Files {
  readonly #folder: string
  readonly #described: Described[] = []
  readonly #open: TableFile[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Opens a CSV file and returns what writes its rows. */
  async csv<Row>({ file, about, columns }: Table<Row>) {
    const table = this.#begin({ file, about, columns })
    await table.head(columns.map((column) => column.name))
    return (rows: readonly Row[]) => table.csv(rows.map((row) => columns.map((column) => column.cell(row))))
  }

  /** Opens a file of one JSON object a line. */
  async jsonl<Row>({ file, about, columns }: Table<Row, unknown>) {
    const table = this.#begin({ file, about, columns })
    return (rows: readonly Row[]) =>
      table.json(rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, column.cell(row)]))))
  }

  async text(file: string, about: string, text: string): Promise<void> {
    await this.#begin({ file, about, columns: [] }).text(text)
  }

  /** Writes the codebook and closes all files. Returns what the manifest says about them. */
  async closed(): Promise<FileSummary[]> {
    const codebook = this.#begin(CODEBOOK)
    await codebook.head(CODEBOOK.columns.map((column) => column.name))
    await codebook.csv(codebookLines([...this.#described, MANIFEST]))
    const summaries: FileSummary[] = []
    for (const table of this.#open) summaries.push(await table.close())
    return summaries
  }

  /** Writes the manifest, after all other files were closed. */
  async manifest(text: string): Promise<FileSummary> {
    const last = this.#begin(MANIFEST)
    await last.text(text)
    return last.close()
  }

  /** Releases every file, also after a failure. */
  drop(): void {
    for (const table of this.#open) table.drop()
  }

  #begin(described: Described): TableFile {
    this.#described.push(described)
    const table = new TableFile(this.#folder, described.file, described.about)
    this.#open.push(table)
    return table
  }
}
