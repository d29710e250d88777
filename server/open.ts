import path from 'node:path'
import { canonicalJson } from '../shared/canonical-json.ts'
import { readStoredStudy } from '../shared/study/stored-study.ts'
import type { Config } from './config.ts'
import { StartProblem } from './start-problem.ts'
import type { SessionSummary, StudyVersion } from './store/session-rows.ts'
import { openSqliteStore } from './store/sqlite/open.ts'
import type { Store } from './store/store.ts'
import type { PausedStudy } from './studies/catalogue.ts'
import { loadStudiesKept, type StudiesKept } from './studies/kept-load.ts'
import type { BrokenStudy, LoadedStudy } from './studies/load.ts'

/**
 * Reads and checks all studies. Gives those that can run and those that cannot. Throws a StartProblem when there are
 * none of either. Call `keep` once the data folder is open; then the next start need not read the files again.
 */
export function readStudies({
  root,
  studiesFolder,
  dataFolder,
}: Pick<Config, 'root' | 'studiesFolder' | 'dataFolder'>): StudiesKept {
  const kept = loadStudiesKept(studiesFolder, root, path.join(dataFolder, 'studies-as-loaded.json'))
  if (kept.studies.length + kept.broken.length > 0) return kept
  throw new StartProblem(`There is no study in ${studiesFolder}; put one at <id>/study.yaml, or set PARALLAX_STUDIES.`)
}

/**
 * Opens the store of the data folder. `tell` gets a sentence about each step that takes long. Throws a StoreRefusal
 * with one sentence when the store cannot serve.
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

/** Keeps the versions that the files hold now, so that every session can be read in its own version. */
export async function publishStudies(
  store: Pick<Store, 'publish'>,
  studies: readonly LoadedStudy[],
  at: number,
): Promise<void> {
  for (const { study, hash } of studies)
    await store.publish({ hash, id: study.id, json: canonicalJson(study), publishedAt: at })
}

/**
 * Broken studies, each with the version of it that was published last: those who are under way go on, though nobody new
 * may come. A broken study does not get the name of a study that runs.
 */
export async function pausedStudies(
  store: Pick<Store, 'version' | 'versions'>,
  broken: readonly BrokenStudy[],
  running: readonly LoadedStudy[],
): Promise<PausedStudy[]> {
  const versions = await store.versions()
  return Promise.all(
    broken.map(async (one) => {
      const free = one.names.filter((name) => running.every(({ study }) => study.id !== name))
      const newest = versions.find(({ id }) => free.includes(id))
      const kept = newest === undefined ? null : await store.version(newest.hash)
      return { ...one, id: newest?.id ?? one.names[0]!, last: kept === null ? null : readVersion(kept) }
    }),
  )
}

/** Null for a version that this program cannot read. */
function readVersion({ json, hash }: StudyVersion): PausedStudy['last'] {
  try {
    return { study: readStoredStudy(json), hash }
  } catch {
    return null
  }
}

/** Whether anybody is in the middle of a paused study that can go on. */
export async function anybodyUnderWay(
  store: Pick<Store, 'countSessions'>,
  paused: readonly PausedStudy[],
): Promise<boolean> {
  const counts = await Promise.all(paused.map(({ last }) => (last === null ? [] : store.countSessions(last.study.id))))
  return counts.flat().some(({ kind, phase }) => kind === 'live' && !ENDED.has(phase))
}

const ENDED: ReadonlySet<SessionSummary['phase']> = new Set(['completed', 'declined', 'withdrawn'])
