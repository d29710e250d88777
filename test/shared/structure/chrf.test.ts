import { describe, expect, test } from 'vitest'
import { chrf } from '../../../shared/structure/chrf.ts'

describe('chrF++', () => {
  test('is 1 for the same text, whatever its case and its spaces at the ends', () => {
    expect(chrf('How much do you trust people?', 'How much do you trust people?')).toBe(1)
    expect(chrf(' TRUST people ', 'trust people')).toBe(1)
    expect(chrf('ب', 'ب')).toBe(1)
  })

  test('is 0 for texts without anything in common, and for no text', () => {
    expect(chrf('abc', 'xyz')).toBe(0)
    expect(chrf('', 'abc')).toBe(0)
    expect(chrf('', '')).toBe(0)
  })

  test('is worked out by hand for "ab" against "abc"', () => {
    // Characters: 1-grams a, b of a, b, c: precision 1, recall 2/3; 2-grams ab of ab, bc: 1 and 1/2. The one word differs: 0, 0.
    // Means 2/3 and (2/3 + 1/2) / 3 = 7/18; F with beta 2: 5 * (2/3) * (7/18) / (4 * 2/3 + 7/18) = 140/108 / (330/108).
    expect(chrf('ab', 'abc')).toBeCloseTo(140 / 330, 12)
  })

  test('is worked out by hand for "a b" against "a c", words counted with their neighbours', () => {
    // Characters a, b of a, c: 1/2 and 1/2; ab of ac: 0. Words a, b of a, c: 1/2; "a b" of "a c": 0. Mean 1/4 on both sides.
    expect(chrf('a b', 'a c')).toBeCloseTo(0.25, 12)
  })

  test('counts a repeated n-gram no more often than it is there', () => {
    // Characters: a three times against once: 1/3 and 1. Longer ones and words: "aa" and "aaa" have no like in "a"; word 0.
    // Orders that one text is too short for are left out: characters 1, words 1. Means (1/3 + 0) / 2 and (1 + 0) / 2.
    const [precision, recall] = [1 / 6, 1 / 2]
    expect(chrf('aaa', 'a')).toBeCloseTo((5 * precision * recall) / (4 * precision + recall), 12)
  })

  test('weighs what is missing more than what is added', () => {
    expect(chrf('trust in people nearby and far', 'trust in people')).toBeGreaterThan(
      chrf('trust in people', 'trust in people nearby and far'),
    )
  })

  test('takes punctuation as words of its own, and a composed letter as the same as its parts', () => {
    expect(chrf('caf\u00e9?', 'cafe\u0301?')).toBe(1)
    expect(chrf('Trust?', 'Trust')).toBeGreaterThan(0.6)
    expect(chrf('Trust?', 'Trust')).toBeLessThan(1)
  })

  test('gives the same however often and in whatever company it is asked', () => {
    const before = chrf('How warm is your street?', 'How warm is your town?')
    for (let at = 0; at < 3_000; at += 1) chrf(`text ${at}`, `other ${at}`)
    expect(chrf('How warm is your street?', 'How warm is your town?')).toBe(before)
  })
})
