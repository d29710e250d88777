import path from 'node:path'
import { canonicalJson } from '../shared/canonical-json.ts'
import type { Config } from './config.ts'
import { StartProblem } from './start-problem.ts'
import { openSqliteStore } from './store/sqlite/open.ts'
import type { Store } from './store/store.ts'
import { loadStudiesKept } from './studies/kept-load.ts'
import type { LoadedStudy } from './studies/load.ts'
import { problemLine } from './studies/problem.ts'

/**
 * Reads and checks all studies. Throws a StartProblem that lists everything wrong with them. `keep`, called once the data
 * folder is open, spares the next start the reading.
 */
export function readStudies({
  root,
  studiesFolder,
  dataFolder,
}: Pick<Config, 'root' | 'studiesFolder' | 'dataFolder'>): { studies: LoadedStudy[]; keep(): void } {
  const { studies, problems, keep } = loadStudiesKept(
    studiesFolder,
    root,
    path.join(dataFolder, 'studies-as-loaded.json'),
  )
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) throw new StartProblem(errors.map(problemLine).join('\n'))
  if (studies.length === 0)
    throw new StartProblem(
      `There is no study in ${studiesFolder}; put one at <id>/study.yaml, or set PARALLAX_STUDIES.`,
    )
  return { studies, keep }
}

/**
 * Opens the store of the data folder; `tell` hears a sentence about what takes long. Throws a StoreRefusal with one
 * sentence when it cannot serve.
 */
export function openStore(
  config: Pick<Config, 'root' | 'dataFolder'>,
  role: 'server' | 'tool',
  tell: (sentence: string) => void = () => {},
): Promise<Store> {
  return openSqliteStore({
    folder: config.dataFolder,
    migrations: path.join(config.root, 'migrations', 'sqlite'),
    role,
    tell,
  })
}

/** Keeps the versions that the files hold now, so that every session can be read in its own. */
export async function publishStudies(
  store: Pick<Store, 'publish'>,
  studies: readonly LoadedStudy[],
  at: number,
): Promise<void> {
  for (const { study, hash } of studies)
    await store.publish({ hash, id: study.id, json: canonicalJson(study), publishedAt: at })
}
