import { describe, expect, test } from 'vitest'
import { lintStudy } from '../../../shared/study/lint.ts'
import { goodStudy } from './good-study.ts'

type Change = NonNullable<Parameters<typeof goodStudy>[0]>
const value = (one: unknown) => one as never

const risk = { reason: 'A law.', source: 'A report', year: 2025 }
const flagged: Change = (s) => {
  s.risks = value({ religion: { EGY: risk, IRN: risk }, government: { DEU: risk, EGY: risk } })
}
/** `near` is asked of people and of the model, `guest` of both, `scale` of nobody, `home` of people. */
const touching =
  (kind: string, ...ids: string[]): Change =>
  (s) => {
    flagged(s)
    for (const one of s.instruments!)
      for (const item of one.items!) if (ids.includes(String(item.id))) item.risks = value([kind])
  }
const found = (change: Change) => lintStudy(goodStudy(change))

describe('a study that asks people what may bring them legal trouble', () => {
  test('is warned with the item, the places of its own that are flagged, and what to do', () => {
    expect(found(touching('religion', 'near'))).toEqual([
      {
        path: ['flow', 1, 'items', 0],
        severity: 'warning',
        message:
          'trust/near touches religion, and asking or answering that may bring people legal trouble in EGY (reasons and sources: "religion" in the study\'s file of risks). Make it optional, leave it out there, or ask a local ethics board first.',
      },
    ])
  })

  test('is warned once a kind, with every item and every place', () => {
    const problems = found((s) => {
      touching('government', 'home', 'guest')(s)
      s.instruments![0]!.items![0]!.risks = value(['religion', 'government'])
    })
    expect(problems.map(({ path }) => path)).toEqual([
      ['flow', 1, 'items', 0],
      ['flow', 1, 'items', 0],
    ])
    const [religion, government] = problems.map(({ message }) => message)
    expect(religion).toMatch(/^trust\/near touches religion, .* in EGY \(/)
    expect(government).toMatch(
      /^trust\/near, trust\/home, local\/guest touch those who govern, .* in DEU, EGY \(.*Make them optional, leave them out there/,
    )
  })

  test('is told only to leave out what is optional already', () => {
    const [problem] = found((s) => {
      touching('religion', 'near')(s)
      s.instruments![0]!.items![0]!.optional = value(true)
    })
    expect(problem!.message).toMatch(/\)\. Leave it out there, or ask a local ethics board first\.$/)
  })
})

describe('no warning is given', () => {
  test.each<[string, Change]>([
    ['for items of no such kind', flagged],
    ['for an item that nobody is asked', touching('religion', 'scale')],
    [
      'for an item that only the model is asked',
      (s) => {
        touching('religion', 'guest')(s)
        s.flow![2]!.items = value(['trust/near'])
      },
    ],
    [
      'where no place of the study is flagged',
      (s) => {
        touching('religion', 'near')(s)
        delete s.places!.EGY
        delete s.populations![0]!.figures!.EGY
        s.populations![0]!.figures!.DEU = value({ Q1: { mean: 1.5 }, L1: { mean: 1.2 } })
      },
    ],
    ['for a kind that the file of risks lacks', touching('sexuality', 'near')],
    [
      'in a study that names no file of risks',
      (s) => {
        touching('religion', 'near')(s)
        delete s.risks
      },
    ],
  ])('%s', (_, change) => {
    expect(found(change)).toEqual([])
  })
})
