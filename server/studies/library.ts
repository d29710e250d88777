import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type * as z from 'zod'
import { Instrument, type Item } from '../../shared/instrument/instrument.ts'
import { Places } from '../../shared/instrument/place.ts'
import { type Population, PopulationHead } from '../../shared/instrument/population.ts'
import { Risks } from '../../shared/instrument/risk.ts'
import { readBounded } from './bounded-file.ts'
import { nearest } from './nearest.ts'
import { readFigures } from './population-csv.ts'
import { studyLanguages, withBases } from './study-languages.ts'
import type { StudyProblem } from './study-problem.ts'
import { translated } from './translated.ts'
import type { YamlFile } from './yaml-file.ts'
import { readYamlValue } from './yaml-value.ts'

/** The content of what a study file names by path. `sources` keep positions, so that a later check can name a line. */
export type Library = {
  instruments: { yaml: YamlFile; value: Instrument }[]
  populations: { yaml: YamlFile; value: Population }[]
  places: { yaml: YamlFile; value: Places } | null
  risks: Risks | null
  problems: StudyProblem[]
}

/** Shows a path as people would type it: relative to their folder, if it lies below it. */
export function shownPath(file: string, root: string): string {
  const relative = path.relative(root, file)
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/')
}

/**
 * Reads the instruments with their translations, the populations, places and risks that a study names. It takes the
 * study as raw data, so that problems in these files are reported together with those of a study file that does not
 * parse.
 */
export function readLibrary(study: YamlFile, folder: string, root: string): Library {
  const raw = (typeof study.value === 'object' && study.value !== null ? study.value : {}) as Record<string, unknown>
  const problems: StudyProblem[] = []

  function open<T>(named: string, at: (string | number)[], schema: z.ZodType<T>): { yaml: YamlFile; value: T } | null {
    const file = path.resolve(folder, named)
    const absent = missingFile(file, named)
    if (absent !== null) {
      problems.push({ file: study.file, line: study.lineOf(at), severity: 'error', message: absent })
      return null
    }
    const { yaml, value, problems: wrong } = readYamlValue(file, shownPath(file, root), schema)
    problems.push(...wrong)
    return value === null ? null : { yaml, value }
  }

  const languages = studyLanguages(raw)
  const instruments = texts(raw.instruments).flatMap(({ text, index }) => {
    const opened = open(text, ['instruments', index], Instrument)
    if (opened === null) return []
    const file = path.resolve(folder, text)
    const read = translated(opened.value, file, languages, (beside) => shownPath(beside, root))
    problems.push(...read.problems)
    return [{ yaml: opened.yaml, value: read.instrument }]
  })
  const wanted = referencedItems(instruments.map((one) => one.value))
  const populations = texts(raw.populations).flatMap(({ text, index }) => {
    const opened = open(text, ['populations', index], PopulationHead)
    if (opened === null) return []
    const { data, ...head } = opened.value
    const file = path.resolve(folder, path.dirname(text), data)
    const absent = missingFile(file, data)
    if (absent !== null) {
      const line = opened.yaml.lineOf(['data'])
      problems.push({ file: opened.yaml.file, line, severity: 'error', message: absent })
      return []
    }
    const table = readBounded(file, 'table')
    if (!table.ok) {
      problems.push({ file: shownPath(file, root), line: 1, severity: 'error', message: table.message })
      return []
    }
    const read = readFigures(table.bytes.toString('utf8'), shownPath(file, root), head.kind, wanted)
    const { problems: wrong, ...figures } = read
    problems.push(...wrong)
    return [{ yaml: opened.yaml, value: { ...head, ...figures } }]
  })
  const all = typeof raw.places === 'string' ? open(raw.places, ['places'], Places) : null
  const places = all === null ? null : { yaml: all.yaml, value: placesIn(all.value, withBases(languages)) }
  const risks = typeof raw.risks === 'string' ? (open(raw.risks, ['risks'], Risks)?.value ?? null) : null
  return { instruments, populations, places, risks, problems }
}

/**
 * A study carries no language that it cannot use: a name in such a language must not make a new version of the study.
 */
function placesIn(places: Places, locales: readonly string[]): Places {
  return Object.fromEntries(
    Object.entries(places).map(([code, name]) => [
      code,
      Object.fromEntries(Object.entries(name).filter(([locale]) => locales.includes(locale))),
    ]),
  )
}

function texts(value: unknown): { text: string; index: number }[] {
  return Array.isArray(value)
    ? value.flatMap((text, index) => (typeof text === 'string' && text !== '' ? [{ text, index }] : []))
    : []
}

function missingFile(file: string, named: string): string | null {
  if (existsSync(file)) return null
  const folder = path.dirname(file)
  const near = existsSync(folder) ? nearest(path.basename(file), readdirSync(folder)) : null
  const remedy = near === null ? 'check the path; it is read from the folder of this file.' : `did you mean "${near}"?`
  return `there is no file "${named}"; ${remedy}`
}

/**
 * Items by the code under which reference populations know them. If two items have the same code, the first is taken.
 */
function referencedItems(instruments: readonly Instrument[]): Map<string, Item> {
  const wanted = new Map<string, Item>()
  for (const item of instruments.flatMap((one) => one.items))
    if (item.reference !== undefined && !wanted.has(item.reference)) wanted.set(item.reference, item)
  return wanted
}
