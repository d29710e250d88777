import { describe, expect, it } from 'vitest'
import { even, onlyPlaceIn, patternOf, placeNames } from '../../../../server/model/builtin/matching.ts'
import { remembering } from '../../../../server/model/builtin/remembering.ts'

const names = placeNames({
  IND: { en: 'India', ja: 'インド', hi: 'भारत', tr: 'Hindistan' },
  IDN: { en: 'Indonesia', ja: 'インドネシア', hi: 'इंडोनेशिया', tr: 'Endonezya' },
  IRN: { en: 'Iran', ja: 'イラン', hi: 'ईरान', tr: 'İran' },
})

describe('a name of a place', () => {
  it.each([
    ['the person is from India.', 'IND'],
    ['インドの人々の答え', 'IND'],
    ['インドネシアの人々の答え', 'IDN'],
    ['भारत के लोग', 'IND'],
    ['इंडोनेशिया में', 'IDN'],
    ['İran halkı', 'IRN'],
  ])('is found in %s', (text, place) => {
    expect(onlyPlaceIn(even(text), names)).toBe(place)
  })

  it.each([
    ['an Indian, an Iranian'],
    ['भारती और भारतीय लोग'],
    ['Hindistanlı biri'],
    ['India and Iran'],
    ['वहीभारत में'],
    ['nobody'],
  ])('is not told from %s', (text) => {
    expect(onlyPlaceIn(even(text), names)).toBeNull()
  })

  it('is found where a wording begins or ends with it, in scripts with spaces and without', () => {
    expect(patternOf('{place} halkından birisiniz', names).find(even('Siz İran halkından birisiniz.'))?.place).toBe(
      'IRN',
    )
    expect(patternOf('{place}の人々なら', names).find(even('インドネシアの人々なら'))).toEqual({ at: 0, place: 'IDN' })
    expect(patternOf('in {place}', names).find(even('He is in Indiana'))).toBeNull()
    expect(patternOf('出身は{place}', names).find(even('私の出身はインドです'))).toEqual({ at: 2, place: 'IND' })
  })
})

describe('remembering', () => {
  it('finds once what comes again, forgets the oldest, and never mixes texts up', () => {
    const asked: string[] = []
    const find = remembering(2, (text) => {
      asked.push(text)
      return text.toUpperCase()
    })
    expect(['a', 'a', 'b', 'a'].map(find)).toEqual(['A', 'A', 'B', 'A'])
    expect(asked).toEqual(['a', 'b'])
    for (const text of ['c', 'd', 'e', 'f', 'g']) expect(find(text)).toBe(text.toUpperCase())
    find('a')
    expect(asked.filter((text) => text === 'a')).toHaveLength(2)
  })

  it('keeps a text that is still asked for', () => {
    let found = 0
    const find = remembering(2, () => {
      found += 1
      return 'x'
    })
    for (let nth = 0; nth < 50; nth += 1) {
      find('kept')
      find(`${nth}`)
    }
    expect(found).toBe(51)
  })
})
