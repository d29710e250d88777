import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { describe, expect, test } from 'vitest'
import { plainText } from '../../../../client/participant/chat/plain-text.ts'
import { isBearable } from '../../../../client/participant/markdown/bearable.ts'

const lines = (n: number, line: (index: number) => string) => Array.from({ length: n }, (_, i) => line(i)).join('')

/** Texts that break a page or hold it up for seconds, or would at ten times the size. */
const HOSTILE: Readonly<Record<string, string>> = {
  'quotes in one line, 1,500 deep': `${'> '.repeat(1500)}a`,
  'quotes without spaces, 2,000 deep': `${'>'.repeat(2000)}a`,
  'lists in one line': `${'- '.repeat(1500)}a`,
  'numbered lists in one line': `${'1. '.repeat(1500)}a`,
  'lists and quotes in turns': `${'- > '.repeat(800)}a`,
  'lists by the spaces before them': lines(120, (i) => `${'  '.repeat(i)}- a\n`),
  'lists by tabs': lines(60, (i) => `${'\t'.repeat(i)}- a\n`),
  'quotes that grow by the line': lines(200, (i) => `${'> '.repeat(i + 1)}a\n`),
  'emphasis within emphasis': `${'*a **b '.repeat(700)}${'** *'.repeat(700)}`,
  'emphasis that is never closed': '*a '.repeat(3000),
  'low lines that are never closed': '_a '.repeat(3000),
  'struck out and struck out': '~~a '.repeat(3000),
  'brackets within brackets': `${'['.repeat(2000)}a${']'.repeat(2000)}`,
  'brackets over many lines': '[a\n'.repeat(1000),
  'images within images': `${'!['.repeat(1300)}a${'](b)'.repeat(1300)}`,
  'links that are never closed': '[a]('.repeat(2000),
  'a table of 5,000 columns': `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|\n`,
  'a table of many rows that are too short': `${'|a'.repeat(900)}|\n${'|-'.repeat(900)}|\n${'a\n'.repeat(900)}`,
  'a line of a million letters': 'a'.repeat(1_000_000),
  'a line of a million stars': '*'.repeat(1_000_000),
  'a hundred thousand links': '[a](b) '.repeat(100_000),
  'a hundred thousand bare addresses': 'www.a_'.repeat(100_000),
  'addresses with many ends': 'http://a.b/('.repeat(1500),
  'mail addresses': 'a@b.c '.repeat(3000),
  'thousands of footnotes': lines(3000, (i) => `[^${i}]: a\n\n`),
  'footnotes that lead to footnotes': lines(2000, (i) => `[^${i}]: [^${i + 1}]\n\n`),
  'thousands of definitions': lines(3000, (i) => `[a${i}]: b\n`),
  'deep html': `${'<div>'.repeat(3000)}a`,
  'comments that are never closed': '<!-- '.repeat(4000),
  'headings by underlines': 'a\n===\n'.repeat(3000),
  'ten thousand items': '- a\n'.repeat(10_000),
  'ten thousand paragraphs': 'a\n\n'.repeat(10_000),
  'runs of backticks': lines(250, (i) => `${'`'.repeat(i + 1)}a`),
  entities: '&amp;'.repeat(5000),
  'carriage returns for line ends': '> \r'.repeat(3000),
}

/** What people and models mean, at some length. */
const MEANT: Readonly<Record<string, string>> = {
  prose:
    'The river was low, and **the wells** were dry; nobody had `seen` it so, [they said](https://example.org).\n\n'.repeat(
      100,
    ),
  'a loose list': lines(60, (i) => `${i + 1}. **Point ${i}**: a thing that matters, and \`code\` too.\n\n`),
  'a tight list': lines(120, (i) => `- **Point ${i}**: a thing that matters, and _emphasis_ too.\n`),
  'a list within a list within a list': lines(20, () => '- a\n  - b\n    - c\n      1. d\n'),
  'code with signs': `\`\`\`js\n${'const a = [b](c) * d_e_f < g && h | i;\n'.repeat(60)}\`\`\`\n`,
  'a table': `|a|b|c|\n|-|-|-|\n${'|1|2|3|\n'.repeat(80)}`,
  Arabic: 'كان **النهر** منخفضًا، و[قالوا](https://example.org) إنه لم يكن كذلك.\n\n'.repeat(100),
  Chinese: '河水很低，**水井**都干了；他们说从未见过。\n\n'.repeat(200),
  'snake_case_names and 2 * 3 * 4': 'a_b_c d_e_f 2 * 3 * 4\n\n'.repeat(100),
  'a quote of a quote': '> > It was said\n> and said again.\n\n'.repeat(60),
}

describe('a text that a page could not bear', () => {
  test.each(Object.entries(HOSTILE))('is told before it is read: %s', (_, text) => {
    expect(isBearable(text)).toBe(false)
    expect(plainText(text)).toBe(text.trim())
  })

  test.each(Object.entries(MEANT))('is none that is meant: %s', (_, text) => {
    expect(isBearable(text)).toBe(true)
    expect(renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm] }, text))).toContain('<')
  })

  test('every beginning of a hostile text that is taken for bearable can be drawn', () => {
    for (const [name, text] of Object.entries(HOSTILE)) {
      let size = 1
      while (size < text.length && isBearable(text.slice(0, size * 2))) size *= 2
      const draw = () =>
        renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm] }, text.slice(0, size)))
      expect(draw, name).not.toThrow()
    }
  })
})
