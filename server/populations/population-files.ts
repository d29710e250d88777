import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { stringify as csv } from 'csv-stringify/sync'
import { stringify as yaml } from 'yaml'
import { InputProblem } from '../../shared/input-problem.ts'
import { Id } from '../../shared/instrument/instrument.ts'
import { PopulationHead } from '../../shared/instrument/population.ts'
import { makeFolder } from '../make-folder.ts'
import type { FigureRow, Imported } from './imported.ts'

const HEAD_COMMENT = `# A reference population. The fields are explained in wvs7-means.yaml of the library's populations.
# The figures stand in the CSV beside this file.

`
/** Rows between two writes. */
const BATCH = 5_000

/**
 * Paths of the files of a population. Throws an InputProblem for an id that cannot be used, and if one of the files
 * exists already.
 */
export function newFiles(folder: string, id: string): { head: string; figures: string; codebook: string } {
  const wrong = Id.safeParse(id).error?.issues[0]?.message
  if (wrong !== undefined) throw new InputProblem(`"${id}" ${wrong}. Name one with --id.`)
  const at = (name: string) => path.join(folder, name)
  const files = { head: at(`${id}.yaml`), figures: at(`${id}.csv`), codebook: at(`${id}-codebook.csv`) }
  for (const file of Object.values(files))
    if (existsSync(file))
      throw new InputProblem(`${file} is there already, and may have been edited. Remove it, or name another --id.`)
  return files
}

/**
 * Writes a population as a study reads it: the head as YAML, the figures as CSV, and the codebook if there is one. The
 * same population gives the same bytes. Returns the paths that were written.
 */
export function writePopulation(folder: string, id: string, { head, figures, codebook }: Imported): string[] {
  const files = newFiles(folder, id)
  makeFolder(folder)
  const columns = columnsOf(head.kind)
  const written = writeTable(files.figures, Object.keys(columns), figures(), (row) =>
    Object.values(columns).map((cell) => cell(row)),
  )
  if (written === 0) throw new Error(`No figure of "${id}" was there to be written.`)
  const text = yaml(PopulationHead.parse({ id, ...head, data: path.basename(files.figures) }), { lineWidth: 100 })
  writeFileSync(files.head, `${HEAD_COMMENT}${text}`)
  if (codebook === null) return [files.head, files.figures]
  writeTable(files.codebook, codebook.columns, codebook.rows, (row) => row.map(String))
  return [files.head, files.figures, files.codebook]
}

function columnsOf(kind: PopulationHead['kind']): Record<string, (row: FigureRow) => string> {
  const figure =
    kind === 'means'
      ? { mean: ({ value }: FigureRow) => rounded(value, 6) }
      : { code: ({ code }: FigureRow) => String(code), share: ({ value }: FigureRow) => rounded(value, 6) }
  return {
    country: ({ country }) => country,
    subgroup: ({ subgroup }) => subgroup,
    item: ({ item }) => item,
    ...figure,
    n: ({ n }) => (n === null ? '' : String(n)),
    effective: ({ effective }) => (effective === null ? '' : rounded(effective, 1)),
  }
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

function writeTable<Row>(file: string, columns: string[], rows: Iterable<Row>, cells: (row: Row) => string[]): number {
  const descriptor = openSync(file, 'w')
  let count = 0
  try {
    let batch = [columns]
    for (const row of rows) {
      batch.push(cells(row))
      count += 1
      if (batch.length < BATCH) continue
      writeSync(descriptor, csv(batch))
      batch = []
    }
    writeSync(descriptor, csv(batch))
  } finally {
    closeSync(descriptor)
  }
  return count
}
