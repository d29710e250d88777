import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadStudiesKept } from '../../../server/studies/kept-load.ts'
import { loadStudies } from '../../../server/studies/load.ts'

let root = ''
const keptIn = () => path.join(root, 'data', 'kept.json')
const load = () => {
  const { keep, ...loaded } = loadStudiesKept('studies', root, keptIn())
  keep()
  return loaded
}
const hashes = ({ studies }: ReturnType<typeof load>) => studies.map(({ hash }) => hash)

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'parallax-kept-'))
  cpSync('studies/demo', path.join(root, 'studies/demo'), { recursive: true })
  mkdirSync(path.join(root, 'data'))
  cpSync('studies/library', path.join(root, 'studies/library'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('studies as they were loaded', () => {
  test('come back from the file just as from their own files', () => {
    const fresh = loadStudies('studies', root)
    expect(load()).toEqual(fresh)
    // Without its mark of origin the second call could have read the studies again.
    const kept = JSON.parse(readFileSync(keptIn(), 'utf8')) as { studies: { warnings: unknown[] }[] }
    kept.studies[0]!.warnings = []
    writeFileSync(keptIn(), JSON.stringify(kept))
    expect(load().studies[0]!.warnings).toEqual([])
    expect(load().studies[0]!.study).toEqual(fresh.studies[0]!.study)
  })

  test('a byte more in any file of theirs is noticed', () => {
    const [before] = hashes(load())
    appendFileSync(path.join(root, 'studies/library/populations/wvs7-means.csv'), 'EGY,Q999,2\n')
    const kept = readFileSync(keptIn(), 'utf8')
    expect(hashes(load())).toEqual([before])
    expect(readFileSync(keptIn(), 'utf8')).not.toBe(kept)
    const file = path.join(root, 'studies/demo/study.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('temperature: 1', 'temperature: 0.5'))
    expect(hashes(load())).not.toEqual([before])
  })

  test('a study that was changed in the file is read from its own files', () => {
    const fresh = load()
    writeFileSync(keptIn(), readFileSync(keptIn(), 'utf8').replace('temperature\\":1', 'temperature\\":2'))
    expect(load()).toEqual(fresh)
    writeFileSync(keptIn(), '{"fingerprint":')
    expect(load()).toEqual(fresh)
  })

  test('a data folder that is not there is not made', () => {
    rmSync(path.join(root, 'data'), { recursive: true })
    expect(load().broken).toEqual([])
    expect(existsSync(path.join(root, 'data'))).toBe(false)
  })

  test('nothing is kept of studies with errors, or that name files elsewhere', () => {
    const file = path.join(root, 'studies/demo/study.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('control: ', 'control: no-'))
    expect(load().broken).toHaveLength(1)
    expect(existsSync(keptIn())).toBe(false)
    cpSync(path.join(root, 'studies/library/places.yaml'), path.join(root, 'places.yaml'))
    writeFileSync(file, text.replace('places: ../library/places.yaml', 'places: ../../places.yaml'))
    expect(load().broken).toEqual([])
    expect(existsSync(keptIn())).toBe(false)
  })

  test('a file that is too large to be read keeps no study from being read, and nothing is kept', () => {
    const fresh = loadStudies('studies', root)
    mkdirSync(path.join(root, 'studies/mine'))
    writeFileSync(path.join(root, 'studies/mine/survey.csv'), '')
    truncateSync(path.join(root, 'studies/mine/survey.csv'), 2 ** 31 + 1)
    expect(load()).toEqual(fresh)
    expect(existsSync(keptIn())).toBe(false)
  })

  test('a study that cannot be read keeps none of the others from it', () => {
    const { studies } = load()
    mkdirSync(path.join(root, 'studies/odd/study.yaml'), { recursive: true })
    const { broken, ...rest } = load()
    expect(rest).toEqual({ studies })
    expect(broken).toMatchObject([{ names: ['odd'], file: 'studies/odd/study.yaml', problems: [{ line: 1 }] }])
  })

  test.each([
    ['stand outside of the folder', 'data: ../../../figures.csv'],
    ['are a link', null],
  ])('nothing is kept where the figures of a population %s, so that a change of them is noticed', (_, data) => {
    const folder = path.join(root, 'studies/library/populations')
    const figures = path.join(root, 'figures.csv')
    renameSync(path.join(folder, 'wvs7-means.csv'), figures)
    const head = path.join(folder, 'wvs7-means.yaml')
    if (data === null) symlinkSync(figures, path.join(folder, 'wvs7-means.csv'))
    else writeFileSync(head, readFileSync(head, 'utf8').replace(/^data: .*/m, data))
    expect(load().broken).toEqual([])
    expect(existsSync(keptIn())).toBe(false)
  })
})
