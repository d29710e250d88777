import { codedItemOf } from '../../shared/analysis/answers/coded-item.ts'
import { runAnswer } from '../../shared/analysis/answers/of-run.ts'
import { type RunTable, runCounter } from '../../shared/analysis/answers/run-answers.ts'
import type { Random } from '../../shared/random.ts'
import { probeJobs, runChoice, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { type MovableAnswers, optionAt } from './movable-answers.ts'
import { modelMove, type Plant, type Strays } from './plant.ts'

/**
 * A probe run in which every question is asked that often. It is what all data sets of a size have in common, and it is
 * made once.
 */
export type RunShape = {
  /** A table of the run with made-up counts. */
  readonly table: RunTable
  /** By row of the table: what was asked, and how often. */
  readonly rows: readonly {
    readonly place: string
    readonly item: string
    readonly levels: Readonly<Record<string, string>>
    readonly wordings: Readonly<Record<string, number>>
    readonly answers: number
  }[]
}

/** Asks every question of a study's run `repeats` times. */
export function runShape(study: StudyOfRun, repeats: number): RunShape {
  const counter = runCounter(study)
  for (const job of probeJobs(study, { ...runChoice(study), repeats })) {
    const outcome = { kind: 'classified' as const, code: codedItemOf(study, job.item).codes[0]! }
    counter.add(runAnswer({ job, outcome }))
  }
  const table = counter.table()
  const { at, width } = table
  const rows = Array.from({ length: table.rows }, (_, row) => ({
    place: table.slices[at.slice[row]!]!.place,
    item: table.items[at.item[row]!]!.ref,
    levels: table.cells[at.cell[row]!]!.levels,
    wordings: wordingsNamed(table.names.words[at.words[row]!]!),
    answers: table.counts.subarray(row * width, (row + 1) * width).reduce((sum, one) => sum + one, 0),
  }))
  return { table, rows }
}

/** Wordings as a table of a run names them: "framing 0, persona 1". */
function wordingsNamed(words: string): Record<string, number> {
  const pairs = words.split(', ').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [factor, wording] = pair.split(' ')
      return [factor!, Number(wording)]
    }),
  )
}

/** One data set of a probe run, answered at random from the moved reference. A pure function of its arguments. */
export function drawRun(
  { table, rows }: RunShape,
  answers: (place: string | null, ref: string) => MovableAnswers,
  plant: Plant,
  strays: Strays,
  random: Random,
): RunTable {
  const counts = new Int32Array(table.counts.length)
  rows.forEach(({ place, item, levels, wordings, answers: asked }, row) => {
    const shares = answers(place, item).at(modelMove(plant, strays, item, levels, wordings))
    for (let answer = 0; answer < asked; answer += 1) counts[row * table.width + optionAt(shares, random.next())]! += 1
  })
  return { ...table, counts }
}
