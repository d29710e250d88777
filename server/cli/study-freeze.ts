import path from 'node:path'
import { systemClock } from '../clock.ts'
import { readEnvironment } from '../environment.ts'
import { freezeStudy, holdsFiles } from '../studies/freeze.ts'
import { CallProblem, verb } from './call.ts'
import { json } from './figures.ts'
import { outFolder } from './out-folder.ts'
import { boundModels } from './study-bindings.ts'
import { openStudy, studyPath } from './study-file.ts'

/** Writes a preregistration bundle of a study: `parallax study freeze`. */
export const studyFreeze = verb({
  summary: 'write a preregistration bundle: study, prompts, plan and hashes',
  help: `Usage: npm run -s parallax -- study freeze FILE --out DIR [--json]

Writes into DIR what a preregistration needs: the study file, the study with all that it names inlined, the prompts of
every condition, the plan of analysis in words (PLAN.md) and as registration.json. Where the study's models are bound on this
machine, it says which they are and what they are sent. Deposit the folder before you collect data. Later, analyse STUDY --out
REPORT --plan DIR/registration.json counts only what stands in it as planned, and says what differs.

  --out   a folder that is empty or not there yet
  --json  print the registration

Exit codes: 0 done, 2 the call or the study cannot be used.`,
  options: { out: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const out = outFolder(values.out)
    const loaded = openStudy(positionals)
    if (holdsFiles(out))
      throw new CallProblem(`--out: ${out} holds files already; a bundle is frozen, so name a new folder.`)
    const models = boundModels(loaded.study, readEnvironment(process.env))
    const at = new Date(systemClock.now())
    const registration = freezeStudy(loaded, path.resolve(studyPath(positionals)), out, at, models)
    if (values.json) io.out(json(registration))
    else
      io.out(
        `Froze ${loaded.study.id} in ${out}: ${registration.plan.contrasts.length} planned contrasts, SHA-256 ${registration.hash}.\nDeposit the folder before you collect data; later: npm run -s parallax -- analyse ${loaded.study.id} --out ${word(`${out}-report`)} --plan ${word(path.join(out, 'registration.json'))}`,
      )
  },
})

/** A path as it is typed: in quotes where a shell would divide it. */
function word(text: string): string {
  return /^[\w./~:\\-]+$/.test(text) ? text : `"${text}"`
}
