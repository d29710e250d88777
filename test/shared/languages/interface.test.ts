import { parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, test } from 'vitest'
import { words as en } from '../../../shared/languages/en/interface.ts'
import type { MessageKey } from '../../../shared/languages/interface-words.ts'
import { wordsOfAll } from '../../../shared/languages/languages.ts'

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

describe.each([...(await wordsOfAll('interface'))])('the messages in %s', (locale, messages) => {
  test('can be said, each with the values that the English one names', () => {
    for (const key of keys) {
      const named = valuesIn(en[key])
      expect(valuesIn(messages[key]), key).toEqual(named)
      const values = Object.fromEntries([...named].map((name) => [name, 3]))
      const format = new IntlMessageFormat(messages[key], locale, undefined, { ignoreTag: true })
      expect(String(format.format(values)).trim(), key).not.toBe('')
    }
  })

  test('never say a key', () => {
    const inner = keys.filter((key) => /[A-Z]/.test(key))
    for (const key of keys) for (const leak of inner) expect(messages[key]).not.toContain(leak)
  })
})

/** Words that a choice of weight must have in each language, and its contrary must not: exchanged, they would do harm. */
const WEIGHTY: Readonly<Record<string, Partial<Record<MessageKey, RegExp>>>> = {
  en: { agree: /^I agree/, decline: /not want/, leaveKeep: /^Keep .*research/, leaveErase: /^Erase/ },
  ar: { agree: /^أوافق/, decline: /^لا أريد/, leaveKeep: /^أبقوا .*البحث/, leaveErase: /^امحوا/ },
}

test('consent, refusal, keeping and erasing are said by their own words in every language of the interface', async () => {
  for (const [tag, messages] of await wordsOfAll('interface')) {
    const weighty = WEIGHTY[tag]
    if (weighty === undefined) throw new Error(`Add the words of agree, decline, leaveKeep and leaveErase in "${tag}".`)
    for (const [key, pattern] of Object.entries(weighty)) {
      const saying = keys.filter((one) => one in weighty && pattern.test(messages[one]))
      expect(saying, `${tag} ${key}`).toEqual([key])
    }
  }
})
