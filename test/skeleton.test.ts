import { expect, test } from 'vitest'

test('x', () => expect(1 + 1).toBe(2))
