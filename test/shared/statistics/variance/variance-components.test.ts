import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../../../../shared/random.ts'
import { asCategorical, asNumeric, columnOf, type Table } from '../../../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../../../shared/statistics/regression/fit-model.ts'
import {
  type VarianceDecomposition,
  varianceComponents,
} from '../../../../shared/statistics/variance/variance-components.ts'
import type { VarianceInput } from '../../../../shared/statistics/variance/variance-input.ts'
import { type Facet, partitionOf } from '../../../../shared/statistics/variance/variance-partitions.ts'
import { varianceSystem } from '../../../../shared/statistics/variance/variance-system.ts'
import { dataset } from '../regression/regression-data.ts'

function facetOf(table: Table, name: string): Facet {
  const { codes, levels } = asCategorical(columnOf(table, name))
  return { name, codes, levels: levels.length }
}

function inputOf(
  table: Table,
  response: string,
  components: readonly (readonly string[])[],
  clusters: string,
  more: Partial<VarianceInput> = {},
): VarianceInput {
  return {
    response: asNumeric(columnOf(table, response), 'The answer').values,
    facets: [...new Set([...components.flat(), clusters])].map((name) => facetOf(table, name)),
    components,
    clusters,
    random: createRandom('variance'),
    resamples: 40,
    ...more,
  }
}

function decomposed(input: VarianceInput): VarianceDecomposition {
  const result = varianceComponents(input)
  if (result.kind === 'refused') throw new Error(result.message)
  return result
}

function refused(input: VarianceInput): { code: string; message: string } {
  const result = varianceComponents(input)
  if (result.kind === 'decomposed') throw new Error('not refused')
  return result
}

const estimates = ({ components, residual }: VarianceDecomposition) =>
  [...components, residual].map(({ variance }) => variance)

const unbalanced = dataset('unbalanced', 'design')
const fiveOf = [['structure'], ['country'], ['item'], ['structure', 'country'], ['item', 'country']]

