import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { VERBS } from '../../../server/cli/verbs.ts'
import { exportFiles } from '../../../server/docs/export.ts'
import { PAGES } from '../../../server/docs/pages.ts'
import { anchor, type Schema, schemaOf, studySchema } from '../../../server/docs/study.ts'
import { Effects } from '../../../server/model/builtin/effects.ts'
import { MEASURES } from '../../../shared/analysis/alignment/measures/list.ts'
import { Instrument } from '../../../shared/instrument/instrument.ts'
import { PopulationHead } from '../../../shared/instrument/population.ts'
import { Risk } from '../../../shared/instrument/risk.ts'
import { Translation } from '../../../shared/instrument/translation.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const folder = path.join(ROOT, 'docs')
const STUDIES = readdirSync(path.join(ROOT, 'studies')).filter((id) => id !== 'library')
const written = (file: string) => readFileSync(path.join(folder, file), 'utf8')

describe('the generated pages', () => {
  test.each(Object.keys(PAGES))('docs/%s is what the code makes; "npm run docs" writes it anew', (file) => {
    expect(written(file) === PAGES[file]!(), `docs/${file} is out of date: run "npm run docs" and commit it`).toBe(true)
  })

  test('are all that is in their folder', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(PAGES).sort())
  })

  test.each(Object.keys(PAGES).filter((file) => file.endsWith('.md')))(
    'every link inside %s leads to a heading',
    (file) => {
      const text = written(file)
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => anchor(title!))
      const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => to!)
      expect(links.filter((to) => !headings.includes(to))).toEqual([])
      expect(new Set(headings).size).toBe(headings.length)
    },
  )

  test('begin each sentence on an interval with a capital', () => {
    const lines = [...written('measures.md').matchAll(/^- \*\*Interval of a shift:\*\* (.+)$/gm)].map(
      ([, line]) => line!,
    )
    expect(lines.filter((line) => /(^|\. )[a-z]/.test(line) && line !== 'none')).toEqual([])
  })

  test('name every measure, every verb, and every column of an export', () => {
    const [measures, commands, files] = [written('measures.md'), written('commands.md'), written('export.md')]
    for (const { card } of Object.values(MEASURES)) expect(measures).toContain(`\`${card.id}\``)
    for (const name of Object.keys(VERBS)) expect(commands).toContain(`\n## ${name}\n`)
    for (const { columns } of exportFiles()) for (const { name } of columns) expect(files).toContain(`| \`${name}\` |`)
  })
})

test.each(Object.entries({ Instrument, Translation, PopulationHead, Risk, Effects }))(
  'the pages on the files of a study say of every key of %s what it means',
  (name, content) => {
    expect(unexplained(schemaOf(content), name)).toEqual([])
  },
)

describe('the schema for editors', () => {
  test('says of every key what it means', () => {
    expect(unexplained(studySchema(), 'study')).toEqual([])
  })

  test.each(STUDIES)('takes the study %s', (id) => {
    const study = parse(readFileSync(path.join(ROOT, 'studies', id, 'study.yaml'), 'utf8'))
    expect(faults(studySchema(), study, 'study')).toEqual([])
  })

  test.each(STUDIES)('is named by the first line of the study %s, where editors look for it', (id) => {
    const file = path.join(ROOT, 'studies', id, 'study.yaml')
    const [, named] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, 'utf8')) ?? []
    expect(path.resolve(path.dirname(file), named ?? '')).toBe(path.join(folder, 'study.schema.json'))
  })

  test('refuses a key that no study has, a missing one, and a value of another kind', () => {
    const study = parse(readFileSync(path.join(ROOT, 'studies/demo/study.yaml'), 'utf8'))
    const { title: _, ...untitled } = study
    expect(faults(studySchema(), { ...study, colour: 'red' }, 'study')).toEqual(['study.colour is not known'])
    expect(faults(studySchema(), untitled, 'study')).toEqual(['study.title is missing'])
    expect(faults(studySchema(), { ...study, resume: 'never' }, 'study')).toEqual(['study.resume'])
  })
})

/** Keys without a description, wherever they stand. */
function unexplained(schema: Schema, place: string): string[] {
  const inside = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), schema.items, schema.additionalProperties]
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
      ...(value.description === undefined ? [`${place}.${key}`] : []),
      ...unexplained(value, `${place}.${key}`),
    ]),
    ...inside.flatMap((one) => (typeof one === 'object' ? unexplained(one, place) : [])),
  ]
}

/** What an editor would underline, by the parts of JSON Schema that ours uses. */
function faults(schema: Schema, value: unknown, place: string): string[] {
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return choices.some((one) => faults(one, value, place).length === 0) ? [] : [place]
  if (schema.const !== undefined) return value === schema.const ? [] : [place]
  if (schema.enum !== undefined) return (schema.enum as unknown[]).includes(value) ? [] : [place]
  switch (schema.type) {
    case 'array':
      return Array.isArray(value) ? value.flatMap((one, at) => faults(schema.items!, one, `${place}[${at}]`)) : [place]
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? inMapping(schema, value as Record<string, unknown>, place)
        : [place]
    case 'integer':
      return Number.isInteger(value) ? [] : [place]
    case 'string':
      return typeof value === 'string' && new RegExp(schema.pattern ?? '', 'u').test(value) ? [] : [place]
    default:
      return typeof value === schema.type ? [] : [place]
  }
}

function inMapping(schema: Schema, value: Record<string, unknown>, place: string): string[] {
  const missing = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `${place}.${key} is missing`)
  const found = Object.entries(value).flatMap(([key, one]) => {
    const inner = schema.properties?.[key] ?? schema.additionalProperties
    if (typeof inner !== 'object') return [`${place}.${key} is not known`]
    return faults(inner, one, `${place}.${key}`)
  })
  return [...missing, ...found]
}
