import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { readStoredStudy } from '../../../shared/study/stored-study.ts'
import { smallStudy } from '../../study.ts'

describe('reading a kept study', () => {
  const study = smallStudy()
  const json = canonicalJson(study)

  test('one of today is read as it was', () => {
    expect(readStoredStudy(json)).toEqual(study)
  })

  test('one of an older format is read through each upcaster in turn', () => {
    const { title, ...rest } = study
    const first = canonicalJson({ ...rest, name: title.toUpperCase() })
    const upcasters = {
      1: ({ name, ...more }: Readonly<Record<string, unknown>>) => ({ ...more, heading: name, format: 2 }),
      2: ({ heading, format: _, ...more }: Readonly<Record<string, unknown>>) => ({
        ...more,
        title: String(heading).toLowerCase(),
      }),
    }
    expect(readStoredStudy(first, upcasters, 3)).toEqual({ ...study, title: title.toLowerCase() })
  })

  test('one of a newer format stops the program', () => {
    expect(() => readStoredStudy(canonicalJson({ ...study, format: 2 }))).toThrow('use the newer program')
    expect(() => readStoredStudy(canonicalJson({ ...study, format: 'x' }))).toThrow('use the newer program')
  })

  test('a missing upcaster stops the program', () => {
    expect(() => readStoredStudy(json, {}, 2)).toThrow('No upcaster from study format 1')
  })

  test('one that does not fit is not guessed at', () => {
    expect(() => readStoredStudy(canonicalJson({ ...study, colour: 'blue' }))).toThrow()
  })
})
