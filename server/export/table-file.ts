import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import path from 'node:path'
import { stringify } from 'csv-stringify/sync'

/** What the manifest says of a file. */
export type FileSummary = { file: string; about: string; rows: number; bytes: number; sha256: string }

export type CellValue = string | number | boolean | null

const FLUSH_AT = 128 * 1024

/**
 * A file of an export, written as its rows come. Rows are joined into chunks and hashed; memory never holds the whole
 * file.
 */
export class TableFile {
  readonly #name: string
  readonly #about: string
  readonly #out: WriteStream
  readonly #hash = createHash('sha256')
  #waiting = ''
  #rows = 0
  #bytes = 0
  #fault: Error | null = null

  /** `about` says in one line what the file holds. */
  constructor(folder: string, name: string, about: string) {
    this.#name = name
    this.#about = about
    this.#out = createWriteStream(path.join(folder, name))
    this.#out.on('error', (error) => {
      this.#fault = error
    })
  }

  /** Adds the line with the names of the columns. It does not count as a row. */
  async head(names: readonly string[]): Promise<void> {
    await this.#add(csvLines([names]))
  }

  async csv(rows: readonly (readonly CellValue[])[]): Promise<void> {
    if (rows.length === 0) return
    this.#rows += rows.length
    await this.#add(csvLines(rows))
  }

  async json(rows: readonly object[]): Promise<void> {
    this.#rows += rows.length
    for (const row of rows) await this.#add(`${JSON.stringify(row)}\n`)
  }

  /** Adds a whole text, such as the study file. */
  async text(text: string): Promise<void> {
    await this.#add(text)
  }

  async close(): Promise<FileSummary> {
    await this.#flush()
    this.#out.end()
    if (this.#fault === null) await once(this.#out, 'close')
    if (this.#fault !== null) throw this.#fault
    const [file, about, rows, bytes] = [this.#name, this.#about, this.#rows, this.#bytes]
    return { file, about, rows, bytes, sha256: this.#hash.digest('hex') }
  }

  /** Releases the file, whether it is whole or not. */
  drop(): void {
    this.#out.destroy()
  }

  async #add(text: string): Promise<void> {
    this.#waiting += text
    if (this.#waiting.length >= FLUSH_AT) await this.#flush()
  }

  async #flush(): Promise<void> {
    if (this.#fault !== null) throw this.#fault
    if (this.#waiting === '') return
    const chunk = Buffer.from(this.#waiting)
    this.#waiting = ''
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    if (!this.#out.write(chunk)) await once(this.#out, 'drain')
  }
}

/**
 * RFC 4180: lines end with CRLF, and text is kept as it is. A cell is quoted if it has a line break of any kind, or
 * white space at its start or end, which some readers would trim.
 */
function csvLines(rows: readonly (readonly CellValue[])[]): string {
  return stringify(rows as CellValue[][], {
    record_delimiter: 'windows',
    quoted_match: /[\r\n]|^\s|\s$/,
    cast: { boolean: (value) => (value ? '1' : '0') },
  })
}
