import path from 'node:path'
import { itemUses } from '../../shared/study/item-uses.ts'
import type { Study } from '../../shared/study/study.ts'
import { readEnvironment } from '../environment.ts'
import { loadStudy } from '../studies/load.ts'
import { problemLine } from '../studies/study-problem.ts'
import { verb } from './call.ts'
import { bindingWarnings } from './study-bindings.ts'
import { studyPath } from './study-file.ts'
import type { Verb } from './verb.ts'

const help = `Usage: npm run -s parallax -- study check FILE

Reads a study file with its instruments, populations and places, and says all that is wrong, one line each:
file, line, what, and what to do. Warnings are what a reviewer would ask; a study runs with them. Where models are bound on
this machine (PARALLAX_MODELS, PARALLAX_MODEL), what their bindings change about the study's requests is a warning too.

Exit codes: 0 the study can run, 1 it has errors, 2 the call cannot be used.`

export const studyCheck: Verb = {
  summary: 'say what is wrong in a study file, line by line',
  help,
  async run(args, io) {
    let found = 0
    const called = await verb({
      summary: '',
      help,
      options: {},
      async run({ positionals }) {
        const file = studyPath(positionals)
        const loaded = loadStudy(file)
        const problems = loaded.ok ? loaded.warnings : loaded.problems
        for (const problem of problems) io.err(`${problemLine(problem)}\n`)
        if (loaded.ok) {
          const place = { file: path.resolve(file), shown: loaded.file }
          const ofBindings = bindingWarnings(loaded.study, place, readEnvironment(process.env))
          for (const line of ofBindings) io.err(`${line}\n`)
          const count = problems.length + ofBindings.length
          io.out(`${loaded.file}: fine, ${counted(count, 'warning')}\n${summary(loaded)}`)
        } else {
          const errors = problems.filter((one) => one.severity === 'error').length
          const warnings = problems.length - errors
          io.err(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}; the study cannot run yet.\n`)
          found = 1
        }
      },
    }).run(args, io)
    return called === 0 ? found : called
  },
}

function summary({ study, hash }: { study: Study; hash: string }): string {
  const probed = new Set(itemUses(study).flatMap((use) => (use.by === 'probe' ? [use.ref] : [])))
  const asked = new Set(itemUses(study).flatMap((use) => (use.by === 'survey' ? [use.ref] : [])))
  const counts = [
    counted(Object.keys(study.factors).length, 'factor'),
    counted(study.conditions.length, 'condition'),
    counted(study.flow.length, 'stage'),
    `${counted(asked.size, 'item')} asked of people`,
    `${counted(probed.size, 'item')} probed`,
    counted(study.contrasts.length, 'contrast'),
    counted(study.locales.length, 'locale'),
  ]
  return `version ${hash}\n${counts.join(', ')}\n`
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
