import { describe, expect, test } from 'vitest'
import { Population, peopleBehind, Reference, reference, Subgroup } from '../../../shared/instrument/population.ts'

const population = Population.parse({
  id: 'people',
  title: 'People',
  source: 'Made up for tests',
  wave: '2020',
  mode: 'by letter',
  weighted: true,
  n: { EGY: 100 },
  caution: 'Made up.',
  provenance: 'Made up for tests.',
  kind: 'means',
  figures: { EGY: { Q1: { mean: 1.5 } }, DEU: { Q1: { mean: 1.2 } } },
  subgroups: { EGY: { 'sex=female': { Q1: { mean: 1.7, n: 40 } } } },
})

describe('figures of a population', () => {
  test('are those of the country, or of a subgroup when one is named', () => {
    expect(reference(population, 'EGY', 'Q1')).toEqual({ mean: 1.5 })
    expect(reference(population, 'EGY', 'Q1', 'sex=female')).toEqual({ mean: 1.7, n: 40 })
    expect(reference(population, 'EGY', 'Q1', 'sex=male')).toBeUndefined()
    expect(reference(population, 'DEU', 'Q1', 'sex=female')).toBeUndefined()
  })

  test('weigh as much as the effective number of people, else as those who answered, else as those asked', () => {
    expect(peopleBehind(population, 'EGY', { mean: 1.5, n: 80, effective: 61.5 })).toBe(61.5)
    expect(peopleBehind(population, 'EGY', { mean: 1.5, n: 80 })).toBe(80)
    expect(peopleBehind(population, 'EGY', { mean: 1.5 })).toBe(100)
    expect(peopleBehind(population, 'DEU', { mean: 1.5 })).toBeUndefined()
    expect(peopleBehind({ ...population, n: 'unknown' }, 'EGY', { mean: 1.5 })).toBeUndefined()
  })

  test('may tell of people or not, and never of none', () => {
    expect(Reference.safeParse({ mean: 1, shares: { 1: 1 } }).success).toBe(true)
    expect(Reference.safeParse({ mean: 1, shares: { 1: 1 }, n: 9, effective: 7.5 }).success).toBe(true)
    expect(Reference.safeParse({ mean: 1, n: 0 }).success).toBe(false)
    expect(Reference.safeParse({ mean: 1, n: 9, effective: 0 }).success).toBe(false)
  })

  test.each([
    ['sex=female', true],
    ['age=50+', true],
    ['town-size=2-to-5', true],
    ['female', false],
    ['Sex=female', false],
    ['sex=', false],
    ['sex=a,b', false],
  ])('know the subgroup "%s": %s', (name, fits) => {
    expect(Subgroup.safeParse(name).success).toBe(fits)
  })
})
