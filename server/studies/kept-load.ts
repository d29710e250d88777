import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { canonicalJson } from '../../shared/canonical-json.ts'
import type { Study } from '../../shared/study/study.ts'
import { sha256 } from '../digest.ts'
import { type LoadedStudy, loadStudies, studyFilesIn } from './load.ts'
import { readYamlFile } from './yaml-file.ts'

/**
 * The studies that can run, and those that cannot. `keep` writes them to the file. Call it when it is certain that the
 * data folder will be used.
 */
export type StudiesKept = ReturnType<typeof loadStudies> & { keep(): void }

type Kept = { fingerprint: string; studies: (Omit<LoadedStudy, 'study'> & { json: string })[] }

/**
 * Does the same as `loadStudies`, and keeps the result in a file: parsing and checking all studies takes most of a
 * start, and they seldom change. The kept result counts only if every byte is unchanged from which the studies could be
 * made (all files of the studies' folder, and the program that reads them), and if each study still has its hash.
 * Nothing is kept if a study names files outside of the folder, if the folder holds a link, or if anything has an
 * error.
 */
export function loadStudiesKept(folder: string, root: string, keptIn: string): StudiesKept {
  const full = path.resolve(root, folder)
  const fingerprint = fingerprintOf(full, root)
  const kept = readKept(keptIn)
  if (kept !== null && kept.fingerprint === fingerprint) {
    const studies = kept.studies.flatMap(({ json, ...rest }): LoadedStudy[] =>
      sha256(json) === rest.hash ? [{ ...rest, study: JSON.parse(json) as Study }] : [],
    )
    if (studies.length === kept.studies.length) return { studies, broken: [], keep: () => {} }
  }
  const loaded = loadStudies(folder, root)
  const sound =
    fingerprint !== null &&
    loaded.broken.length === 0 &&
    !holdsLinks(full) &&
    studyFilesIn(full).every((file) => staysInside(file, full))
  const studies = () => loaded.studies.map(({ study, ...rest }) => ({ ...rest, json: canonicalJson(study) }))
  if (!sound) return { ...loaded, keep: () => {} }
  return { ...loaded, keep: () => keep(keptIn, { fingerprint, studies: studies() }) }
}

/** SHA-256 of the names and bytes of all files that can decide about the studies; null if one of them cannot be read. */
function fingerprintOf(folder: string, root: string): string | null {
  try {
    return digestOf(folder, root)
  } catch {
    // If a study names that file, the study reports the problem. The other studies are read from their own files.
    return null
  }
}

function digestOf(folder: string, root: string): string {
  const hash = createHash('sha256')
  const program = ['shared', path.join('server', 'studies')].map((part) =>
    path.resolve(import.meta.dirname, '../..', part),
  )
  // A study file that is no file, such as a folder of that name, may still be a study with a problem.
  hash.update(`${studyFilesIn(folder).map((file) => path.relative(root, file))}\n`)
  for (const top of [folder, ...program])
    for (const file of filesBelow(top)) {
      const bytes = readFileSync(file)
      hash.update(`${path.relative(root, file)} ${bytes.length}\n`).update(bytes)
    }
  return hash.digest('hex')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}

/** Whether a folder holds a link that leads out of it, or may do so: what lies behind a link is in no fingerprint. */
function holdsLinks(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some((entry) => entry.isSymbolicLink())
}

/** Whether all files that a study names, and the figures that its populations name, lie in the folder that was looked at. */
function staysInside(file: string, folder: string): boolean {
  const { instruments, populations, places, risks } = valuesIn(file)
  const pathsOf = (named: unknown[]) =>
    named.flatMap((one) => (typeof one === 'string' ? [path.resolve(path.dirname(file), one)] : []))
  const heads = pathsOf([populations].flat())
  const figures = heads.flatMap((head) => {
    const { data } = valuesIn(head)
    return typeof data === 'string' ? [path.resolve(path.dirname(head), data)] : []
  })
  const all = [...pathsOf([instruments, places, risks].flat()), ...heads, ...figures]
  return all.every((one) => !path.relative(folder, one).startsWith('..'))
}

function valuesIn(file: string): Record<string, unknown> {
  return readYamlFile(file, file).value as Record<string, unknown>
}

function readKept(file: string): Kept | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept
  } catch {
    // The file does not exist yet, or its writing was cut off. Then the studies are read from their own files.
    return null
  }
}

function keep(file: string, kept: Kept): void {
  try {
    const beside = `${file}.${process.pid}`
    writeFileSync(beside, JSON.stringify(kept))
    renameSync(beside, file)
  } catch {
    // Nothing is lost: the next start reads the studies from their own files again.
  }
}
