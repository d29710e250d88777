import path from 'node:path'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { itemUses } from '../../shared/study/item-uses.ts'
import type { Study } from '../../shared/study/study.ts'
import { readEnvironment } from '../environment.ts'
import { readProfile } from '../model/open-models.ts'
import { folderProblem, inOrder, type LoadedStudy, loadStudy } from '../studies/load.ts'
import { problemLine, type StudyProblem } from '../studies/study-problem.ts'
import { verb } from './call.ts'
import { bindingWarnings, placesOfAliases } from './study-bindings.ts'
import { studyPath } from './study-file.ts'
import type { Verb } from './verb.ts'

const help = `Usage: npm run -s parallax -- study check FILE

Reads a study file with its instruments, populations, places and responder.yaml, and says all that is wrong, one line each:
file, line, what, and what to do. Warnings are what a reviewer would ask. Two warnings are about this machine's models
(PARALLAX_MODELS, PARALLAX_MODEL): a model alias that is bound to nothing, for the study is served only where it is bound; and
what a binding changes about the study's requests.

Exit codes: 0 the study is sound, 1 it has errors, 2 the call cannot be used.`

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
        const refusals = loaded.ok ? refusalsAtStart(loaded) : []
        const problems = loaded.ok ? inOrder(loaded.file, [...loaded.warnings, ...refusals]) : loaded.problems
        for (const problem of problems) io.err(`${problemLine(problem)}\n`)
        if (loaded.ok && refusals.length === 0) {
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

/** What a sound study file does not show, and what would still keep a start from serving the study. */
function refusalsAtStart(loaded: LoadedStudy): StudyProblem[] {
  const { study, hash, file } = loaded
  const misnamed = path.basename(file) === 'study.yaml' ? folderProblem(loaded) : null
  const profile = placesOfAliases(study).has(BUILTIN_ALIAS) ? readProfile(study, hash, file, process.cwd()) : null
  return [...(misnamed === null ? [] : [misnamed]), ...(profile === null || profile.ok ? [] : profile.problems)]
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
