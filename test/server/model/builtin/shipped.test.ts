import { describe, expect, it } from 'vitest'
import type { ResponderProfile } from '../../../../server/model/builtin/profile.ts'
import { read } from '../../../../server/model/builtin/read-prompt.ts'
import { replyTo } from '../../../../server/model/builtin/reply.ts'
import { expectedAnswer, trueShift } from '../../../../server/model/builtin/truth.ts'
import { peopleShares } from '../../../../server/simulate/opinion.ts'
import { answerOf, createPerson } from '../../../../server/simulate/person.ts'
import { fromShares } from '../../../../shared/analysis/alignment/measures/distribution.ts'
import { codesOf } from '../../../../shared/instrument/instrument.ts'
import { readAnswer } from '../../../../shared/instrument/read-answer.ts'
import { plainQuestion } from '../../../../shared/structure/question.ts'
import { render } from '../../../../shared/structure/render.ts'
import { assignedStructure } from '../../../../shared/study/assigned-structure.ts'
import { assignmentAt } from '../../../../shared/study/assignment.ts'
import { itemOf } from '../../../../shared/study/items.ts'
import { ordinalSimilarity } from '../../../shared/analysis/alignment/two-distributions.ts'
import { shippedProfile } from './shipped-profiles.ts'

const profiles = { demo: shippedProfile('demo'), 'interaction-structure': shippedProfile('interaction-structure') }
const structure = profiles['interaction-structure']

function probed({ study }: ResponderProfile): string[] {
  return [...new Set(study.flow.flatMap((stage) => (stage.kind === 'chat' ? (stage.probes?.items ?? []) : [])))]
}

const plain = {
  framing: 'none',
  persona: 'plain',
  language: 'own',
  strategy: 'direct',
  topic: 'trust',
  position: 'low',
}
const cell = (ref: string, levels: object = {}, locale = 'en', places = ['EGY']) => ({
  assignment: { levels: { ...plain, ...levels }, wordings: {} },
  facts: { locale, places },
  ref,
})
const items = probed(structure)

describe.each(Object.entries(profiles))('the responder of the study %s', (_, profile) => {
  it('finds each assigned level that leaves words, in every language, and each item asked', () => {
    const { study } = profile
    const visible = new Set(profile.levels.map((one) => `${one.factor} ${one.level}`))
    for (const locale of study.locales)
      for (let index = 0; index < 40; index += 1) {
        const assignment = assignmentAt(study, 'seed', locale, index)
        const ref = probed(profile)[index % probed(profile).length]!
        const question = { ...plainQuestion(itemOf(study, ref), 'question', 0), reversed: index % 2 === 0 }
        const messages = render(assignedStructure(study, assignment, { locale, places: ['TUN'] }), [], {
          task: { kind: 'probe', question },
          demonstrations: { place: null, examples: [] },
        })
        const seen = read(profile, messages)
        const expected = Object.entries(assignment.levels).filter(([factor, level]) =>
          visible.has(`${factor} ${level}`),
        )
        expect(Object.fromEntries(seen.levels)).toEqual(Object.fromEntries(expected))
        expect(seen.asked?.ref).toBe(ref)
        expect(seen.place).toBe(['user', 'person'].includes(assignment.levels.framing ?? '') ? 'TUN' : null)
      }
  })

  it('gives answers that can be read: a number, a refusal or an evasion, and nothing else', () => {
    const kinds = new Set<string>()
    for (const ref of probed(profile))
      for (const locale of ['en', 'ar'])
        for (let draw = 0; draw < 12; draw += 1) {
          const item = itemOf(profile.study, ref)
          const assignment = assignmentAt(profile.study, 'read', locale, draw)
          const messages = render(assignedStructure(profile.study, assignment, { locale, places: ['EGY'] }), [], {
            task: { kind: 'probe', question: plainQuestion(item, 'question', 0) },
            demonstrations: { place: null, examples: [] },
          })
          const text = replyTo(profile, messages, 's', draw)
          const { kind } = readAnswer(text, item, locale)
          if (/[\d٠-٩]/.test(text)) expect([text, kind]).toEqual([text, 'classified'])
          else expect(['refused', 'unclassifiable']).toContain(kind)
          kinds.add(kind)
        }
    expect(kinds).toContain('classified')
  })

  it('has people who answer every question of the flow', () => {
    for (const stage of profile.study.flow)
      if (stage.kind === 'survey')
        for (const ref of stage.items)
          for (let index = 0; index < 5; index += 1) {
            const item = itemOf(profile.study, ref)
            const question = { ref, item, stage: stage.id, earlier: null, read: [] }
            const answer = answerOf(profile, createPerson(profile, `${index}`), question)
            if (answer.kind === 'code') expect(codesOf(item.answer)).toContain(answer.code)
            if (answer.kind === 'skipped') expect(item.optional).toBe(true)
          }
  })
})

