import { expect, test } from 'vitest'
import { withoutKey } from '../../../server/model/failure.ts'

test('a key that a long text is shortened in the middle of leaves nothing of itself', () => {
  const key = 'sk-0123456789abcdef'
  for (let before = 575; before < 605; before += 1)
    expect(withoutKey(`${'x'.repeat(before)}${key} and more`, key)).not.toContain('sk-')
})
