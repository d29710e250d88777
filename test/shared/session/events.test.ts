import { describe, expect, test } from 'vitest'
import { Proposal } from '../../../shared/protocol/socket.ts'
import { bodies, type EventType, readBody, VERSIONS } from '../../../shared/session/events.ts'

describe('reading a body', () => {
  test('every type of fact has a version', () => {
    expect(Object.keys(VERSIONS).sort()).toEqual(Object.keys(bodies).sort())
  })

  test('a body of an older version is read through each upcaster in turn', () => {
    const upcasters = {
      'locale.chosen@1': (body: unknown) => ({ language: (body as { lang: string }).lang }),
      'locale.chosen@2': (body: unknown) => ({ locale: (body as { language: string }).language }),
    }
    const read = readBody('locale.chosen', 1, { lang: 'ar' }, upcasters, { 'locale.chosen': 3 })
    expect(read).toEqual({ type: 'locale.chosen', body: { locale: 'ar' } })
  })

  test.each([
    ['a type that is not known', 'soul.searched', 1],
    ['a version that is newer than the program', 'locale.chosen', VERSIONS['locale.chosen'] + 1],
  ])('%s stops the program', (_, type, version) => {
    expect(() => readBody(type, version, { locale: 'en' })).toThrow('use the newer program')
  })

  test('a missing upcaster stops the program', () => {
    expect(() => readBody('locale.chosen', 1, {}, {}, { 'locale.chosen': 2 })).toThrow('No upcaster')
  })

  test('a body that does not fit is not guessed at', () => {
    expect(() => readBody('locale.chosen', 1, { locale: 7 })).toThrow()
    expect(() => readBody('locale.chosen', 1, { locale: 'en', more: 1 })).toThrow()
  })
})

describe('text', () => {
  const turn = (text: string) => bodies['turn.taken'].safeParse({ stage: 's', turn: 't', parent: null, text }).success
  test.each([
    ['emoji of several code points', '👩🏽‍🌾 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['right-to-left marks', '\u200Fسلام\u200E \u202Bab\u202C \u2067x\u2069'],
    ['combining marks', 'e\u0301 نَصّ क्षि'],
    ['joiners and non-joiners', 'می\u200Cخواهم \u200D'],
    ['line ends and tabs', 'a\r\n\tb\u2028c'],
    ['the longest text', 'x'.repeat(8_000)],
  ])('%s are taken as they are', (_, text) => expect(turn(text)).toBe(true))

  test.each([
    ['nothing', ''],
    ['only blanks', ' \n\t\u3000'],
    ['a null character', 'a\0b'],
    ['a lone first half of a pair', 'a\uD83C'],
    ['a lone second half of a pair', '\uDF3Fa'],
    ['halves in the wrong order', '\uDF3F\uD83C'],
    ['more than the longest text', 'x'.repeat(8_001)],
  ])('%s is refused', (_, text) => expect(turn(text)).toBe(false))
})

test('only a participant’s own facts may come from a client', () => {
  const engine: EventType[] = ['session.opened', 'assignment.made', 'talk.opened', 'reply.begun', 'probes.finished']
  for (const type of engine)
    expect(Proposal.safeParse({ id: 'proposal-0123456789', at: 0, offset: null, type, body: {} }).success).toBe(false)
})
