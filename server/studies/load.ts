import { type Dirent, existsSync, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { canonicalJson } from '../../shared/canonical-json.ts'
import { listConditions } from '../../shared/study/conditions.ts'
import { lintStudy } from '../../shared/study/lint.ts'
import { lintLeaveOut } from '../../shared/study/lint-design.ts'
import { Study, StudyFile } from '../../shared/study/study.ts'
import { canonicalHash } from './canonical.ts'
import { type Library, readLibrary, shownPath } from './library.ts'
import { schemaProblems } from './schema-problems.ts'
import type { StudyProblem, YamlPath } from './study-problem.ts'
import { readYamlFile, type YamlFile } from './yaml-file.ts'

/** A study that can run. `hash` is the SHA-256 of its canonical JSON and names this version. */
export type LoadedStudy = { study: Study; hash: string; file: string; warnings: StudyProblem[] }

export type StudyLoad = ({ ok: true } & LoadedStudy) | { ok: false; problems: StudyProblem[] }

/**
 * A study that cannot run, and its errors, at least one. `names` are the names by which it is known: first the name of
 * its folder, then the id in its file if that is different.
 */
export type BrokenStudy = { names: string[]; file: string; problems: StudyProblem[] }

/**
 * Reads a study file with all that it names, checks it, and returns the study or every problem at once, in the order of
 * files and lines. File names in messages are relative to the folder `root`. Never throws: whatever goes wrong while
 * one study is read is a problem of that study.
 */
export function loadStudy(file: string, root: string = process.cwd()): StudyLoad {
  const full = path.resolve(root, file)
  const shown = shownPath(full, root)
  const refusal = (message: string): StudyLoad => ({
    ok: false,
    problems: [{ file: shown, line: 1, severity: 'error', message }],
  })
  const dangling = danglingIn(full)
  if (dangling !== null)
    return refusal(
      `${shownPath(dangling, root)} is a link to ${readlinkSync(dangling)}, which cannot be reached; put that back, or point the link elsewhere, or remove it.`,
    )
  if (!existsSync(full)) return refusal('there is no such file; give the path of a study.yaml.')
  try {
    return readStudy(full, shown, root)
  } catch (error) {
    return refusal(`it cannot be read (${String(error)}); check this file and those that it names.`)
  }
}

function readStudy(full: string, shown: string, root: string): StudyLoad {
  const yaml = readYamlFile(full, shown)
  if (yaml.problems.length > 0) return { ok: false, problems: yaml.problems }

  const library = readLibrary(yaml, path.dirname(full), root)
  const problems: StudyProblem[] = [...library.problems]
  const complainAt = (where: YamlPath, message: string) =>
    problems.push({ file: shown, line: yaml.lineOf(where), severity: 'error', message })
  for (const problem of schemaProblems(StudyFile, yaml.value)) complainAt(problem.path, problem.message)

  const parsed = StudyFile.safeParse(yaml.value)
  if (!parsed.success || problems.length > 0 || library.places === null) return refused(shown, problems)
  const { instruments: _i, populations: _p, places: _l, risks: _r, ...rest } = parsed.data
  for (const problem of lintLeaveOut(parsed.data)) complainAt(problem.path, problem.message)
  const conditions = listConditions(parsed.data)
  if (conditions.length === 0) complainAt(['conditions'], 'no condition is left; leave out fewer.')
  if (problems.length > 0) return refused(shown, problems)

  const assembled: Study = {
    ...rest,
    places: library.places.value,
    instruments: library.instruments.map((one) => one.value),
    populations: library.populations.map((one) => one.value),
    ...(library.risks === null ? {} : { risks: library.risks }),
    conditions,
  }
  // The study that runs is exactly the one that its hash names, including the order of keys. Draws go through factors
  // in that order, so a study that is read from storage must give the same assignments as the one that was loaded from
  // its file.
  const study = Study.parse(JSON.parse(canonicalJson(assembled)))
  const found = lintStudy(study).map((problem) => located(problem, yaml, library, parsed.data))
  if (found.some((problem) => problem.severity === 'error')) return refused(shown, found)
  return { ok: true, study, hash: canonicalHash(study), file: shown, warnings: inOrder(shown, found) }
}

/**
 * Loads every `<folder>/<id>/study.yaml`, each by itself. Folders without such a file, such as the library, are no
 * studies.
 */
export function loadStudies(
  folder: string,
  root: string = process.cwd(),
): { studies: LoadedStudy[]; broken: BrokenStudy[] } {
  const studies: LoadedStudy[] = []
  const broken: BrokenStudy[] = []
  for (const full of studyFilesIn(path.resolve(root, folder))) {
    const file = shownPath(full, root)
    const loaded = loadStudy(full, root)
    if (!loaded.ok) {
      broken.push({
        names: [folderOf(full)],
        file,
        problems: loaded.problems.filter(({ severity }) => severity === 'error'),
      })
      continue
    }
    const { ok: _, ...study } = loaded
    const misnamed = folderProblem(study, root)
    if (misnamed === null) studies.push(study)
    else broken.push({ names: [folderOf(full), study.study.id], file, problems: [misnamed] })
  }
  return { studies, broken }
}

/** An error for a study whose folder has another name than the study's id; otherwise null. */
export function folderProblem({ study, file }: LoadedStudy, root: string = process.cwd()): StudyProblem | null {
  const full = path.resolve(root, file)
  const named = folderOf(full)
  if (named === study.id) return null
  const message = `the study's id is "${study.id}" and its folder is "${named}"; give both the same name.`
  return { file, line: readYamlFile(full, file).lineOf(['id']), severity: 'error', message }
}

const folderOf = (full: string) => path.basename(path.dirname(full))

/**
 * Full paths of the study files one folder below `folder`, by name. Links are followed. A link that leads to nothing is
 * included, for it was meant to be a study: `loadStudy` says so.
 */
export function studyFilesIn(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  const isStudy = (entry: Dirent) => {
    const file = path.join(folder, entry.name, 'study.yaml')
    return (entry.isDirectory() || entry.isSymbolicLink()) && (existsSync(file) || danglingIn(file) !== null)
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter(isStudy)
    .map((entry) => path.join(folder, entry.name, 'study.yaml'))
    .sort()
}

/** The study file or its folder, if that is a link to nothing. */
function danglingIn(file: string): string | null {
  const isDangling = (one: string) =>
    lstatSync(one, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(one)
  const folder = path.dirname(file)
  if (isDangling(folder)) return folder
  // Below something that is no folder there is nothing to look for.
  return existsSync(folder) && statSync(folder).isDirectory() && isDangling(file) ? file : null
}

function located(
  problem: ReturnType<typeof lintStudy>[number],
  yaml: YamlFile,
  library: Library,
  file: StudyFile,
): StudyProblem {
  const { severity, message } = problem
  const at = (source: YamlFile, where: YamlPath) => ({
    file: source.file,
    line: source.lineOf(where),
    severity,
    message,
  })
  const [top, second, ...rest] = problem.path
  if (top === 'instruments' && typeof second === 'number') return at(library.instruments[second]!.yaml, rest)
  if (top === 'populations' && typeof second === 'number') return at(library.populations[second]!.yaml, rest)
  if (top === 'places' && second !== undefined) return at(library.places!.yaml, [second, ...rest])
  if (top === 'conditions' && second !== undefined)
    return at(yaml, file.conditions.design === 'cells' ? ['conditions', 'cells', second, ...rest] : ['conditions'])
  return at(yaml, problem.path)
}

function refused(first: string, problems: StudyProblem[]): StudyLoad {
  return { ok: false, problems: inOrder(first, problems) }
}

/** The study file first, then the others by name; in each, by line. */
export function inOrder(first: string, problems: StudyProblem[]): StudyProblem[] {
  const rank = (file: string) => (file === first ? '' : file)
  return problems.toSorted((a, b) => {
    if (a.file !== b.file) return rank(a.file) < rank(b.file) ? -1 : 1
    return a.line - b.line
  })
}
