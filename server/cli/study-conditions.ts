import { blockSize } from '../../shared/study/assignment.ts'
import { verb } from './call.ts'
import { aligned, json } from './figures.ts'
import { openStudy } from './study-file.ts'

export const studyConditions = verb({
  summary: "list a study's conditions with their levels",
  help: `Usage: npm run -s parallax -- study conditions FILE [--json]

One row for each condition: its id, its weight in a block of assignment, and its level of every factor that makes
conditions. Crossed factors are drawn inside every condition and listed below.

  --json  the same as JSON

Exit codes: 0 done, 2 the call or the study cannot be used.`,
  options: { json: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const { study, hash } = openStudy(positionals)
    const factors = Object.entries(study.factors)
    const inCells = factors.filter(([, factor]) => factor.drawn === 'cells').map(([id]) => id)
    const crossed = factors.filter(([, factor]) => factor.drawn === 'crossed')
    if (values.json) {
      const levels = Object.fromEntries(crossed.map(([id, factor]) => [id, Object.keys(factor.levels)]))
      const { id, control, conditions } = study
      io.out(json({ study: id, version: hash, control, block: blockSize(study), conditions, crossed: levels }))
      return
    }
    const rows = study.conditions.map(({ id, weight, levels }) => [
      id === study.control ? `${id} *` : id,
      String(weight),
      ...inCells.map((factor) => levels[factor]!),
    ])
    const below = crossed.map(([id, factor]) => `crossed: ${id} (${Object.keys(factor.levels).join(', ')})\n`)
    io.out(
      aligned([['condition', 'weight', ...inCells], ...rows]) +
        `\n* control; a block of assignment is ${blockSize(study)} sessions\n${below.join('')}`,
    )
  },
})
