import { expect, test } from 'vitest'
import { findPlaces } from '../../../../client/participant/survey/place-search.ts'

const english = [
  { code: 'EGY', name: 'Egypt' },
  { code: 'MNE', name: 'Montenegro' },
  { code: 'NLD', name: 'the Netherlands' },
  { code: 'TUR', name: 'Türkiye' },
]
const arabic = [
  { code: 'DEU', name: 'ألمانيا' },
  { code: 'ARG', name: 'الأرجنتين' },
  { code: 'KOR', name: 'كوريا الجنوبية' },
]
const codes = (places: typeof english, written: string, without: string[] = []) =>
  findPlaces(places, written, without).map((place) => place.code)

test('nothing written finds all places in their order', () => {
  expect(codes(english, '')).toEqual(['EGY', 'MNE', 'NLD', 'TUR'])
})

test('names that begin with what was written come before those that have it inside', () => {
  expect(codes(english, 'ne')).toEqual(['NLD', 'MNE'])
})

test('case, accents and forms of Arabic letters do not matter', () => {
  expect(codes(english, 'turk')).toEqual(['TUR'])
  expect(codes(arabic, 'المان')).toEqual(['DEU'])
  expect(codes(arabic, 'الارجنتين')).toEqual(['ARG'])
  expect(codes(arabic, 'الجنوبيه')).toEqual(['KOR'])
})

test('places that are chosen already are not offered again', () => {
  expect(codes(english, 'e', ['EGY'])).not.toContain('EGY')
})
