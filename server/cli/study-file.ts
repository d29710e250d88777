import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { readConfig } from '../config.ts'
import { readEnvironment } from '../environment.ts'
import { StartProblem } from '../start-problem.ts'
import { type LoadedStudy, loadStudy, studyFilesIn } from '../studies/load.ts'
import { nearest } from '../studies/nearest.ts'
import { problemLine } from '../studies/study-problem.ts'
import { CallProblem } from './call.ts'

/** The path of the one study file that the call names. */
export function studyPath(positionals: readonly string[]): string {
  const [file, ...more] = positionals
  if (file === undefined) throw new CallProblem('No study was named. Give the path of a study.yaml after the verb.')
  if (more.length > 0)
    throw new CallProblem(`One study is read at a time; "${more[0]}" is one too many. Quote paths with spaces.`)
  if (existsSync(file) && statSync(file).isDirectory())
    throw new CallProblem(`"${file}" is a folder; give the path of the study.yaml in it.`)
  return existsSync(file) ? file : fileOfStudy(file)
}

/** The file of the study of that id, if there is one; otherwise what was named, so that messages name it too. */
function fileOfStudy(named: string): string {
  const read = readConfig(readEnvironment(process.env))
  if (!read.ok) return named
  const file = studyFilesIn(read.config.studiesFolder).find((one) => path.basename(path.dirname(one)) === named)
  return file === undefined ? named : path.relative(process.cwd(), file)
}

/** The study that the call names. Throws a CallProblem with every line that is wrong. */
export function openStudy(positionals: readonly string[]): LoadedStudy {
  const loaded = loadStudy(studyPath(positionals))
  if (!loaded.ok) throw new CallProblem(loaded.problems.map(problemLine).join('\n'))
  return loaded
}

/**
 * The study that the call names by its id, its folder or its file. Throws a CallProblem that lists the known studies or
 * every line that is wrong, and a StartProblem when the environment cannot be read.
 */
export function openNamedStudy([name, ...more]: readonly string[]): LoadedStudy {
  const read = readConfig(readEnvironment(process.env))
  if (!read.ok) throw new StartProblem(read.problems.join('\n'))
  const { studiesFolder } = read.config
  const isFile = (file: string) => existsSync(file) && statSync(file).isFile()
  const files = studyFilesIn(studiesFolder)
  const folderOf = (file: string) => path.basename(path.dirname(file))
  const known = files.map(folderOf).join(', ') || 'none'
  if (name === undefined) throw new CallProblem(`Name a study. Known studies: ${known}.`)
  if (more.length > 0) throw new CallProblem(`One study at a time; "${more[0]}" is one too many.`)
  const places = [name, path.join(name, 'study.yaml'), path.join(studiesFolder, name, 'study.yaml')]
  // A link that leads to nothing is not counted as a file; reading it says what is wrong.
  const file = places.find(isFile) ?? files.find((one) => folderOf(one) === name)
  if (file === undefined) throw new CallProblem(`No study "${name}". Known studies: ${known}.`)
  return openStudy([file])
}

/** Refuses a name that is not among the known names. */
export function oneOfKnown(asked: string, noun: string, known: readonly string[]): string {
  if (known.includes(asked)) return asked
  const near = nearest(asked, known)
  throw new CallProblem(
    `No ${noun} "${asked}".${near === null ? '' : ` Did you mean "${near}"?`} Known: ${known.join(', ') || 'none'}.`,
  )
}
