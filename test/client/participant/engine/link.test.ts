import { expect, test } from 'vitest'
import { preferred } from '../../../../client/participant/engine/enrolment.ts'
import { keptIdentity, newIdentity } from '../../../../client/participant/engine/identity.ts'
import { readLink } from '../../../../client/participant/engine/link.ts'
import { memoryStorage } from '../../../../client/participant/engine/storage.ts'
import { EnrolRequest } from '../../../../shared/protocol/http.ts'

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

test('any number of parameters, however long, is passed on', () => {
  const others = Array.from({ length: 300 }, (_, n) => `k${n}=v`).join('&')
  const search = `?long=${'x'.repeat(5_000)}&${'y'.repeat(900)}=1&${others}&PROLIFIC_PID=p1`
  const query = readLink({ pathname: '/s/abc', search })!.query
  expect(Object.keys(query)).toHaveLength(303)
  expect(query).toMatchObject({ PROLIFIC_PID: 'p1', long: 'x'.repeat(5_000) })
  expect(EnrolRequest.shape.query.safeParse(query).success).toBe(true)
})

test('a parameter that comes twice is told twice, so that nobody takes one for the other', () => {
  const read = (search: string) => readLink({ pathname: '/s/abc', search })!.query
  expect(read('?P=anna&P=bea&P=anna')).toEqual({ P: 'anna', 'amp;P': 'bea' })
  expect(read('?P=anna&P=bea&P=cleo&amp;P=dora')).toEqual({
    P: 'anna',
    'amp;P': 'bea',
    'amp;amp;P': 'cleo',
    'amp;amp;amp;P': 'dora',
  })
  // As many as an address has room for stay within what the server takes of a request.
  const many = read(`?${Array.from({ length: 3_000 }, (_, n) => `a=${n}`).join('&')}&P=anna`)
  expect(many.P).toBe('anna')
  expect(JSON.stringify(many).length).toBeLessThan(1_000)
})

test('a parameter that no JSON may have keeps nobody out', () => {
  const query = readLink({ pathname: '/s/abc', search: '?__proto__=x&%5F%5Fproto%5F%5F=y&constructor=z&P=anna' })!.query
  expect(JSON.stringify(query)).toBe('{"amp;__proto__":"y","constructor":"z","P":"anna"}')
})

test('an identity is kept before it is used, and is one that the server takes', () => {
  const storage = memoryStorage()
  const made = newIdentity(storage, 'link')
  expect(keptIdentity(storage, 'link')).toEqual(made)
  expect(keptIdentity(storage, 'other')).toBeNull()
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
