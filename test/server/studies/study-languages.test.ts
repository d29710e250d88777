import { expect, test } from 'vitest'
import { studyLanguages, withBases } from '../../../server/studies/study-languages.ts'

test('a study can use its locales, those that levels of language fix, and those of its probe run', () => {
  const study = {
    locales: ['en', 'pt-BR'],
    factors: {
      persona: { aspect: 'persona', levels: { plain: { prompt: 'fr' } } },
      language: {
        aspect: 'language',
        levels: { own: { prompt: 'own', reply: 'any' }, fixed: { prompt: 'es', reply: 'de' }, bare: {} },
      },
    },
    probeRun: { slices: [{ place: 'IND', locale: 'hi' }, { place: 'EGY' }, { place: 'GBR', locale: 'en' }] },
  }
  expect(studyLanguages(study)).toEqual(['en', 'pt-BR', 'es', 'de', 'hi'])
})

test('what is no study, and what is no locale, is passed over', () => {
  for (const raw of [null, 'text', 7, [], {}, { locales: 'en', factors: [3], probeRun: { slices: 'all' } }])
    expect(studyLanguages(raw)).toEqual([])
  expect(studyLanguages({ locales: ['../../secrets', 'EN', 3, null, 'zh-Hant'] })).toEqual(['zh-Hant'])
})

test('a regional locale brings its base language', () => {
  expect(withBases(['pt-BR', 'en', 'pt-PT', 'zh-Hant-TW'])).toEqual(['pt-BR', 'pt', 'en', 'pt-PT', 'zh-Hant-TW', 'zh'])
})
