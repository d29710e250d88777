import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { codesOf, Instrument, type Item } from '../../shared/instrument/instrument.ts'
import { kindOf } from '../../shared/instrument/kinds/kinds.ts'
import type { Localised } from '../../shared/instrument/localised.ts'
import { Places } from '../../shared/instrument/place.ts'
import { Population, PopulationHead, type Reference, reference } from '../../shared/instrument/population.ts'
import { Translation, withTranslation } from '../../shared/instrument/translation.ts'

const LIBRARY = path.resolve(import.meta.dirname, '../../studies/library')
const LOCALES = ['ar', 'de', 'en', 'es', 'hi', 'ja', 'tr', 'zh']
/** Scripts of which each language has letters; none has those of another. Latin letters may stand in for a name nowhere. */
const SCRIPTS: Readonly<Record<string, string>> = {
  ar: 'Arabic',
  de: 'Latin',
  en: 'Latin',
  es: 'Latin',
  hi: 'Devanagari',
  ja: 'Han|Hiragana|Katakana',
  tr: 'Latin',
  zh: 'Han',
}
const QUESTION_MARKS: Readonly<Record<string, RegExp>> = { ar: /؟$/, es: /\?$/, ja: /[。？]$/, zh: /[。？]$/ }

const read = (...names: string[]) => readFileSync(path.join(LIBRARY, ...names), 'utf8')
const rows = (text: string): Record<string, string>[] => parseCsv(text, { columns: true })
const yamlIn = (folder: string) => readdirSync(path.join(LIBRARY, folder)).filter((name) => name.endsWith('.yaml'))

const instruments = yamlIn('instruments').map((name) => {
  const folder = name.replace('.yaml', '')
  const translations = yamlIn(path.join('instruments', folder)).map((file) =>
    Translation.parse(parseYaml(read('instruments', folder, file))),
  )
  const instrument = translations.reduce(
    (before, translation) => {
      const merged = withTranslation(before, translation)
      if (!merged.ok) throw new Error(JSON.stringify(merged.problems))
      return merged.instrument
    },
    Instrument.parse(parseYaml(read('instruments', name))),
  )
  return { name, instrument }
})
const instrument = (id: string) => instruments.find((each) => each.instrument.id === id)!.instrument
const items = instruments.flatMap((each) => each.instrument.items)
const values = instrument('values').items

const heads = yamlIn('populations').map((name) => ({
  name,
  head: PopulationHead.parse(parseYaml(read('populations', name))),
}))
const means = withFigures('wvs7-means')
const mena9 = withFigures('wvs7-mena9')
const cells = (population: Population) =>
  Object.entries(population.figures).flatMap(([country, byItem]) =>
    Object.entries(byItem).map(([item, figures]) => ({ country, item, figures })),
  )

/**
 * The 47 questions' codes as wave 7 of the World Values Survey numbers them, and the words that stand here for the
 * lowest and the highest code. Kept apart from the instrument, so that a flipped scale is seen.
 */
const coding = new Map(
  rows(readFileSync(path.join(import.meta.dirname, 'data/values-coding.csv'), 'utf8')).map((row) => [
    row.reference!,
    { min: Number(row.min), max: Number(row.max), lowest: row.lowest!, highest: row.highest! },
  ]),
)

/** The head and its CSV, read without the product's own loader; a cell that stands twice throws. */
function withFigures(id: string): Population {
  const { data, ...head } = heads.find((each) => each.head.id === id)!.head
  const figures: Record<string, Record<string, Reference>> = {}
  for (const row of rows(read('populations', data))) {
    figures[row.country!] ??= {}
    const byItem = figures[row.country!]!
    const known = byItem[row.item!]
    if (head.kind === 'means') {
      if (known) throw new Error(`${data} has ${row.country} ${row.item} twice.`)
      byItem[row.item!] = { mean: Number(row.mean) }
    } else {
      const before = known && 'shares' in known ? known : { mean: 0, shares: {} }
      if (row.code! in before.shares) throw new Error(`${data} has ${row.country} ${row.item} ${row.code} twice.`)
      byItem[row.item!] = {
        mean: before.mean + Number(row.code) * Number(row.share),
        shares: { ...before.shares, [row.code!]: Number(row.share) },
      }
    }
  }
  return Population.parse({ ...head, figures })
}

function wordings(item: Item): Localised[] {
  return Object.values(item.forms).flat()
}

/** Every text of an item that a participant may read. */
function texts(item: Item): Localised[] {
  const answers = kindOf(item.answer).texts(item.answer)
  return [...wordings(item), ...answers.map(({ text }) => text)]
}

/** Letters of a text that are of no script of its language. */
function strangersIn(text: string, locale: string): string[] {
  const own = SCRIPTS[locale]!.split('|').map((script) => `\\p{Script=${script}}`)
  const foreign = new RegExp(`(?![${own.join('')}\\p{Script=Common}\\p{Script=Inherited}])\\p{L}`, 'gu')
  return text.match(foreign) ?? []
}

