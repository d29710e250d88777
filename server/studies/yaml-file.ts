import { isUtf8 } from 'node:buffer'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, visit } from 'yaml'
import { readBounded } from './bounded-file.ts'
import { remember } from './remember.ts'
import type { StudyProblem, YamlPath } from './study-problem.ts'
import { parseYamlDocument, TooDeep } from './yaml-document.ts'

/** A YAML file as it was read: its value, or what is wrong with it. `file` is the name that messages use. */
export type YamlFile = {
  file: string
  value: unknown
  problems: StudyProblem[]
  /**
   * The line of the key or list entry that the path names. If it does not exist, the line of the nearest one above it.
   */
  lineOf(path: YamlPath): number
}

/** At most this many YAML errors of one file are reported. The others mostly follow from them. */
const MOST_ERRORS = 20

const NO_KEY = '__proto__'

/** How much of a text in a file is shown; it is enough to find it. */
const LONGEST_SHOWN = 200

/** Reads and parses `path`. Throws what the file system throws; a YAML error is a problem with its line. */
export function readYamlFile(path: string, file: string): YamlFile {
  const read = readBounded(path, 'yaml')
  if (!read.ok) return unread(file, 1, read.message)
  const { bytes } = read
  const text = bytes.toString('utf8')
  // A NUL is valid in UTF-8, but no text that somebody wrote has one. Without this check, most of UTF-16 would pass.
  if (!isUtf8(bytes) || bytes.includes(0)) {
    const line = text.slice(0, text.search(/[\0\uFFFD]/)).split('\n').length
    return unread(file, line, 'this is no text in UTF-8; save the file as UTF-8, or put the YAML file in its place.')
  }
  return parsed(`${file}\0${text}`, file)
}

/** A file about which only this problem is reported. */
function unread(file: string, line: number, message: string): YamlFile {
  return { file, value: undefined, problems: [{ file, line, severity: 'error', message }], lineOf: () => line }
}

/**
 * Studies share their library, and a file of instruments takes a while to parse. So the latest results are kept, by
 * content.
 */
const parsed = remember(40, (key: string, file: string) => parseYamlFile(key.slice(file.length + 1), file))

/**
 * Parses YAML 1.2 and keeps positions. If a file has syntax errors, nothing else is reported: the rest would be
 * guesses.
 */
export function parseYamlFile(text: string, file: string): YamlFile {
  const lines = new LineCounter()
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  let document: Document.Parsed
  try {
    document = parseYamlDocument(text, lines)
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    return unread(file, lineAt(error.offset), `this YAML cannot be read: ${error.message}; write it in fewer levels.`)
  }
  const problems: StudyProblem[] = document.errors.slice(0, MOST_ERRORS).map((error) => ({
    file,
    line: lineAt(error.pos[0]),
    severity: 'error',
    message: `this is not YAML: ${sentence(error.message)}`,
  }))
  const last = document.errors[MOST_ERRORS]
  if (last !== undefined)
    problems.push({
      ...{ file, line: lineAt(last.pos[0]), severity: 'error' },
      message: `… and ${document.errors.length - MOST_ERRORS} more from here on; repair the first ones and check again.`,
    })
  if (problems.length === 0)
    for (const offset of offsetsOfNoKey(document))
      problems.push({
        ...{ file, line: lineAt(offset), severity: 'error' },
        message: `"${NO_KEY}" cannot be a key, for JavaScript keeps nothing under it; take another name.`,
      })
  let value: unknown
  if (problems.length === 0) {
    try {
      value = document.toJS()
    } catch (error) {
      // An alias lacks its anchor, or aliases are nested so deep that the value would fill the memory.
      const message = `this YAML cannot be read: ${sentence((error as Error).message)}`
      problems.push({ file, line: 1, severity: 'error', message })
    }
  }
  return { file, value, problems, lineOf: (path) => lineAt(offsetOf(document, path)) }
}

/** Where the key stands that would be lost without a word: schemas leave it out of the values that they return. */
function offsetsOfNoKey(document: Document.Parsed): number[] {
  const offsets: number[] = []
  visit(document, {
    Pair: (_, { key }) => {
      const meant = isAlias(key) ? key.resolve(document) : key
      if (isScalar(meant) && String(meant.value) === NO_KEY) offsets.push((key as Node).range?.[0] ?? 0)
    },
  })
  return offsets.slice(0, MOST_ERRORS)
}

function sentence(message: string): string {
  const whole = message.split('\n')[0]!.trim()
  const first = whole.length > LONGEST_SHOWN ? `${whole.slice(0, LONGEST_SHOWN)} …` : whole
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