describe('variance components', () => {
  test('of lopsided answers are those of R with whole matrices', () => {
    const found = decomposed(inputOf(unbalanced, 'answer', fiveOf, 'item'))
    const expected = [
      0.00228851866095, 0.0025395837281, 0.01815024736769, 0.0020519372485, 0.00579428204974, 0.00999819358173,
    ]
    estimates(found).forEach((variance, c) => {
      expect(variance).toBeCloseTo(expected[c]!, 12)
    })
    const total = expected.reduce((sum, value) => sum + value)
    expect(found.total).toBeCloseTo(total, 12)
    expect(found.components[2]!.share).toBeCloseTo(expected[2]! / total, 10)
    expect(found.components.map(({ levels }) => levels)).toEqual([3, 4, 12, 12, 48])
  })

  test('of balanced designs, crossed and nested, are those of REML', () => {
    const cases = [
      {
        data: 'lme4_Penicillin',
        response: 'diameter',
        formula: 'diameter ~ 1 + (1 | plate) + (1 | sample)',
        components: [['plate'], ['sample']],
      },
      {
        data: 'lme4_Pastes',
        response: 'strength',
        formula: 'strength ~ 1 + (1 | batch) + (1 | batch:cask)',
        components: [['batch'], ['batch', 'cask']],
      },
    ]
    for (const { data, response, formula, components } of cases) {
      const table = dataset(data)
      const found = decomposed(inputOf(table, response, components, components[0]![0]!))
      const fit = fitModel(table, { formula })
      if (fit.kind === 'refused') throw new Error(fit.message)
      for (const { facets, variance } of found.components) {
        const own = fit.fit.random.find(({ group }) => group === facets.join(':'))!
        expect(variance / own.variance).toBeCloseTo(1, 5)
      }
      expect(found.residual.variance / fit.fit.residual!.variance).toBeCloseTo(1, 5)
    }
  })

  test('a cluster drawn twice counts as two clusters, as if its answers stood there again under new names', () => {
    const { response, facets } = inputOf(unbalanced, 'answer', fiveOf, 'item')
    const item = facets.find(({ name }) => name === 'item')!
    const clusters = partitionOf([item], response.length).codes
    const weights = Int32Array.from({ length: 12 }, (_, code) => [2, 0, 1, 3, 1, 1, 0, 1, 1, 1, 1, 0][code]!)
    const rows: number[] = []
    const copies: number[] = []
    clusters.forEach((code, row) => {
      for (let copy = 0; copy < weights[code]!; copy += 1) {
        rows.push(row)
        copies.push(copy * 12 + code)
      }
    })
    const written = facets.map((facet) => ({
      ...facet,
      codes: facet === item ? Int32Array.from(copies) : Int32Array.from(rows, (row) => facet.codes[row]!),
      levels: facet === item ? 48 : facet.levels,
    }))
    const solved = (from: readonly Facet[], values: Float64Array, counts?: Int32Array) => {
      const named = (names: readonly string[]) =>
        partitionOf(
          names.map((name) => from.find((facet) => facet.name === name)!),
          values.length,
        )
      const drawnFrom = named(['item'])
      const found = varianceSystem(values, fiveOf.map(named), drawnFrom).solve(
        counts ?? new Int32Array(drawnFrom.count).fill(1),
      )
      return 'variances' in found ? [...found.variances] : []
    }
    const [drawn, apart] = [
      solved(facets, response, weights),
      solved(
        written,
        Float64Array.from(rows, (row) => response[row]!),
      ),
    ]
    expect(drawn.length).toBe(6)
    drawn.forEach((variance, c) => {
      expect(variance).toBeCloseTo(apart[c]!, 12)
    })
  })

  test('the same seed gives the same intervals, and adding a constant to all answers changes no variance', () => {
    const input = inputOf(unbalanced, 'answer', fiveOf, 'item')
    const again = { ...input, random: createRandom('variance') }
    expect(decomposed(input)).toEqual(decomposed(again))
    const raised = decomposed({
      ...input,
      random: createRandom('variance'),
      response: input.response.map((value) => value + 1000),
    })
    estimates(raised).forEach((variance, c) => {
      expect(variance).toBeCloseTo(estimates(decomposed(input))[c]!, 10)
    })
  })

  test('an estimate below 0 is reported as it is, counts as 0 in shares, and is said', () => {
    const y = [0.1, 0.9, 0.9, 0.1, 0.2, 0.8, 0.8, 0.2]
    const found = decomposed({
      response: Float64Array.from(y),
      facets: [
        { name: 'country', codes: Int32Array.from([0, 0, 1, 1, 0, 0, 1, 1]), levels: 2 },
        { name: 'item', codes: Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1]), levels: 2 },
      ],
      components: [['country'], ['item']],
      clusters: 'item',
      random: createRandom(1),
      resamples: 60,
    })
    expect(found.components[0]!.variance).toBeLessThan(0)
    expect(found.components[0]!.share).toBe(0)
    expect(found.residual.share).toBe(1)
    expect(found.notes.join(' ')).toContain('below 0 by chance')
    expect(found.notes.join(' ')).toContain('country')
  })
})

