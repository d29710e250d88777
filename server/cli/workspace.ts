import { existsSync } from 'node:fs'
import path from 'node:path'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import { readEnvironment } from '../environment.ts'
import { openStore, pausedStudies, publishStudies, readStudies } from '../open.ts'
import { installationKey } from '../secrets.ts'
import { StartProblem } from '../start-problem.ts'
import type { Store } from '../store/store.ts'
import { StudyCatalogue } from '../studies/catalogue.ts'
import { type BrokenStudy, type LoadedStudy, loadStudy, studyFilesIn } from '../studies/load.ts'
import { problemLine } from '../studies/study-problem.ts'
import { CallProblem } from './call.ts'
import { firstRun, firstSession } from './sessions-taken.ts'

/**
 * The data folder, which a running server may use at the same time. What it holds can be read whatever the study files
 * say now.
 */
export type Workspace = { config: Config; env: Record<string, string | undefined>; store: Store }

/** Opens a workspace that may be new; the caller closes its store. */
export async function openWorkspace(): Promise<Workspace> {
  const { config, env } = readSettings()
  return { config, env, store: await openStore(config, 'tool') }
}

/**
 * Opens a workspace to work on what it holds; the caller closes its store. Throws a CallProblem where there is none, and
 * makes none: its name may be mistyped.
 */
export async function openKeptWorkspace(): Promise<Workspace> {
  const { config, env } = readSettings()
  if (!existsSync(config.dataFolder))
    throw new CallProblem(
      `There is no data folder ${config.dataFolder}; set PARALLAX_DATA to the one that you mean. If nothing is kept yet, start the server (npm start), or simulate or probe a study first.`,
    )
  return { config, env, store: await openStore(config, 'tool') }
}

function readSettings(): Pick<Workspace, 'config' | 'env'> {
  const env = readEnvironment(process.env)
  const read = readConfig(env)
  if (!read.ok) throw new StartProblem(read.problems.join('\n'))
  return { config: read.config, env }
}

/**
 * The id of the one study that the call names. Throws a CallProblem that lists the studies of which something is kept.
 */
export async function keptStudy({ store, config }: Workspace, positionals: readonly string[]): Promise<string> {
  const known = [...new Set((await store.versions()).map((version) => version.id))]
  const list = known.length === 0 ? 'It holds none' : `It holds ${known.join(', ')}`
  const id = oneStudy(positionals, `${list}, in ${config.dataFolder}.`)
  if (known.includes(id)) return id
  const file = studyFilesIn(config.studiesFolder).find((one) => path.basename(path.dirname(one)) === id)
  const loaded = file === undefined ? null : loadStudy(file, config.root)
  if (loaded?.ok)
    throw new CallProblem(
      `The data folder ${config.dataFolder} holds nothing of "${id}" yet. ${loaded.study.flow.length === 0 ? firstRun(id) : firstSession(id)}`,
    )
  throw new CallProblem(
    `The data folder ${config.dataFolder} holds no study "${id}". ${list}; set PARALLAX_DATA for another folder.`,
  )
}

/**
 * What a verb that runs studies works with: the data folder, which a running server may use at the same time, and the
 * studies as their files describe them.
 */
export type StudyWorkspace = Workspace & {
  catalogue: StudyCatalogue
  studies: LoadedStudy[]
  /**
   * The one study that the call names. Throws a CallProblem that lists the known studies, or says what is wrong with
   * that one. What is wrong with another study does not matter here.
   */
  study(positionals: readonly string[]): LoadedStudy
}

/** Opens the workspace and keeps the versions that the files hold now; the caller closes its store. */
export async function openStudyWorkspace(): Promise<StudyWorkspace> {
  const workspace = await openWorkspace()
  const { config, store } = workspace
  try {
    const { studies, broken, keep } = readStudies(config)
    await publishStudies(store, studies, systemClock.now())
    keep()
    const paused = await pausedStudies(store, broken, studies)
    const catalogue = new StudyCatalogue(store, await installationKey(store), studies, paused)
    return { ...workspace, catalogue, studies, study: (positionals) => studyNamed(studies, broken, positionals) }
  } catch (error) {
    await store.close()
    throw error
  }
}

function studyNamed(
  studies: readonly LoadedStudy[],
  broken: readonly BrokenStudy[],
  positionals: readonly string[],
): LoadedStudy {
  const names = [...studies.map((one) => one.study.id), ...broken.map((one) => one.names[0])]
  const list = `Known studies: ${names.sort().join(', ')}.`
  const id = oneStudy(positionals, list)
  const found = studies.find((one) => one.study.id === id)
  if (found !== undefined) return found
  const wrong = broken.find((one) => one.names.includes(id))
  if (wrong === undefined) throw new CallProblem(`No study "${id}". ${list}`)
  throw new CallProblem(`Study "${id}" has errors:\n${wrong.problems.map(problemLine).join('\n')}`)
}

function oneStudy([id, ...more]: readonly string[], list: string): string {
  if (id === undefined) throw new CallProblem(`Name a study. ${list}`)
  if (more.length > 0) throw new CallProblem(`One study at a time; "${more[0]}" is one too many.`)
  return id
}
