import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ANSWER_LANGUAGES } from '../../../shared/instrument/answer-patterns.ts'
import { Outcome, outcomeKinds } from '../../../shared/instrument/outcome.ts'
import { readAnswer } from '../../../shared/instrument/read-answer.ts'
import { items } from './answer-items.ts'

const Row = z.strictObject({
  item: z.string(),
  locale: z.string(),
  text: z.string(),
  outcome: z.enum(outcomeKinds),
  code: z.int().optional(),
})

/** Answers with what a careful reader takes them for, decided by hand; one file a language. */
const corpora = ANSWER_LANGUAGES.map((language) => ({
  language,
  rows: readFileSync(new URL(`answers/${language}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line))),
}))

/** What a line that gives the answer begins with. */
const ANSWER: Readonly<Record<string, readonly string[]>> = {
  en: ['Answer: ', 'My final answer is '],
  ar: ['الإجابة: ', 'الجواب: '],
  es: ['Respuesta: ', 'Mi respuesta es '],
  zh: ['答案：', '回答：'],
  hi: ['उत्तर: ', 'जवाब: '],
  de: ['Antwort: ', 'Meine Antwort ist '],
  tr: ['Cevap: ', 'Yanıt: '],
  ja: ['答え：', '回答：'],
}

describe.each(corpora)('reading answers in $language', ({ language, rows }) => {
  it.each(rows)('reads $text ($item, $locale) as $outcome', ({ item, locale, text, outcome, code }) => {
    const expected = Outcome.parse(code === undefined ? { kind: outcome } : { kind: outcome, code })
    expect(readAnswer(text, items[item]!, locale)).toEqual(expected)
  })

  it('has a corpus in which each outcome comes up', () => {
    expect(rows.length).toBeGreaterThanOrEqual(50)
    expect(new Set(rows.map((row) => row.outcome)).size).toBe(outcomeKinds.length)
  })

  it('reads every option from its number, its label, and both together, also behind "Answer:"', () => {
    for (const item of Object.values(items)) {
      if (item.answer.kind !== 'ordinal' && item.answer.kind !== 'nominal') continue
      for (const { code, label } of item.answer.options) {
        const alone = [`${code}`, label[language]!, `${code} = ${label[language]}`, `${label[language]} (${code})`]
        const answered = ANSWER[language]!.flatMap((begin) => alone.map((text) => `…\n**${begin}**${text}`))
        for (const text of [...alone, ...answered])
          expect([text, readAnswer(text, item, language)]).toEqual([text, { kind: 'classified', code }])
      }
    }
  })
})

describe('reading answers', () => {
  it('has a corpus of at least 1,000 answers', () => {
    expect(corpora.flatMap(({ rows }) => rows).length).toBeGreaterThanOrEqual(1_000)
  })

  it('gives no option for a text without numbers and labels, whatever it says and in whatever language it is asked', () => {
    const texts = [
      'Perhaps.',
      'So many views.',
      'من يدري؟',
      '…',
      'null',
      'undefined',
      'A',
      '[object Object]',
      '谁知道呢？',
    ]
    for (const item of Object.values(items))
      for (const locale of ANSWER_LANGUAGES)
        for (const text of texts) expect(readAnswer(text, item, locale).kind).not.toBe('classified')
  })

  it('reads no part of a larger numeral of Han', () => {
    for (const text of ['二十', '答案：十二', '我选三十五。', '百'])
      expect(readAnswer(text, items.scale!, 'zh').kind).not.toBe('classified')
  })

  it('ends on a reply of 20,000 characters, whatever it repeats', () => {
    const repeated = [
      '<think>',
      '. ',
      '1 ',
      '- ',
      '1) Agree\n',
      'Answer: \n',
      '3 or ',
      '我选3 ',
      '不',
      'ich würde nicht ',
      'a',
      '"',
    ]
    const phrases = [
      'habe keine eigene ',
      'hängt ',
      'कोई मेरी अपनी ',
      '意見や',
      '个人的',
      '1から5の',
      'on a scale from 1 ',
      'bağlı ',
    ]
    for (const unit of [...repeated, ...phrases]) {
      const text = unit.repeat(Math.ceil(20_000 / unit.length))
      expect(readAnswer(`${text}x`, items.agree!, 'en').kind).not.toBe('failed')
    }
  }, 30_000)

  it('reads a number of 400,000 digits in time, though other letters stand beside it', () => {
    // With the square of its length it would be minutes.
    for (const digit of ['1', '٤'])
      expect(readAnswer(`${digit.repeat(400_000)} ع`, items.agree!, 'en').kind).toBe('unclassifiable')
  }, 120_000)
})
