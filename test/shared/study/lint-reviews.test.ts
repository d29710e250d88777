import { describe, expect, test } from 'vitest'
import { lintStudy } from '../../../shared/study/lint.ts'
import { goodStudy } from './good-study.ts'

type Review = { by: string; on: string; verdict: string; place?: string; note?: string }
const veto = { by: 'Amina', on: '2026-05-01', verdict: 'vetoed', place: 'EGY' }

/** What is found of the good study when `near`, which people are asked twice, has these reviews. */
function found(...reviews: Review[]) {
  return lintStudy(
    goodStudy((s) => {
      s.instruments![0]!.items![0]!.review = reviews as never
    }),
  )
}

describe('an item that people are asked', () => {
  test('and that a local actor vetoed for a place of the study is warned of once', () => {
    expect(found({ ...veto, note: 'It shames the poor.' })).toEqual([
      {
        path: ['flow', 1, 'items', 0],
        severity: 'warning',
        message:
          'item "trust/near" is vetoed for EGY by Amina on 2026-05-01 (It shames the poor.); leave it out there, or agree on another wording with them.',
      },
    ])
  })

  test.each([
    ['for a place of the study', { place: 'EGY' }, 'retired for EGY by'],
    ['as such', {}, 'retired by'],
  ])('and that is retired %s keeps the study from running', (_, where, said) => {
    expect(found({ by: 'Amina', on: '2026-05-01', verdict: 'retired', ...where })).toEqual([
      {
        path: ['flow', 1, 'items', 0],
        severity: 'error',
        message: `item "trust/near" is ${said} Amina on 2026-05-01; ask another.`,
      },
    ])
  })

  test.each<[string, Review[]]>([
    ['approved', [{ ...veto, verdict: 'approved' }]],
    ['vetoed for a place that the study lacks', [{ ...veto, place: 'IRN' }]],
    ['retired for a place that the study lacks', [{ ...veto, verdict: 'retired', place: 'IRN' }]],
    ['approved by the actor who had vetoed it', [veto, { ...veto, on: '2026-06-01', verdict: 'approved' }]],
    ['approved later, though listed first', [{ ...veto, on: '2026-06-01', verdict: 'approved' }, veto]],
  ])('and that was %s raises nothing', (_, reviews) => {
    expect(found(...reviews)).toEqual([])
  })

  test('stays vetoed when another approves it, or the same one approves it for another place', () => {
    expect(found(veto, { ...veto, by: 'Omar', on: '2026-06-01', verdict: 'approved' })).toHaveLength(1)
    expect(found(veto, { ...veto, on: '2026-06-01', verdict: 'approved', place: 'DEU' })).toHaveLength(1)
  })
})

test('an item that only the model is asked may be vetoed or retired', () => {
  const problems = lintStudy(
    goodStudy((s) => {
      s.flow![2]!.items = ['trust/near'] as never
      s.instruments![1]!.items![0]!.review = [{ ...veto, verdict: 'retired' }] as never
    }),
  )
  expect(problems).toEqual([])
})
