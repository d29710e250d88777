import { describe, expect, test } from 'vitest'
import { referencesOf } from '../../../../../shared/analysis/alignment/reference.ts'
import { classifiedIn, runTable } from '../../../../../shared/analysis/answers/run-answers.ts'
import { runComparisons } from '../../../../../shared/analysis/contrasts/of-models-alone/comparisons.ts'
import { pairAxis, pairLevels } from '../../../../../shared/analysis/contrasts/of-models-alone/pairing.ts'
import { createRandom } from '../../../../../shared/random.ts'
import { answersOf, likePeople, runStudy } from '../../models-alone/generate-run.ts'

const study = runStudy(4)
const references = referencesOf(study)
const all = answersOf(study, likePeople, 'pairing')
const compared = { factor: 'framing', level: 'people', baseline: 'none', target: 'own' }
const sum = (values: Int32Array) => values.reduce((total, one) => total + one, 0)

/** Two factors whose levels are given condition by condition. */
function twoFactors(conditions: readonly [string, string][]) {
  const { factors } = runStudy(1)
  return runStudy(
    3,
    { slices: [{ place: 'EGY', locale: 'en' }] },
    {
      factors: {
        ...factors,
        strategy: {
          aspect: 'strategy',
          label: 'Strategy',
          levels: {
            direct: { label: 'Direct', kind: 'direct' },
            reason: { label: 'Reasoning', kind: 'reasoning-first' },
          },
        },
      },
      conditions: conditions.map(([framing, strategy]) => ({
        id: `${framing}_${strategy}`,
        levels: { framing, strategy },
        weight: 1,
      })),
      control: `${conditions[0]![0]}_${conditions[0]![1]}`,
      contrasts: [],
    },
  )
}

describe('pairing of two levels', () => {
  test('takes all answers where everything was asked under both', () => {
    const paired = pairLevels(runTable(study, all), references, compared)!
    const own = all.filter(
      ({ unit, outcome }) => ['people', 'none'].includes(unit.condition) && outcome.kind === 'classified',
    )
    expect(sum(paired.counts)).toBe(own.length)
    expect([paired.unpaired, paired.confounded, paired.strata.length]).toEqual([0, [], 4 * 4])
  })

  test('takes only what was asked under both, and counts what it leaves', () => {
    // The level was never asked in the reversed order, and the baseline was never asked in Morocco.
    const kept = all.filter(
      ({ unit, order }) =>
        !(unit.condition === 'people' && order === 'reversed') && !(unit.condition === 'none' && unit.place === 'MAR'),
    )
    const paired = pairLevels(runTable(study, kept), references, compared)!
    const own = kept.filter(
      ({ unit, outcome }) => ['people', 'none'].includes(unit.condition) && outcome.kind === 'classified',
    )
    const both = own.filter(({ unit, order }) => order === 'listed' && unit.place !== 'MAR')
    expect(sum(paired.counts)).toBe(both.length)
    expect(paired.unpaired).toBe(own.length - both.length)
    expect(paired.confounded).toEqual([])
  })

  test('sides are told apart: the level stands first', () => {
    const table = runTable(
      study,
      all.map((one) => ({
        ...one,
        outcome: { kind: 'classified' as const, code: one.unit.condition === 'people' ? 4 : 1 },
      })),
    )
    const paired = pairLevels(table, references, compared)!
    const half = paired.counts.length / 2
    for (let at = 0; at < half; at += 4) {
      expect(Array.from(paired.counts.subarray(at, at + 3))).toEqual([0, 0, 0])
      expect(Array.from(paired.counts.subarray(half + at + 1, half + at + 4))).toEqual([0, 0, 0])
    }
  })

  test('a level that nobody was asked under has no pair', () => {
    const table = runTable(
      study,
      all.filter(({ unit }) => unit.condition !== 'people'),
    )
    expect(pairLevels(table, references, compared)).toBeNull()
  })

  test('names the factor that always differs too, and none where another combination has both levels', () => {
    const tied = twoFactors([
      ['none', 'direct'],
      ['people', 'reason'],
    ])
    const found = pairLevels(runTable(tied, answersOf(tied, likePeople, 'tied')), referencesOf(tied), compared)!
    expect(found.confounded).toEqual(['strategy'])
    expect(sum(found.counts)).toBeGreaterThan(0)
    const crossed = twoFactors([
      ['none', 'direct'],
      ['none', 'reason'],
      ['people', 'reason'],
    ])
    const answers = answersOf(crossed, likePeople, 'crossed')
    const other = pairLevels(runTable(crossed, answers), referencesOf(crossed), compared)!
    expect(other.confounded).toEqual([])
    const reasoned = answers.filter(
      ({ unit, outcome }) => unit.levels.strategy === 'reason' && outcome.kind === 'classified',
    )
    expect(sum(other.counts)).toBe(reasoned.length)
  })
})

test('two forms of questions are compared on the same items, though each form has wordings of its own', () => {
  const { factors, instruments } = runStudy(3)
  const form = (id: string) => ({ label: id, form: id })
  const stated = instruments.map(({ items, ...rest }) => ({
    ...rest,
    items: items.map((one) => ({ ...one, forms: { ...one.forms, statement: one.forms.question!.slice(0, 1) } })),
  }))
  const study = runStudy(
    3,
    { slices: [{ place: 'EGY', locale: 'en' }], itemWordings: [0, 1] },
    {
      instruments: stated,
      factors: {
        framing: factors.framing!,
        form: { aspect: 'form', label: 'Form', levels: { question: form('question'), statement: form('statement') } },
      },
      conditions: ['question', 'statement'].map((id) => ({ id, levels: { framing: 'none', form: id }, weight: 1 })),
      control: 'question',
      contrasts: [{ id: 'forms', title: 'A statement', factor: 'form', level: 'statement', baseline: 'question' }],
    },
  )
  const answers = answersOf(study, likePeople, 'forms')
  expect(new Set(answers.map((one) => one.form))).toEqual(new Set(['question', 'statement']))
  const [found] = runComparisons({
    ...{ study, table: runTable(study, answers), references: referencesOf(study), random: createRandom('forms') },
    ...{ resamples: 20, rearrangements: 19, level: 0.95, planned: new Set(['forms']), plannedOnly: true },
  })
  expect(found?.comparison).toMatchObject({ id: 'forms', planned: true, confounded: [], unpaired: 0 })
  expect(found?.findings.find(({ measure }) => measure === 'location')?.items).toBe(3)
})

describe('pairing of two ways of asking', () => {
  test('keeps everything else alike on both sides', () => {
    const kept = all.filter(({ order, wording }) => !(order === 'reversed' && wording === 1))
    const paired = pairAxis(runTable(study, kept), references, {
      axis: 'order',
      level: 'reversed',
      baseline: 'listed',
      target: 'own',
    })!
    const both = kept.filter(({ wording, outcome }) => wording === 0 && outcome.kind === 'classified')
    expect(sum(paired.counts)).toBe(both.length)
    const table = runTable(study, kept)
    const rows = Array.from({ length: table.rows }, (_, row) => classifiedIn(table, row))
    expect(paired.unpaired).toBe(rows.reduce((total, one) => total + one, 0) - both.length)
  })
})
