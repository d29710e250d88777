import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { Proposal } from '../../../shared/protocol/socket.ts'

/** What a person was told is kept: a line for each acknowledgement, on disk before anything else happens. */
export type Noted = { session: string; id: string; type: Proposal['type']; seq: number }

export class Journal {
  readonly #file: string
  readonly #handle: number

  constructor(file: string) {
    this.#file = file
    this.#handle = openSync(file, 'a')
  }

  note(line: Noted): void {
    writeSync(this.#handle, `${JSON.stringify(line)}\n`)
    fsyncSync(this.#handle)
  }

  read(): Noted[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Noted)
  }

  close(): void {
    closeSync(this.#handle)
  }
}
