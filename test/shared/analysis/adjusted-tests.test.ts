import { expect, test } from 'vitest'
import { adjustedTests } from '../../../shared/analysis/adjusted-tests.ts'

const raw = (key: string, p: number, planned: boolean) => ({
  key,
  p,
  planned,
  method: 'a test',
  of: 'sessions' as const,
})

test('planned tests are one Holm family and exploratory ones one of Benjamini and Hochberg, neither counting the other [A14]', () => {
  const found = adjustedTests([
    raw('a', 0.01, true),
    raw('x', 0.01, false),
    raw('b', 0.04, true),
    raw('y', 0.02, false),
    raw('z', 0.03, false),
    raw('c', 0.03, true),
  ])
  const adjusted = (key: string) => found.get(key)!.adjusted
  expect([adjusted('a'), adjusted('b'), adjusted('c')].map((p) => p.toFixed(4))).toEqual(['0.0300', '0.0600', '0.0600'])
  expect([adjusted('x'), adjusted('y'), adjusted('z')].map((p) => p.toFixed(4))).toEqual(['0.0300', '0.0300', '0.0300'])
  expect(found.get('a')).toMatchObject({ tests: 3, family: 'planned', adjustment: 'Holm' })
  expect(found.get('x')).toMatchObject({ tests: 3, family: 'exploratory', adjustment: 'Benjamini-Hochberg' })
})
