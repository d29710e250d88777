import { expect, test } from 'vitest'
import { plainText } from '../../../../client/participant/chat/plain-text.ts'

test.each([
  ['**Bold** and *soft* and `code`', 'Bold and soft and code'],
  ['# Title\n\ntext', 'Title\ntext'],
  ['- one\n- two', 'one\ntwo'],
  ['See [the page](https://example.org/x).', 'See the page.'],
  ['![a cat](http://example.org/cat.png) sits', 'a cat sits'],
  ['```js\nconst a = 1\n```', 'const a = 1'],
  ['| a | b |\n| --- | --- |\n| 1 | 2 |', 'a b\n1 2'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['مرحبًا **بك** هنا', 'مرحبًا بك هنا'],
])('%j is read out as %j', (markdown, spoken) => {
  expect(plainText(markdown)).toBe(spoken)
})