describe('what cannot be decomposed has a name', () => {
  const codes = (count: number, of: (row: number) => number) => Int32Array.from({ length: count }, (_, row) => of(row))
  const base: VarianceInput = {
    response: Float64Array.from({ length: 24 }, (_, row) => ((row * 7) % 11) / 11),
    facets: [
      { name: 'item', codes: codes(24, (row) => row % 6), levels: 6 },
      { name: 'country', codes: codes(24, (row) => Math.floor(row / 12)), levels: 2 },
      { name: 'language', codes: codes(24, (row) => 1 - Math.floor(row / 12)), levels: 2 },
      { name: 'form', codes: codes(24, () => 0), levels: 1 },
      { name: 'wording', codes: codes(24, (row) => Math.floor(row / 6)), levels: 4 },
    ],
    components: [['item'], ['country']],
    clusters: 'item',
    random: createRandom(2),
    resamples: 40,
  }
  const all = new Float64Array(24).fill(0.5)
  const holed = base.response.slice()
  holed[3] = Number.NaN
  test.each<[string, Partial<VarianceInput>, string, RegExp]>([
    [
      'language nested one to one in country',
      { components: [['country'], ['language']] },
      'confounded',
      /"language" and "country"/,
    ],
    [
      'one answer a combination',
      { components: [['item'], ['item', 'wording']] },
      'confounded',
      /"item x wording".*residual/,
    ],
    ['a facet of one level', { components: [['form']] }, 'one-level', /"form"/],
    ['a facet that is not there', { components: [['model']] }, 'unknown-facet', /No facet "model"/],
    ['answers all alike', { response: all }, 'no-variance', /All 24 answers/],
    ['answers all alike that round', { response: all.map(() => 1 / 3) }, 'no-variance', /All 24 answers/],
    ['a missing answer', { response: holed }, 'missing-value', /Answer 4/],
    [
      'a component named twice',
      {
        components: [
          ['item', 'country'],
          ['country', 'item'],
        ],
      },
      'confounded',
      /same groups/,
    ],
    ['clusters of one level', { clusters: 'form' }, 'clusters', /"form"/],
    ['too few resamples', { resamples: 5 }, 'option', /20 resamples/],
    [
      'an object without a component',
      { decisions: [{ object: 'wording', numbers: {} }] },
      'decision',
      /Add \["wording"\]/,
    ],
    ['a facet without a number', { decisions: [{ object: 'country', numbers: {} }] }, 'decision', /how many of "item"/],
  ])('%s', (_, change, code, message) => {
    const found = refused({ ...base, ...change })
    expect(found.code).toBe(code)
    expect(found.message).toMatch(message)
  })

  test('components that only together use up the residual are found by the equations', () => {
    // A Graeco-Latin square: four facets of three levels in nine answers leave nothing over.
    const square = (of: (row: number, column: number) => number) => codes(9, (at) => of(Math.floor(at / 3), at % 3))
    const facets = [
      { name: 'item', codes: square((row) => row), levels: 3 },
      { name: 'country', codes: square((_, column) => column), levels: 3 },
      { name: 'wording', codes: square((row, column) => (row + column) % 3), levels: 3 },
      { name: 'model', codes: square((row, column) => (row + 2 * column) % 3), levels: 3 },
    ]
    const components = facets.map(({ name }) => [name])
    const response = base.response.slice(0, 9)
    const found = refused({ ...base, response, facets, components })
    expect(found.code).toBe('confounded')
    expect(found.message).toContain('the residual')
    // With three there is a residual, but three items are too few to be resampled.
    expect(refused({ ...base, response, facets, components: components.slice(0, 3) }).code).toBe('clusters')
  })
})

describe('generalisability', () => {
  const ratings = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ]
  const shroutFleiss: VarianceInput = {
    response: Float64Array.from(ratings.flat()),
    facets: [
      { name: 'subject', codes: Int32Array.from({ length: 24 }, (_, row) => Math.floor(row / 4)), levels: 6 },
      { name: 'judge', codes: Int32Array.from({ length: 24 }, (_, row) => row % 4), levels: 4 },
    ],
    components: [['subject'], ['judge']],
    clusters: 'subject',
    random: createRandom('judges'),
    resamples: 200,
    decisions: [1, 4].map((judge) => ({ object: 'subject', numbers: { judge } })),
  }

  test('of subjects by judges is the intraclass correlation: relative ICC(3, k), absolute ICC(2, k)', () => {
    const { generalisability } = decomposed(shroutFleiss)
    const rounded = generalisability.map(({ relative, absolute }) => [
      relative.value!.toFixed(2),
      absolute.value!.toFixed(2),
    ])
    // Shrout and Fleiss 1979, table 4.
    expect(rounded).toEqual([
      ['0.71', '0.29'],
      ['0.91', '0.62'],
    ])
  })

  test('errors are variances over the numbers of their facets, of facets nested in others, and of repeats', () => {
    const rows: number[][] = []
    const y: number[] = []
    const random = createRandom('nested')
    for (let country = 0; country < 3; country += 1)
      for (let person = 0; person < 4; person += 1)
        for (let item = 0; item < 5; item += 1)
          for (let again = 0; again < 2; again += 1) {
            rows.push([country, country * 4 + person, item])
            y.push(country * 0.4 + person * 0.2 + item * 0.3 + random.next() * 0.1)
          }
    const facets = ['country', 'person', 'item'].map((name, place) => ({
      name,
      codes: Int32Array.from(rows, (row) => row[place]!),
      levels: [3, 12, 5][place]!,
    }))
    const found = decomposed({
      response: Float64Array.from(y),
      facets,
      components: [['country'], ['person'], ['item'], ['country', 'item']],
      clusters: 'person',
      random,
      resamples: 40,
      decisions: [{ object: 'country', numbers: { person: 10, item: 6 }, repeats: 3 }],
    })
    expect(found.components.map(({ nestedIn }) => nestedIn)).toEqual([[], ['country'], [], []])
    const [country, person, item, both] = found.components.map(({ variance }) => Math.max(0, variance))
    const relative = person! / 10 + both! / 6 + Math.max(0, found.residual.variance) / (10 * 6 * 3)
    const { errors } = found.generalisability[0]!
    expect(errors.universe).toBeCloseTo(country!, 14)
    expect(errors.relative).toBeCloseTo(relative, 14)
    expect(errors.absolute).toBeCloseTo(relative + item! / 6, 14)
    expect(person!).toBeGreaterThan(0.01)
  })

  test('what an object is nested in is part of what it is, and adds no error', () => {
    const random = createRandom('region')
    const codes = (of: (row: number) => number) => Int32Array.from({ length: 80 }, (_, row) => of(row))
    const facets = [
      { name: 'country', codes: codes((row) => row % 4), levels: 4 },
      { name: 'region', codes: codes((row) => (row % 4 < 2 ? 0 : 1)), levels: 2 },
      { name: 'item', codes: codes((row) => Math.floor(row / 4) % 10), levels: 10 },
    ]
    const found = decomposed({
      response: Float64Array.from({ length: 80 }, (_, row) => facets[1]!.codes[row]! + 0.3 * random.normal()),
      facets,
      components: [['country'], ['region'], ['item']],
      clusters: 'item',
      random,
      resamples: 40,
      decisions: [{ object: 'country', numbers: { item: 10 } }],
    })
    const { errors } = found.generalisability[0]!
    expect(errors.universe).toBeGreaterThan(0.3)
    expect(errors.relative).toBeLessThan(0.1)
  })
})

