import { parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { describe, expect, test } from 'vitest'
import { en, type MessageKey } from '../../../../client/participant/messages/en.ts'
import { MESSAGES, wordsIn } from '../../../../client/participant/messages/words.ts'

const keys = Object.keys(en) as MessageKey[]

/** Names of the values in a message, also inside its plurals. */
function valuesIn(message: string): Set<string> {
  const names = new Set<string>()
  const visit = (elements: ReturnType<typeof parse>) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound || element.type === TYPE.tag) continue
      names.add(element.value)
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) visit(option.value)
    }
  }
  visit(parse(message, { ignoreTag: true }))
  return names
}

describe.each(Object.keys(MESSAGES))('the messages in %s', (locale) => {
  test('can be said, each with the values that the English one names', () => {
    for (const key of keys) {
      const named = valuesIn(en[key])
      expect(valuesIn(MESSAGES[locale]![key]), key).toEqual(named)
      const values = Object.fromEntries([...named].map((name) => [name, 3]))
      expect(wordsIn(locale).say(key, values).trim(), key).not.toBe('')
    }
  })

  test('never say a key', () => {
    const inner = keys.filter((key) => /[A-Z]/.test(key))
    for (const key of keys) for (const leak of inner) expect(MESSAGES[locale]![key]).not.toContain(leak)
  })
})

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

test('a language tag that Intl refuses does no harm', () => {
  expect(wordsIn('en-US@posix').say('answered', { done: 1, all: 2 })).toBe('1 of 2 questions answered')
})
