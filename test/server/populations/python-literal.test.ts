import { describe, expect, test } from 'vitest'
import { type Literal, readLiteral } from '../../../server/populations/python-literal.ts'

const value = (text: string): Literal => {
  const read = readLiteral(text)
  if (!read.ok) throw new Error(read.problem)
  return read.value
}

describe("Python's way of writing values", () => {
  test.each([
    ["'one'", 'one'],
    ['"it\'s"', "it's"],
    ["'it\\'s \\\\ and \"more\"'", 'it\'s \\ and "more"'],
    ["'caf\\xe9 \\u0639\\n'", 'café ع\n'],
    ['0.25', 0.25],
    ['-1', -1],
    ['1e-05', 0.00001],
    ['.5', 0.5],
    ['[]', []],
    ["['a', \"b's\", 3,]", ['a', "b's", 3]],
    [' [ [1] , [ 2 ] ] ', [[1], [2]]],
  ])('reads %s', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  test.each([
    "{'Angola': [0.6, 0.4], \"Côte d'Ivoire\": [1, 0]}",
    "defaultdict(<class 'list'>, {'Angola': [0.6, 0.4], \"Côte d'Ivoire\": [1, 0]})",
  ])('reads %s', (text) => {
    expect(value(text)).toEqual(
      new Map([
        ['Angola', [0.6, 0.4]],
        ["Côte d'Ivoire", [1, 0]],
      ]),
    )
  })

  test.each([
    ['', 'a text, a number'],
    ['[1', '"]" was expected at character 3'],
    ['[1] + [2]', 'the end was expected at character 5'],
    ["{'a': 1", '"}" was expected'],
    ["{'a' 1}", '":" was expected'],
    ['{1: 2}', 'a quoted text was expected'],
    ["{'a': 1, 'a': 2}", 'another key than "a"'],
    ["'open", 'a closing quote'],
    ["'a\\q'", 'an escape that Python writes was expected at character 3'],
    ['nan', 'a text, a number'],
    ['__import__("os")', 'a text, a number'],
    ["['a' * 9]", '"]" was expected'],
    ["defaultdict(<class 'list'>, [1])", 'a dictionary was expected'],
    ["defaultdict(<class 'list'>, {'a': 1}", '")" was expected'],
    ['[[[[[[1]]]]]]', 'at most 4 levels'],
  ])('refuses %s', (text, problem) => {
    const read = readLiteral(text)
    expect(read.ok).toBe(false)
    expect(read.ok ? '' : read.problem).toContain(problem)
  })

  test('refuses lists however deep without falling over', () => {
    expect(readLiteral('['.repeat(100_000)).ok).toBe(false)
  })
})
