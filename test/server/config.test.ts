import { expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'

test.each([
  ['https://studies.example.org', 'https://studies.example.org'],
  ['https://studies.example.org/', 'https://studies.example.org'],
  ['https://example.org/lab/studies//', 'https://example.org/lab/studies'],
  ['http://192.168.0.7:8080', 'http://192.168.0.7:8080'],
  ['http://[::1]:3000/a@b', 'http://[::1]:3000/a@b'],
  ['', undefined],
])('the public address %j is %j, to which links are added', (PARALLAX_PUBLIC_URL, publicUrl) => {
  expect(readConfig({ PARALLAX_PUBLIC_URL })).toMatchObject({ ok: true, config: { publicUrl } })
})

test.each([
  'studies.example.org',
  'localhost:3000',
  'ftp://example.org',
  'javascript:alert(1)',
  'https://example.org/?a=1',
  'https://example.org/#key=x',
  'https://anna:secret@example.org',
  'https://',
])('%j is no public address, and the sentence says what is', (PARALLAX_PUBLIC_URL) => {
  const read = readConfig({ PARALLAX_PUBLIC_URL })
  expect(read).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^PARALLAX_PUBLIC_URL="\S*" cannot be used: .*\.$/)],
  })
})