/** The labels of the lowest and the highest code. */
function ends(item: Item): { lowest: Localised; highest: Localised } {
  const { answer } = item
  if (answer.kind === 'range') return { lowest: answer.low, highest: answer.high }
  if (answer.kind !== 'ordinal') throw new Error(`${item.id} has no ends.`)
  const sorted = answer.options.toSorted((a, b) => a.code - b.code)
  return { lowest: sorted[0]!.label, highest: sorted.at(-1)!.label }
}

describe('instruments of the library', () => {
  test('a file is named after the instrument in it', () => {
    for (const { name, instrument } of instruments) expect(name).toBe(`${instrument.id}.yaml`)
    expect(instruments.map((each) => each.instrument.id)).toEqual(['background', 'local-voice', 'values'])
  })

  test('no two items share an id', () => {
    const ids = items.map((item) => item.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('no two wordings are the same in any language', () => {
    for (const locale of LOCALES) {
      const all = items.flatMap((item) => wordings(item).map((text) => text[locale]!))
      expect(all.filter((text, at) => all.indexOf(text) !== at)).toEqual([])
    }
  })

  test.each(items.map((item) => [item.id, item] as const))(
    '%s has every text in every language, in its own script',
    (_, item) => {
      for (const text of texts(item)) {
        expect(Object.keys(text).sort(), JSON.stringify(text)).toEqual(LOCALES)
        for (const locale of LOCALES) expect(strangersIn(text[locale]!, locale), text[locale]!).toEqual([])
      }
    },
  )

  test.each(items.map((item) => [item.id, item] as const))(
    '%s says where each language comes from, and of no other',
    (_, item) => {
      const used = new Set(texts(item).flatMap((text) => Object.keys(text)))
      expect(Object.keys(item.provenance).sort()).toEqual([...used].sort())
      for (const source of Object.values(item.provenance))
        if (source.kind === 'machine-translation') expect(source.note, 'an unreviewed translation').toMatch(/reviewed/)
    },
  )

  test('an instrument with a machine translation says so wherever its numbers appear', () => {
    for (const { instrument } of instruments) {
      const kinds = instrument.items.flatMap((item) => Object.values(item.provenance).map((source) => source.kind))
      if (kinds.includes('machine-translation')) expect(instrument.note).toMatch(/machine-(made|translated)/)
    }
  })

  test('codes of one item differ, and options stand in the order of their codes', () => {
    for (const item of items) {
      const codes = codesOf(item.answer)
      expect(codes, item.id).toEqual([...new Set(codes)].toSorted((a, b) => a - b))
    }
  })

  test('local items follow no theory of values and name no reference', () => {
    for (const item of instrument('local-voice').items) {
      expect(item.theory).toBe('local')
      expect(item.author).toMatch(/placeholder/)
      expect(item.reference).toBeUndefined()
    }
  })

  test('background asks whom people belong to with an answer that may be several or left out', () => {
    const belonging = instrument('background').items.find((item) => item.id === 'belonging')!
    expect(belonging.answer.kind).toBe('population')
    expect(belonging.optional).toBe(true)
  })
})

describe('the values instrument', () => {
  test('it has one item for each of the 47 references', () => {
    expect(values.map((item) => item.reference)).toEqual([...coding.keys()])
  })

  test.each(values.map((item) => [item.id, item] as const))(
    '%s has the codes and the direction of its reference',
    (_, item) => {
      const expected = coding.get(item.reference!)!
      const length = expected.max - expected.min + 1
      expect(codesOf(item.answer)).toEqual(Array.from({ length }, (_, step) => expected.min + step))
      expect(ends(item).lowest.en).toBe(expected.lowest)
      expect(ends(item).highest.en).toBe(expected.highest)
    },
  )

  test('every item can be put as a question in two wordings, as a statement, and as a scenario or an open question', () => {
    for (const { id, forms } of values) {
      expect(forms.question?.length, id).toBeGreaterThanOrEqual(2)
      expect(forms.statement?.length, id).toBeGreaterThanOrEqual(1)
      expect((forms.scenario ?? forms.open)?.length, id).toBeGreaterThanOrEqual(1)
    }
    const both = values.filter(({ forms }) => forms.scenario && forms.open)
    expect(both.length).toBeGreaterThanOrEqual(16)
  })

  test('a scenario and an open question end in a question mark of their language', () => {
    for (const { id, forms } of values) {
      for (const text of [...(forms.scenario ?? []), ...(forms.open ?? [])]) {
        for (const locale of LOCALES) expect(text[locale], id).toMatch(QUESTION_MARKS[locale] ?? /\?$/)
      }
    }
  })

  test('the twelve items behind the Inglehart-Welzel indicators are named as such', () => {
    const named = values.filter((item) => item.theory === 'inglehart-welzel').map((item) => item.reference)
    const twelve = ['Q8', 'Q14', 'Q15', 'Q17', 'Q45', 'Q46', 'Q57', 'Q164', 'Q182', 'Q184', 'Q209', 'Q254']
    expect(named).toEqual(twelve)
  })

  test('items that can bring trouble in some places carry their risk', () => {
    const risks = (reference: string) => values.find((item) => item.reference === reference)!.risks
    for (const code of ['Q15', 'Q62', 'Q164']) expect(risks(code), code).toContain('religion')
    for (const code of ['Q22', 'Q182', 'Q184']) expect(risks(code), code).toContain('sexuality')
    for (const code of ['Q70', 'Q71', 'Q72', 'Q73', 'Q74', 'Q209']) expect(risks(code), code).toContain('government')
    for (const code of ['Q146', 'Q147', 'Q148', 'Q189', 'Q191']) expect(risks(code), code).toContain('violence')
  })
})

describe('populations of the library', () => {
  test('a head is named after the population in it, and so are its figures', () => {
    for (const { name, head } of heads) {
      expect(name).toBe(`${head.id}.yaml`)
      expect(head.data).toBe(`${head.id}.csv`)
    }
    expect(heads.map((each) => each.head.id)).toEqual(['wvs7-means', 'wvs7-mena9'])
  })

  test('a head admits that its figures are unweighted and that n is unknown', () => {
    for (const { head } of heads) {
      expect(head).toMatchObject({ weighted: false, n: 'unknown' })
      expect(head.caution).toMatch(/^n is not known to us and the figures are unweighted/)
    }
  })

  test('the means cover 66 countries and territories and 47 items but for 17 cells', () => {
    expect(Object.keys(means.figures)).toHaveLength(66)
    expect(new Set(cells(means).map((cell) => cell.item))).toEqual(new Set(coding.keys()))
    expect(cells(means)).toHaveLength(66 * 47 - 17)
  })

  test('a mean lies within the codes of its item', () => {
    for (const { country, item, figures } of cells(means)) {
      const { min, max } = coding.get(item)!
      expect(figures.mean, `${country} ${item}`).toBeGreaterThanOrEqual(min)
      expect(figures.mean, `${country} ${item}`).toBeLessThanOrEqual(max)
    }
  })

  test('the distributions cover nine countries with 251 to 285 items each, 291 in all', () => {
    expect(Object.keys(mena9.figures)).toEqual(['EGY', 'IRN', 'IRQ', 'JOR', 'LBN', 'LBY', 'MAR', 'TUN', 'TUR'])
    expect(new Set(cells(mena9).map((cell) => cell.item)).size).toBe(291)
    expect(cells(mena9)).toHaveLength(2375)
    const sizes = Object.values(mena9.figures).map((byItem) => Object.keys(byItem).length)
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([251, 285])
  })

  test('shares sum to 1 within rounding for every item', () => {
    for (const { country, item, figures } of cells(mena9)) {
      if (!('shares' in figures)) throw new Error(`${country} ${item} has no shares.`)
      const sum = Object.values(figures.shares).reduce((total, share) => total + share, 0)
      expect(Math.abs(sum - 1), `${country} ${item}`).toBeLessThanOrEqual(0.002)
    }
  })

  test('a distribution uses only the codes of the item that refers to it', () => {
    for (const item of values) {
      const codes = new Set(codesOf(item.answer).map(String))
      for (const country of Object.keys(mena9.figures)) {
        const figures = reference(mena9, country, item.reference!)
        if (figures && 'shares' in figures)
          expect(
            Object.keys(figures.shares).filter((code) => !codes.has(code)),
            `${country} ${item.id}`,
          ).toEqual([])
      }
    }
  })

  test('the two populations agree wherever both have a figure, so they code their answers alike', () => {
    const shared = cells(mena9).flatMap(({ country, item, figures }) => {
      const other = reference(means, country, item)
      return other ? [{ cell: `${country} ${item}`, difference: Math.abs(figures.mean - other.mean) }] : []
    })
    expect(shared).toHaveLength(414)
    expect(shared.filter(({ difference }) => difference > 0.01)).toEqual([])
  })

  test('what a country was not asked is absent and not filled in', () => {
    for (const population of [means, mena9]) {
      expect(reference(population, 'EGY', 'Q182')).toBeUndefined()
      expect(reference(population, 'IRQ', 'Q164')).toBeUndefined()
      expect(reference(population, 'EGY', 'Q164')).toBeDefined()
      expect(reference(population, 'IRQ', 'Q182')).toBeDefined()
    }
  })
})

describe('places of the library', () => {
  const places = Places.parse(parseYaml(read('places.yaml')))
  const countries = [...new Set([means, mena9].flatMap((population) => Object.keys(population.figures)))].sort()

  test('every country of the populations has a name in every language, and no other place stands there', () => {
    expect(Object.keys(places).sort()).toEqual(countries)
    for (const [country, names] of Object.entries(places)) {
      expect(Object.keys(names).sort(), country).toEqual(LOCALES)
      for (const locale of LOCALES) expect(strangersIn(names[locale]!, locale), names[locale]!).toEqual([])
    }
  })

  test('no two places share a name, and names carry the article that a sentence needs', () => {
    for (const locale of LOCALES)
      expect(new Set(Object.values(places).map((names) => names[locale])).size).toBe(countries.length)
    expect(places.NLD!.en).toBe('the Netherlands')
    expect(places.USA!.en).toBe('the United States')
    expect(places.EGY!.en).toBe('Egypt')
  })
})
