import { describe, expect, it } from 'vitest'
import { replyTo } from '../../../../server/model/builtin/reply.ts'
import type { ChatMessage } from '../../../../server/model/model.ts'
import { villageProfile } from './village.ts'

const profile = villageProfile()
const user = (content: string): ChatMessage => ({ role: 'user', content })
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })
const system = (content: string): ChatMessage => ({ role: 'system', content })
const draws = (messages: ChatMessage[], n = 60) =>
  Array.from({ length: n }, (_, draw) => replyTo(profile, messages, 's', draw))

describe('talking', () => {
  it('takes up a word, stays on the subject and asks something back, in one to three paragraphs', () => {
    for (const reply of draws([user('We carried buckets from the well all summer.')])) {
      expect(reply).toMatch(/buckets|carried|summer|well/)
      expect(reply).toContain('Water brings people together.')
      expect(reply).toMatch(/Who taught you to draw water\?$/)
      expect(reply.split('\n\n').length).toBeLessThanOrEqual(4)
    }
  })

  it('varies by seed, with a list now and then, and is the same for the same seed', () => {
    const replies = draws([user('My fields are dry.')])
    expect(new Set(replies).size).toBeGreaterThan(20)
    expect(replies.some((reply) => /\n\n- .+\n- .+\n\n/.test(reply))).toBe(true)
    expect(draws([user('My fields are dry.')])).toEqual(replies)
  })

  it('talks in the language of the last turn', () => {
    for (const reply of draws([user('Hello.'), assistant('Hello.'), user('كنا نحمل الماء من البئر.')], 20)) {
      expect(reply).toContain('الماء يجمع الناس.')
      expect(reply).not.toMatch(/[a-z]/i)
    }
    for (const reply of draws([system('أنت دليل.'), user('Hello there.')], 20))
      expect(reply).not.toMatch(/\p{Script=Arabic}/u)
  })

  it('opens in the language of the instructions where nobody has spoken yet', () => {
    for (const reply of draws([system('أنت دليل.')], 10)) expect(reply).toMatch(/^[\p{Script=Arabic}\p{M}\s\p{P}]+$/u)
    for (const reply of draws([system('You are a guide.')], 10)) expect(reply).toMatch(/^[A-Z].*\?$/s)
  })

  it.each([
    'What are you?',
    'Are you a real person?',
    'are you chatgpt',
    'Who am I talking to?',
    'هل أنت إنسان؟',
    'من أنت؟',
  ])('says that it is a built-in responder and no language model when asked: %s', (question) => {
    for (const reply of draws([system('You have kept the well for years.'), user(question)], 8))
      expect(reply).toMatch(/built-in responder.*not a language model|المجيب المدمج.*لست نموذجاً لغوياً/)
  })

  it('does not take every question for one about itself', () => {
    for (const question of ['What are you going to cook?', 'Who are your neighbours?', 'Are you sure that it is fair?'])
      for (const reply of draws([user(question)], 5)) expect(reply).not.toContain('built-in responder')
  })

  it('says its position where the words of one are in the messages, and nowhere else', () => {
    const line = 'A well that is shared never runs dry.'
    const says = (...messages: ChatMessage[]) => draws(messages).filter((reply) => reply.includes(line)).length
    expect(says(system('Argue for sharing.'), user('Hello.'))).toBe(60)
    const again = says(system('Argue for sharing.'), user('Hello.'), assistant(line), user('Oh?'))
    expect(again).toBeGreaterThan(10)
    expect(again).toBeLessThan(50)
    expect(says(system('Argue for locks.'), user('Hello.'))).toBe(0)
    expect(says(user('Argue for sharing.'))).toBe(0)
  })

  it('opens with the voice of a level once', () => {
    const keeper = system('You have kept the well for years.')
    for (const reply of draws([keeper, user('Hello.')], 10)) expect(reply).toMatch(/^The bucket is full today\./)
    const later = [keeper, user('Hello.'), assistant('The bucket is full today.'), user('Good.')]
    for (const reply of draws(later, 10)) expect(reply).not.toContain('bucket')
  })

  it('does not repeat a sentence while it has others', () => {
    const messages: ChatMessage[] = [user('My fields are dry.')]
    const sentences: string[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      const reply = replyTo(profile, messages, 's', 5)
      sentences.push(reply.split('\n').at(-1)!)
      messages.push(assistant(reply), user('My fields are dry.'))
    }
    expect(new Set(sentences).size).toBe(4)
  })
})
