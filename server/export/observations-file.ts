import type { Study } from '../../shared/study/study.ts'
import type { AnsweredSession } from './answered-session.ts'
import type { Column } from './column.ts'
import { type ObservationLine, observationColumns, observationLines } from './observations-table.ts'
import { type FileSummary, TableFile } from './table-file.ts'

/**
 * `observations.csv` by itself, beside a report: the rows from which the report was computed, as an export writes them.
 * Its SHA-256 names the data of the report, so that anyone can check which file was analysed.
 */
export class ObservationsFile {
  readonly #file: TableFile
  readonly #columns: readonly Column<ObservationLine>[]

  private constructor(file: TableFile, columns: readonly Column<ObservationLine>[]) {
    this.#file = file
    this.#columns = columns
  }

  /** Begins the file in a folder that exists. `studies`: the versions that have sessions, as for an export. */
  static async open(folder: string, studies: readonly Study[]): Promise<ObservationsFile> {
    const columns = observationColumns(studies)
    const file = new TableFile(folder, 'observations.csv', 'The answers that the report was computed from')
    await file.head(columns.map(({ name }) => name))
    return new ObservationsFile(file, columns)
  }

  async add(answered: AnsweredSession): Promise<void> {
    const lines = observationLines(answered)
    await this.#file.csv(lines.map((line) => this.#columns.map((column) => column.cell(line))))
  }

  close(): Promise<FileSummary> {
    return this.#file.close()
  }
}
