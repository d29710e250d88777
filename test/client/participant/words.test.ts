import { beforeAll, describe, expect, test } from 'vitest'
import { areWordsHere, loadWords, wordsIn } from '../../../client/participant/words.ts'

test('until its words are loaded a language speaks, counts and gives numbers in English', async () => {
  expect(areWordsHere('ar')).toBe(false)
  expect(wordsIn('ar').locale).toBe('en')
  expect(wordsIn('ar').say('missingTitle', { count: 2 })).toBe('2 questions have no answer yet')
  expect(wordsIn('ar-EG').number(3)).toBe('3')
  await loadWords('ar-EG')
  expect(areWordsHere('ar')).toBe(true)
  expect(wordsIn('ar').locale).toBe('ar')
})

test('English comes with the page, and of a language without words there is nothing to wait for', () => {
  expect(areWordsHere('en-GB')).toBe(true)
  expect(areWordsHere('sw')).toBe(true)
})

describe('with the words of Arabic', () => {
  beforeAll(() => loadWords('ar'))

  test('plurals follow the language: Arabic has a form for two and one for few', () => {
    const said = [1, 2, 3, 11].map((count) => wordsIn('ar').say('missingTitle', { count }))
    expect(new Set(said).size).toBe(4)
    expect(said[1]).toBe('سؤالان بلا إجابة بعد')
  })

  test('a regional language speaks as its base, and a language without messages in English', () => {
    expect(wordsIn('ar-EG').locale).toBe('ar')
    expect(wordsIn('sw').locale).toBe('en')
    expect(wordsIn('sw').say('continue')).toBe('Continue')
  })
})

test('a language tag that Intl refuses does no harm', () => {
  expect(wordsIn('en-US@posix').say('answered', { done: 1, all: 2 })).toBe('1 of 2 questions answered')
})
