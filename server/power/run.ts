import { type RunTable, runCounter } from '../../shared/analysis/run/table.ts'
import type { Random } from '../../shared/random.ts'
import { probeJobs, runChoice, type StudyOfRun } from '../../shared/study/probe-jobs.ts'
import { type MovableAnswers, optionAt } from './answers.ts'
import { modelMove, type Plant, type Strays } from './plant.ts'

/**
 * One data set of a study's probe run: every question as often as `repeats` says, answered at random from the moved
 * reference. A pure function of its arguments.
 */
export function drawRun(
  study: StudyOfRun,
  answers: (place: string | null, ref: string) => MovableAnswers,
  plant: Plant,
  strays: Strays,
  repeats: number,
  random: Random,
): RunTable {
  const counter = runCounter(study)
  for (const job of probeJobs(study, { ...runChoice(study), repeats })) {
    const own = answers(job.place, job.item)
    const by = modelMove(plant, strays, job.item, job.levels, job.wordings)
    const code = own.codes[optionAt(own.at(by), random.next())]!
    counter.add({ job, outcome: { kind: 'classified', code }, coded: null, favoured: null })
  }
  return counter.table()
}
