import { describe, expect, it } from 'vitest'
import { answerDistribution } from '../../../../server/model/builtin/answer-distribution.ts'
import { replyTo } from '../../../../server/model/builtin/reply.ts'
import type { Locale } from '../../../../shared/instrument/localised.ts'
import { readAnswer } from '../../../../shared/instrument/read-answer.ts'
import { chiSquareUpper } from '../../../../shared/statistics/probability/special.ts'
import { plainQuestion } from '../../../../shared/structure/question.ts'
import { render } from '../../../../shared/structure/render.ts'
import { assignedStructure } from '../../../../shared/study/assigned-structure.ts'
import { assigned, item, village, villageProfile } from './village.ts'

const profile = villageProfile()

function probe(
  ref: string,
  levels: Record<string, string>,
  locale: Locale,
  more: { wording?: number; reversed?: boolean } = {},
) {
  const structure = assignedStructure(village, assigned(levels), { locale, places: ['EGY'] })
  const question = {
    ...plainQuestion(item(ref), 'question', more.wording ?? 0),
    reversed: more.reversed ?? false,
  }
  return render(structure, [], { task: { kind: 'probe', question }, demonstrations: { place: null, examples: [] } })
}

const plain = { persona: 'plain', framing: 'none', strategy: 'direct' }

describe('answering an item', () => {
  it('replies with the number alone, or with reasons and a last line where the message asks for them', () => {
    for (let draw = 0; draw < 40; draw += 1) {
      expect(replyTo(profile, probe('square/tree', plain, 'en'), 's', draw)).toMatch(/^[123]$|[.]$/)
      const reasoned = replyTo(profile, probe('square/tree', { ...plain, strategy: 'reasoning' }, 'en'), 's', draw)
      expect(reasoned).toMatch(/^[A-Z][\s\S]+\.\nAnswer: [123]$|^[^\d]+\.$/)
      const arabic = replyTo(profile, probe('square/tree', { ...plain, strategy: 'reasoning' }, 'ar'), 's', draw)
      expect(arabic).toMatch(/^[^\d]+\.\nالإجابة: [123١٢٣]$|^[^\d]+\.$/)
    }
  })

  it('gives Arabic numbers in both kinds of digits', () => {
    const replies = Array.from({ length: 60 }, (_, draw) =>
      replyTo(profile, probe('square/tree', plain, 'ar'), 's', draw),
    )
    expect(replies.some((reply) => /^[123]$/.test(reply))).toBe(true)
    expect(replies.some((reply) => /^[١٢٣]$/.test(reply))).toBe(true)
  })

  it.each([
    ['square/well', { persona: 'keeper', framing: 'user', strategy: 'reasoning' }, 'en'],
    ['square/well', { persona: 'keeper', framing: 'user', strategy: 'reasoning' }, 'ar'],
    ['square/well', plain, 'en'],
    ['square/harvest', { ...plain, framing: 'user' }, 'ar'],
    ['square/tree', plain, 'ar'],
  ] as const)('draws %s by its distribution, and what is drawn can be read (%o, %s)', (ref, levels, locale) => {
    const messages = probe(ref, levels, locale)
    const { codes, shares, refused, unclassifiable } = answerDistribution(profile, messages, ref, item(ref))
    const n = 800
    const expected = new Map<string, number>([
      ['refused', n * refused],
      ['unclassifiable', n * unclassifiable],
      ...codes.map((code, k): [string, number] => [`${code}`, n * shares[k]! * (1 - refused - unclassifiable)]),
    ])
    const seen = new Map<string, number>()
    for (let draw = 0; draw < n; draw += 1) {
      const outcome = readAnswer(replyTo(profile, messages, 'chi', draw), item(ref), locale)
      const name = outcome.kind === 'classified' ? `${outcome.code}` : outcome.kind
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
    expect([...seen.keys()].filter((name) => !(expected.get(name)! > 0))).toEqual([])
    const cells = [...expected].filter(([, count]) => count > 0)
    const statistic = cells.reduce((sum, [name, count]) => sum + ((seen.get(name) ?? 0) - count) ** 2 / count, 0)
    expect(chiSquareUpper(statistic, cells.length - 1)).toBeGreaterThan(0.001)
  })

  it('answers the same in both orders of the options, since a number keeps its meaning', () => {
    const shares = [false, true].map(
      (reversed) =>
        answerDistribution(profile, probe('square/well', plain, 'en', { reversed }), 'square/well', item('square/well'))
          .shares,
    )
    expect(shares[0]).toEqual(shares[1])
  })

  it('recognises an item by any of its wordings, and talks where there is none', () => {
    expect(replyTo(profile, probe('square/well', plain, 'en', { wording: 1 }), 's', 3)).toMatch(/^[1-5]$/)
    expect(replyTo(profile, [{ role: 'user', content: 'How are your fields?' }], 's', 3)).toMatch(/\?$/)
    expect(replyTo(profile, [{ role: 'user', content: 'What does the well mean to you?' }], 's', 3)).toMatch(
      /^[A-Z][^\d]+\.$/,
    )
  })
})
