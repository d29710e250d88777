import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Part, wordsOfAll } from '../../../shared/languages/languages.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/languages')
const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory())

const lines = Object.entries(LANGUAGES).map(([tag, language]) => ({ tag, parts: Object.keys(language) as Part[] }))
const named = lines.map((line) => ({ ...line, names: line.parts.join(', ') }))

test('each folder of a language has its line in the list, and each line its folder, in the order of their tags', () => {
  expect(folders.length).toBeGreaterThanOrEqual(8)
  expect(lines.map(({ tag }) => tag)).toEqual(folders.map(({ name }) => name).sort())
})

test('the parts of a language are known, and only the interface and the words of talks may be left out', () => {
  for (const { tag, parts } of lines)
    expect(
      parts.filter((part) => part !== 'interface' && part !== 'talk'),
      tag,
    ).toEqual(['answers', 'phrases', 'responder'])
  expect(Object.keys(LANGUAGES.en!)).toContain('interface')
})

describe.each(named)('$tag has $names', ({ tag, parts }) => {
  test('and a file for each of them, and no other', () => {
    expect(readdirSync(path.join(FOLDER, tag)).sort()).toEqual(parts.map((part) => `${part}.ts`).sort())
  })

  test.each(parts)('its line leads to its own %s, which has all that English has', async (part) => {
    const words = await wordsOf(tag, part)
    const file: { words: unknown } = await import(pathToFileURL(path.join(FOLDER, tag, `${part}.ts`)).href)
    expect(words).toBe(file.words)
    expect(shapeOf(words)).toEqual(shapeOf(await wordsOf('en', part)))
    expect(emptyIn(words)).toEqual([])
  })
})

test('answers are read in number words from 0 to 10 in every language', async () => {
  for (const [tag, { numbers }] of await wordsOfAll('answers')) expect(numbers.split(' '), tag).toHaveLength(11)
})

async function wordsOf(tag: string, part: Part): Promise<unknown> {
  return (await LANGUAGES[tag]![part]!()).words
}

/** The keys with what kind of thing stands at each; lists may be of any length, and a digit of zero or none. */
function shapeOf(value: unknown): unknown {
  if (value === null || typeof value === 'number') return 'number or none'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'object') return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
}

/** Where a text is missing; what stands between sentences may be nothing. */
function emptyIn(value: unknown, at = ''): string[] {
  if (typeof value === 'string') return value.trim() === '' && at !== '.between' ? [at] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => emptyIn(inner, `${at}.${key}`))
}
