import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Part, wordsOfAll } from '../../shared/languages/languages.ts'
import { builtPages } from '../browser/pages.ts'

const assets = path.join(builtPages(), 'assets')
const scripts = readdirSync(assets)
  .filter((name) => name.endsWith('.js'))
  .map((name) => ({ name, text: unescaped(readFileSync(path.join(assets, name), 'utf8')) }))

/** Code with characters as themselves, which a build may have escaped. */
function unescaped(code: string): string {
  const characters = code.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return unquoted(characters)
}

function unquoted(code: string): string {
  return code.replace(/\\(["'`\\])/g, '$1')
}

/** The texts of a part that could be of nothing else; a function says its own with a text for each value. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return TELLING.test(value) ? [value] : []
  if (typeof value === 'function')
    return String(value('|', '|', '|', '|'))
      .split('|')
      .flatMap(textsOf)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const TELLING = /.{14}|[^ -~]{6}/

function scriptsWith(text: string): string[] {
  return scripts.filter((script) => script.text.includes(unquoted(text))).map(({ name }) => name)
}

test.each<Part>(['answers', 'phrases', 'responder', 'talk'])(
  'no built page has words of the %s of a language',
  async (part) => {
    for (const [tag, words] of await wordsOfAll(part)) {
      const texts = textsOf(words)
      expect(texts.length, tag).toBeGreaterThanOrEqual(10)
      const found = texts.filter((one) => scriptsWith(one).length > 0)
      expect(found, tag).toEqual([])
    }
  },
)

test("the participant's page brings the interface in English, and each other language is a script of its own", async () => {
  const own = new Map<string, string>()
  for (const [tag, words] of await wordsOfAll('interface')) {
    const found = scriptsWith(words.awayText)
    expect(found, tag).toHaveLength(1)
    expect(scriptsWith(words.withdrawnText), tag).toEqual(found)
    own.set(tag, found[0]!)
  }
  expect(own.get('en')).toMatch(/^participant-/)
  expect(new Set(own.values()).size).toBe(own.size)
})