/** Answers to items drawn from a population, of countries that stay what they are. */
function drawnAnswers(random: Random, country: readonly number[], items: number): VarianceInput {
  const y: number[] = []
  const codes: number[][] = []
  for (let item = 0; item < items; item += 1) {
    const own = 0.15 * random.normal()
    country.forEach((effect, place) => {
      const both = 0.1 * random.normal()
      for (let again = 0; again < 2; again += 1) {
        y.push(0.5 + effect + own + both + 0.1 * random.normal())
        codes.push([place, item])
      }
    })
  }
  const facet = (name: string, place: number, levels: number) => ({
    name,
    codes: Int32Array.from(codes, (row) => row[place]!),
    levels,
  })
  return {
    response: Float64Array.from(y),
    facets: [facet('country', 0, country.length), facet('item', 1, items)],
    components: [['country'], ['item'], ['country', 'item']],
    clusters: 'item',
    random,
    resamples: 100,
  }
}

describe('intervals over items on 100 sets of answers', () => {
  function covered(country: readonly number[]): { cover: number[]; above: number } {
    const centre = country.reduce((sum, one) => sum + one, 0) / country.length
    const between = country.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (country.length - 1)
    const truth = [between, 0.0225, 0.01, 0.01]
    const total = truth.reduce((sum, one) => sum + one)
    const cover = truth.flatMap(() => [0, 0])
    let above = 0
    const random = createRandom(`cover ${country.length}`)
    for (let set = 0; set < 100; set += 1) {
      const { components, residual } = decomposed(drawnAnswers(random, country, 50))
      ;[...components, residual].forEach(({ varianceInterval: one, shareInterval: share }, c) => {
        if (one.low <= truth[c]! && truth[c]! <= one.high) cover[2 * c]! += 1 / 100
        const own = truth[c]! / total
        if (share.low <= own && own <= share.high) cover[2 * c + 1]! += 1 / 100
      })
      if (components[0]!.varianceInterval.low > between) above += 1 / 100
    }
    return { cover, above }
  }

  test('cover what was planted about 95 times in a hundred, variances and shares', () => {
    for (const one of covered([-0.08, 0, 0.03, 0.09]).cover) expect(one).toBeGreaterThan(0.88)
  })

  test('of twelve countries that do not differ do not find that they do', () => {
    const { above } = covered(Array.from({ length: 12 }, () => 0))
    expect(above).toBeLessThan(0.04)
  })
})
