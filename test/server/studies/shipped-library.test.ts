import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { translated } from '../../../server/studies/translated.ts'
import { readYamlValue } from '../../../server/studies/yaml-value.ts'
import { Instrument } from '../../../shared/instrument/instrument.ts'
import { Places } from '../../../shared/instrument/place.ts'
import { Risks } from '../../../shared/instrument/risk.ts'

const LIBRARY = path.resolve(import.meta.dirname, '../../../studies/library')
const LANGUAGES = ['ar', 'de', 'en', 'es', 'hi', 'ja', 'tr', 'zh']
const INSTRUMENTS = ['background', 'local-voice', 'values']

function read<T>(file: string, schema: Parameters<typeof readYamlValue<T>>[2]): T {
  const { value, problems } = readYamlValue(path.join(LIBRARY, file), file, schema)
  if (value === null) throw new Error(JSON.stringify(problems))
  return value
}
const instrument = (id: string) => read(`instruments/${id}.yaml`, Instrument)
const languagesBeside = (id: string) =>
  readdirSync(path.join(LIBRARY, 'instruments', id)).map((name) => path.basename(name, '.yaml'))

/** Languages of every text of an item, one set a text. */
function languagesOf({ answer, forms, provenance }: Instrument['items'][number]): string[][] {
  const labels = 'options' in answer ? answer.options.map(({ label }) => label) : []
  const ends = answer.kind === 'range' ? [answer.low, answer.high] : []
  return [...labels, ...ends, ...Object.values(forms).flat(), provenance].map((text) => Object.keys(text).sort())
}

describe.each(INSTRUMENTS)('the instrument %s', (id) => {
  test('stands in English, with its other languages in files beside it', () => {
    for (const item of instrument(id).items)
      for (const languages of languagesOf(item)) expect(languages, item.id).toEqual(['en'])
  })

  test('has translations that leave out nothing', () => {
    const beside = languagesBeside(id)
    expect(['en', ...beside].sort()).toEqual(LANGUAGES)
    const file = path.join(LIBRARY, 'instruments', `${id}.yaml`)
    const { instrument: merged, problems } = translated(instrument(id), file, beside, path.basename)
    expect(problems).toEqual([])
    for (const item of merged.items)
      for (const languages of languagesOf(item)) expect(languages, item.id).toEqual(LANGUAGES)
  })

  test('has no two options of one item that read alike in a language', () => {
    const file = path.join(LIBRARY, 'instruments', `${id}.yaml`)
    const { instrument: merged } = translated(instrument(id), file, languagesBeside(id), path.basename)
    for (const { id: item, answer } of merged.items)
      if ('options' in answer)
        for (const locale of LANGUAGES) {
          const labels = answer.options.map(({ label }) => label[locale])
          expect(new Set(labels).size, `${item} in ${locale}`).toBe(labels.length)
        }
  })
})

test('items of values on religion, institutions and politics say what risk they carry', () => {
  const kinds = { religion: 'religion', institutions: 'government', politics: 'government' } as const
  for (const { id, topic, risks } of instrument('values').items)
    if (topic in kinds) expect(risks, id).toContain(kinds[topic as keyof typeof kinds])
})

test('every place has a name in every language, and no two places share one', () => {
  const places = Object.entries(read('places.yaml', Places))
  for (const [code, name] of places) expect(Object.keys(name).sort(), code).toEqual(LANGUAGES)
  for (const language of LANGUAGES) expect(new Set(places.map(([, name]) => name[language])).size).toBe(places.length)
})

test('countries are flagged that the places know, for all kinds but violence', () => {
  const places = read('places.yaml', Places)
  const risks = read('risks.yaml', Risks)
  expect(Object.keys(risks)).toEqual(['religion', 'sexuality', 'government'])
  for (const countries of Object.values(risks))
    for (const country of Object.keys(countries)) expect(places[country], country).toBeDefined()
})
