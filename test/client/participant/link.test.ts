import { expect, test } from 'vitest'
import { preferred } from '../../../client/participant/enrolment.ts'
import { keptIdentity, newIdentity } from '../../../client/participant/identity.ts'
import { memoryKeep } from '../../../client/participant/keep.ts'
import { readLink } from '../../../client/participant/link.ts'
import { EnrolRequest } from '../../../shared/protocol/http.ts'

test('a link is read with all its query parameters', () => {
  expect(readLink({ pathname: '/s/aB3-_x', search: '?PROLIFIC_PID=p1&x=%D8%B3' })).toEqual({
    name: 'aB3-_x',
    query: { PROLIFIC_PID: 'p1', x: 'س' },
  })
})

test('an address that is no link is none', () => {
  expect(readLink({ pathname: '/researcher', search: '' })).toBeNull()
  expect(readLink({ pathname: '/s/', search: '' })).toBeNull()
})

test('an overlong or overfull query is cut to what the server takes', () => {
  const search = `?long=${'x'.repeat(501)}&${Array.from({ length: 60 }, (_, n) => `k${n}=v`).join('&')}`
  const query = readLink({ pathname: '/s/abc', search })!.query
  expect(query.long).toBeUndefined()
  expect(Object.keys(query)).toHaveLength(50)
})

test('an identity is kept before it is used, and is one that the server takes', () => {
  const keep = memoryKeep()
  const made = newIdentity(keep, 'link')
  expect(keptIdentity(keep, 'link')).toEqual(made)
  expect(keptIdentity(keep, 'other')).toBeNull()
  expect(EnrolRequest.safeParse({ ...made, locale: null, query: {} }).success).toBe(true)
})

test.each([
  [['en', 'ar'], ['ar-EG', 'en'], 'ar'],
  [['en', 'pt-BR'], ['pt-PT'], 'pt-BR'],
  [['en', 'pt', 'pt-BR'], ['pt-BR'], 'pt-BR'],
  [['en', 'ar'], ['fr', 'en-GB'], 'en'],
  [['en', 'ar'], ['fr'], null],
])('of %j a reader of %j gets %s', (offered, wanted, locale) => {
  expect(preferred(offered, wanted)).toBe(locale)
})