describe('what is planted in the study of interaction structure', () => {
  it('brings the answers closer to people of the place under both framings, more under role play, and under reasoning', () => {
    for (const place of structure.effects.people.declares) {
      const closeness = (levels: object) => {
        const each = items
          .filter((ref) => ref.startsWith('values/'))
          .map((ref) => {
            const { codes, shares } = expectedAnswer(structure, cell(ref, levels, 'en', [place]))
            const people = peopleShares(structure, [place], ref, itemOf(structure.study, ref))
            return ordinalSimilarity(fromShares(codes, shares), fromShares(codes, people.shares))
          })
        return each.reduce((sum, one) => sum + one, 0) / each.length
      }
      const [none, user, person] = ['none', 'user', 'person'].map((framing) => closeness({ framing }))
      expect(user! - none!).toBeGreaterThan(0.02)
      expect(person! - user!).toBeGreaterThan(0.02)
      for (const framing of ['none', 'user', 'person'])
        expect(closeness({ framing, strategy: 'reasoning' })).toBeGreaterThan(closeness({ framing }))
    }
  })

  it('leaves language without any effect', () => {
    for (const ref of items)
      for (const framing of ['none', 'person'])
        expect(
          trueShift(structure, cell(ref, { framing, language: 'english' }, 'ar'), cell(ref, { framing }, 'ar')),
        ).toBe(0)
  })

  it('moves three items under the elder, exactly, and no other', () => {
    const shift = (ref: string) => trueShift(structure, cell(ref, { persona: 'elder' }), cell(ref))
    const planted: Record<string, number> = {
      'local-voice/family-decision': 0.15 * 4,
      'values/work-first': -0.12 * 4,
      'values/future-authority': -0.05 * 2,
    }
    for (const ref of items) expect(shift(ref)).toBeCloseTo(planted[ref] ?? 0, 9)
  })

  it('has the assistant argue in the talk about trust and not in the one about food', () => {
    const { study } = structure
    const lines = structure.effects.position.flatMap((one) => Object.values(one.lines).flat())
    const said = (topic: string, position: string) => {
      const assignment = { ...assignmentAt(study, 's', 'en', 0), levels: { ...plain, topic, position }, wordings: {} }
      const messages = render(
        assignedStructure(study, assignment, { locale: 'en', places: [] }),
        [{ speaker: 'person', text: 'Hello there, how shall we begin?' }],
        { task: { kind: 'talk' }, demonstrations: { place: null, examples: [] } },
      )
      const reply = replyTo(structure, messages, 's', 1)
      return structure.effects.position.find((one) =>
        Object.values(one.lines)
          .flat()
          .some((line) => reply.includes(line)),
      )?.says
    }
    expect(lines.length).toBe(12)
    expect(said('trust', 'low')).toBe('low')
    expect(said('trust', 'high')).toBe('high')
    expect(said('food', 'high')).toBeUndefined()
  })
})
