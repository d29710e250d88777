import { expect, test } from 'vitest'
import { blocksOf, isSafeUrl } from '../../../../client/participant/markdown/blocks.ts'
import { firstStrong } from '../../../../client/participant/markdown/first-strong.ts'

const plain = (text: string) => [{ kind: 'plain', text }]

test('paragraphs are kept apart by empty lines, and their line breaks stay', () => {
  expect(blocksOf('one\ntwo\n\nthree')).toEqual([
    { kind: 'paragraph', text: plain('one\ntwo') },
    { kind: 'paragraph', text: plain('three') },
  ])
})

test('headings and lists are read, also with empty lines between items', () => {
  expect(blocksOf('# Title\n## Part\n- a\n- b\n\n- c\n1. x\n2) y')).toEqual([
    { kind: 'heading', level: 2, text: plain('Title') },
    { kind: 'heading', level: 3, text: plain('Part') },
    { kind: 'list', ordered: false, items: [plain('a'), plain('b'), plain('c')] },
    { kind: 'list', ordered: true, items: [plain('x'), plain('y')] },
  ])
})

test('an indented line goes on with the item before it', () => {
  expect(blocksOf('- a long\n  item\nafter')).toEqual([
    { kind: 'list', ordered: false, items: [plain('a long item')] },
    { kind: 'paragraph', text: plain('after') },
  ])
})

test('emphasis and links are read inside a line', () => {
  expect(blocksOf('a **b** *c* [d](https://e.org/f).')).toEqual([
    {
      kind: 'paragraph',
      text: [
        { kind: 'plain', text: 'a ' },
        { kind: 'strong', text: 'b' },
        { kind: 'plain', text: ' ' },
        { kind: 'emphasis', text: 'c' },
        { kind: 'plain', text: ' ' },
        { kind: 'link', text: 'd', url: 'https://e.org/f' },
        { kind: 'plain', text: '.' },
      ],
    },
  ])
})

test('a link to anything but the web or mail stays text', () => {
  const text = 'a [b](javascript:alert) c'
  expect(blocksOf(text)).toEqual([{ kind: 'paragraph', text: plain(text) }])
})

test.each([
  ['https://example.org', true],
  ['HTTP://example.org', true],
  ['mailto:a@example.org', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//example.org', false],
  ['/api/links', false],
])('the address %j is followed: %s', (url, safe) => {
  expect(isSafeUrl(url)).toBe(safe)
})

test.each([
  ['hello مرحبا', 'ltr'],
  ['12. «مرحبا» hello', 'rtl'],
  ['שלום', 'rtl'],
  ['你好', 'ltr'],
  ['1 + 2', undefined],
])('the direction of %j is %s', (text, direction) => {
  expect(firstStrong(text)).toBe(direction)
})
