import { expect, test } from 'vitest'
import { shownLength, wellFormed } from '../../../../client/participant/engine/well-formed.ts'
import { Text } from '../../../../shared/instrument/answer.ts'

test.each([
  ['plain', 'plain'],
  ['whole 🌊 stays', 'whole 🌊 stays'],
  ['cut \uD83C', 'cut \uFFFD'],
  ['\uDF0A cut', '\uFFFD cut'],
  ['null\0', 'null'],
  ['  white  \n space ', '  white  \n space '],
])('%j is sent as %j, which the server takes', (written, sent) => {
  expect(wellFormed(written)).toBe(sent)
  expect(Text(100).safeParse(sent).success).toBe(true)
})

test('half an emoji on screen is not told as shown', () => {
  expect(shownLength('ab🌊')).toBe(4)
  expect(shownLength('ab\uD83C')).toBe(2)
})
