import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'

export type Row = Record<string, string>
export type Line = { [key: string]: unknown }

/** The files of an exported folder, read by another program's parser. */
export class Exported {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  get names(): string[] {
    return readdirSync(this.folder).sort()
  }

  bytes(file: string): Buffer {
    return readFileSync(path.join(this.folder, file))
  }

  text(file: string): string {
    return this.bytes(file).toString('utf8')
  }

  csv(file: string): Row[] {
    return parse<Row>(this.text(file), { columns: true, record_delimiter: '\r\n' })
  }

  head(file: string): string[] {
    return parse(this.text(file), { to: 1, record_delimiter: '\r\n' })[0]!
  }

  jsonl(file: string): Line[] {
    return this.text(file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }

  get manifest() {
    return JSON.parse(this.text('manifest.json')) as {
      versions: { hash: string; sessions: Record<string, number> }[]
      kinds: string[]
      contains_simulated: boolean
      models: Line[]
      sequences: { sessions: number; events: number; erased_sessions: number; gaps: Line[]; complete: boolean }
      files: { file: string; about: string; rows: number; bytes: number; sha256: string }[]
    }
  }

  /** All bytes of all files as one text. */
  everything(): string {
    return this.names.map((name) => this.text(name)).join('\n')
  }

  /** The row of a session in `sessions.csv`. */
  session(id: string): Row {
    return this.csv('sessions.csv').find((row) => row.session === id)!
  }
}
