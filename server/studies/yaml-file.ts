import { readFileSync, statSync } from 'node:fs'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { StudyProblem, YamlPath } from './problem.ts'
import { remember } from './remember.ts'

/** A YAML file as read: its value, or what keeps it from having one. `file` is the name that messages use. */
export type YamlFile = {
  file: string
  value: unknown
  problems: StudyProblem[]
  /** The line of the key or list entry that the path names, or of the nearest one above it that is there. */
  lineOf(path: YamlPath): number
}

/** Reads and parses `path`. Throws what the file system throws; a YAML error is a problem with its line. */
export function readYamlFile(path: string, file: string): YamlFile {
  if (statSync(path).isDirectory()) {
    const message = 'this is a folder; name the file in it.'
    return { file, value: undefined, problems: [{ file, line: 1, severity: 'error', message }], lineOf: () => 1 }
  }
  return parsed(`${file}\0${readFileSync(path, 'utf8')}`, file)
}

/** Studies share their library, and a file of instruments takes a while to parse: the latest are kept, by content. */
const parsed = remember(40, (key: string, file: string) => parseYamlFile(key.slice(file.length + 1), file))

/** Parses YAML 1.2 and keeps positions. Of a file with syntax errors nothing more is said: the rest would be guesses. */
export function parseYamlFile(text: string, file: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const problems: StudyProblem[] = document.errors.map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    severity: 'error',
    message: `this is not YAML: ${sentence(error.message)}`,
  }))
  let value: unknown
  if (problems.length === 0) {
    try {
      value = document.toJS()
    } catch (error) {
      // An alias without its anchor, or aliases nested so deep that the value would fill the memory.
      const message = `this YAML cannot be read: ${sentence((error as Error).message)}`
      problems.push({ file, line: 1, severity: 'error', message })
    }
  }
  return { file, value, problems, lineOf: (path) => lineAt(offsetOf(document, path)) }
}

function sentence(message: string): string {
  const first = message.split('\n')[0]!.trim()
  return /[.!?]$/.test(first) ? first : `${first}.`
}

function offsetOf(document: Document, path: YamlPath): number {
  let node = document.contents as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(step))
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value as Node | null
    } else if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
      node = node.items[step] as Node | null
      offset = node?.range?.[0] ?? offset
    } else break
  }
  return offset
}
