import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { readEnvironment } from '../environment.ts'
import { openStore, publishStudies, readStudies } from '../open.ts'
import { installationKey } from '../secrets.ts'
import { StartProblem } from '../start-problem.ts'
import type { Store } from '../store/store.ts'
import type { LoadedStudy } from '../studies/load.ts'
import { StudyShelf } from '../studies/shelf.ts'
import { CallProblem } from './call.ts'

/** What a verb works with: the data folder beside a server that may be running, and the studies as their files say. */
export type Desk = {
  config: Config
  env: Record<string, string | undefined>
  store: Store
  shelf: StudyShelf
  studies: LoadedStudy[]
  /** The one study that the call names. Throws a CallProblem that lists the known ones. */
  study(positionals: readonly string[]): LoadedStudy
}

/** Opens the desk; the caller closes its store. */
export async function openDesk(): Promise<Desk> {
  const env = readEnvironment(process.env)
  const read = readConfig(env)
  if (!read.ok) throw new StartProblem(read.problems.join('\n'))
  const { config } = read
  const studies = readStudies(config)
  const store = await openStore(config, 'tool')
  await publishStudies(store, studies, systemClock.now())
  const shelf = new StudyShelf(store, await installationKey(store), studies)
  return { config, env, store, shelf, studies, study: (positionals) => studyNamed(studies, positionals) }
}

function studyNamed(studies: readonly LoadedStudy[], [id, ...more]: readonly string[]): LoadedStudy {
  const known = studies.map((one) => one.study.id).join(', ')
  if (id === undefined) throw new CallProblem(`Name a study. Known studies: ${known}.`)
  if (more.length > 0) throw new CallProblem(`One study at a time; "${more[0]}" is one too many.`)
  const found = studies.find((one) => one.study.id === id)
  if (found === undefined) throw new CallProblem(`No study "${id}". Known studies: ${known}.`)
  return found
}
