import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalHash } from '../../../server/studies/canonical.ts'
import { loadStudies, loadStudy } from '../../../server/studies/load.ts'
import { problemLine } from '../../../server/studies/study-problem.ts'
import { type Change, STUDY_FILE, studyFolder } from './study-folder.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const LIBRARY = 'studies/library'

/** The lines that loading prints after some changes to a sound study. */
function lines(...changes: Change[]): string[] {
  const loaded = loadStudy(STUDY_FILE, studyFolder(...changes))
  return (loaded.ok ? loaded.warnings : loaded.problems).map(problemLine)
}
const inStudy = (from: string, to: string): Change => ({ file: STUDY_FILE, from, to })
const inTrust = (from: string, to: string): Change => ({ file: `${LIBRARY}/trust.yaml`, from, to })
const inPeople = (from: string, to: string): Change => ({ file: `${LIBRARY}/people.yaml`, from, to })
const inFigures = (from: string, to: string): Change => ({ file: `${LIBRARY}/people.csv`, from, to })

function sound(root: string, file = STUDY_FILE) {
  const loaded = loadStudy(file, root)
  if (!loaded.ok) throw new Error(loaded.problems.map(problemLine).join('\n'))
  return loaded
}

describe('a key that JavaScript would lose', () => {
  const refusal = '"__proto__" cannot be a key, for JavaScript keeps nothing under it; take another name.'

  test.each([
    ['a level', inStudy('      focal: {', '      __proto__: { label: Lost }\n      focal: {'), STUDY_FILE],
    ['a factor', inStudy('  arm:\n', '  __proto__: { aspect: gate }\n  arm:\n'), STUDY_FILE],
    ['a language', inStudy('{ en: Be plain. }', '{ en: Be plain., "__proto__": x }'), STUDY_FILE],
    ['a text of an instrument', inTrust("{ en: 'Yes' }", "{ en: 'Yes', __proto__: x }"), `${LIBRARY}/trust.yaml`],
  ])('is refused at its line as %s', (_, change, file) => {
    expect(lines(change)).toEqual([expect.stringMatching(new RegExp(`^${file}:\\d+: ${refusal}$`))])
  })
})

describe('a file that cannot be read to its end', () => {
  const special = 'this is a device, a pipe or a socket; put a regular file in its place.'

  test.each([
    ['places', '../library/places.yaml'],
    ['an instrument', '../library/trust.yaml'],
    ['a population', '../library/people.yaml'],
  ])('is no file for %s', (_, named) => {
    expect(lines(inStudy(named, '/dev/zero'))).toEqual([`/dev/zero:1: ${special}`])
  })

  test('is no table of figures', () => {
    expect(lines(inPeople('people.csv', '/dev/zero'))).toEqual([`/dev/zero:1: ${special}`])
    expect(lines(inPeople('people.csv', '.'))).toEqual([`${LIBRARY}:1: this is a folder; name the file in it.`])
  })

  test('is not read if it is a pipe, or too large', () => {
    const root = studyFolder()
    const [places, figures] = ['places.yaml', 'people.csv'].map((name) => path.join(root, LIBRARY, name))
    rmSync(places!)
    execFileSync('mkfifo', [places!])
    truncateSync(figures!, 300 * 2 ** 20)
    const loaded = loadStudy(STUDY_FILE, root)
    expect(loaded.ok ? [] : loaded.problems.map(problemLine)).toEqual([
      `${LIBRARY}/people.csv:1: this file has 300 MB, and at most 256 MB are read; keep only what studies need.`,
      `${LIBRARY}/places.yaml:1: ${special}`,
    ])
  })
})

describe('a sound study', () => {
  test('is loaded with its library inlined and its conditions listed', () => {
    const { study, warnings } = sound(studyFolder())
    expect(warnings).toEqual([])
    expect(study.conditions.map((one) => one.id)).toEqual([
      'plain_focal',
      'plain_placebo',
      'elder_focal',
      'elder_placebo',
    ])
    expect(study.instruments[0]!.items.map((item) => item.id)).toEqual(['near', 'guest'])
    expect(study.places.DEU).toEqual({ en: 'Germany' })
  })

  test('carries only the figures that its items refer to', () => {
    const { study } = sound(studyFolder())
    expect(study.populations[0]!.figures).toEqual({
      EGY: { Q1: { mean: 1.75, shares: { 1: 0.25, 2: 0.75 } } },
      DEU: { Q1: { mean: 1, shares: { 1: 1 } } },
    })
  })

  test('has the same hash however its keys are ordered and its lines are commented', () => {
    const one = sound(studyFolder())
    const moved = inStudy('id: small\ntitle: Small\n', '# A comment.\ntitle: Small\nid: small\n')
    const other = sound(studyFolder(moved))
    expect(other.hash).toBe(one.hash)
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    ['the study', inStudy('Be plain.', 'Be very plain.')],
    ['an instrument', inTrust('guest?', 'a guest?')],
    ['a population', inFigures('0.25\nEGY,Q1,2,0.75', '0.26\nEGY,Q1,2,0.74')],
    ['a place', { file: `${LIBRARY}/places.yaml`, from: 'Egypt', to: 'the Egypt' }],
  ])('has another hash when %s changes', (_, change) => {
    expect(sound(studyFolder(change)).hash).not.toBe(sound(studyFolder()).hash)
  })

  test('is, key by key in order, the study that its stored JSON gives back', () => {
    const { study, hash } = sound(studyFolder())
    expect(Object.keys(study.factors)).toEqual(['arm', 'persona'])
    expect(JSON.stringify(study)).toBe(JSON.stringify(JSON.parse(JSON.stringify(study))))
    expect(canonicalHash(study)).toBe(hash)
  })
})

describe('the shipped studies', () => {
  test('load without errors', () => {
    const { studies, broken } = loadStudies('studies', ROOT)
    expect(broken).toEqual([])
    expect(studies.map((one) => one.study.id)).toEqual(['demo', 'framings', 'interaction-structure', 'self-alignment'])
  })

  test('have the cells that their READMEs tell of', () => {
    const { studies } = loadStudies('studies', ROOT)
    const [demo, structure] = ['demo', 'interaction-structure'].map(
      (id) => studies.find(({ study }) => study.id === id)?.study,
    )
    expect(demo!.conditions.map((one) => one.id)).toEqual(['plain', 'neighbour', 'placebo'])
    expect(structure!.conditions).toHaveLength(13)
    expect(structure!.conditions.reduce((sum, one) => sum + one.weight, 0)).toBe(14)
    // Half fraction: within each framing, each pair of levels of two other factors comes once.
    const others = ['persona', 'language', 'strategy']
    for (const framing of ['none', 'user', 'person'])
      for (const [nth, a] of others.entries())
        for (const b of others.slice(nth + 1)) {
          const cells = structure!.conditions.filter(({ id, levels }) => id !== 'placebo' && levels.framing === framing)
          expect(new Set(cells.map(({ levels }) => `${levels[a]} ${levels[b]}`)).size).toBe(4)
        }
  })
})

describe('a problem', () => {
  test('is one line with file, line, what and remedy', () => {
    const change = inStudy("      elder: { label: Elder, wordings: [{ en: Be old. }, { en: 'Old, please.' }] }\n", '')
    expect(lines(change)).toContainEqual(
      'studies/small/study.yaml:14: factor "persona" has one level, so nothing varies; give it at least two, or remove it and say the words elsewhere.',
    )
  })

  test('is told together with all others, over all files', () => {
    const found = lines(
      inStudy('title: Small', 'titel: Small'),
      inStudy('repeats: 2', 'repeats: many'),
      inTrust('reference: Q1', 'refrence: Q1'),
      inFigures('EGY,Q1,2,0.75', 'Egypt,Q1,2,0.75'),
      inPeople('weighted: true', 'weighted: perhaps'),
    )
    expect(found.map((line) => line.split(': ')[0])).toEqual([
      'studies/small/study.yaml:1',
      'studies/small/study.yaml:2',
      'studies/small/study.yaml:47',
      'studies/library/people.yaml:6',
      'studies/library/trust.yaml:7',
    ])
  })

  test('names the line of a cell, a stage and a text', () => {
    const cells = `  design: cells
  cells:
    - { id: one, levels: { persona: plain, arm: focal } }
    - { id: two, levels: { persona: plane, arm: placebo } }
    - { id: plain_placebo, levels: { persona: elder, arm: placebo } }
`
    expect(lines(inStudy('  design: factorial\n', cells))).toContainEqual(
      expect.stringMatching(/^studies\/small\/study\.yaml:30: factor "persona" has no level "plane"/),
    )
    expect(lines(inStudy('title: { en: Talk }', 'title: { ar: حديث }'))).toContainEqual(
      'studies/small/study.yaml:41: the title of stage "talk" has no text in "en"; write it.',
    )
  })

  test('in an inlined file names that file, also behind an alias', () => {
    const change = inTrust("label: { en: 'No' }", "label: { ar: 'لا' }")
    const found = lines(change)
    expect(found).toContain('studies/library/trust.yaml:16: option 2 of "near" has no text in "en"; write it.')
    expect(found).toContain('studies/library/trust.yaml:16: option 2 of "guest" has no text in "en"; write it.')
  })

  test('of a place names the line of the place', () => {
    const loaded = lines(
      inStudy('locales: [en]', 'locales: [en]'),
      inStudy('    label: Persona', "    label: Persona # reads '{place}' nowhere"),
      { file: `${LIBRARY}/places.yaml`, from: 'DEU: { en: Germany }', to: 'deu: { en: Germany }' },
    )
    expect(loaded).toEqual([
      'studies/library/places.yaml:2: "deu" cannot be a key here: "deu" is not an ISO 3166-1 alpha-3 country code, like "EGY".',
    ])
  })

  test('that is a warning says so and leaves the study to run', () => {
    const loaded = sound(studyFolder(inStudy('alias: main', 'alias: builtin')))
    expect(loaded.warnings.map(problemLine)).toEqual([
      'studies/small/study.yaml:7: warning: the model is "builtin", a responder with prepared answers that has no values; name the alias of a real model before you collect data.',
    ])
  })
})

describe('YAML that cannot be read', () => {
  test('is told with its line', () => {
    const found = lines(inStudy('title: Small', 'title: "Small'))
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]).toMatch(/^studies\/small\/study\.yaml:\d+: this is not YAML: .+\.$/)
  })

  test('with a key that stands twice is refused', () => {
    expect(lines(inStudy('title: Small', 'title: Small\ntitle: Large'))).toEqual([
      'studies/small/study.yaml:3: this is not YAML: Map keys must be unique.',
    ])
  })

  test('with an alias to nothing is refused', () => {
    const found = lines(inTrust('answer: *answer', 'answer: *answers'))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^studies\/library\/trust\.yaml:\d+: .*answers/)
  })

  test('that is empty lacks everything', () => {
    const root = studyFolder()
    writeFileSync(path.join(root, STUDY_FILE), '')
    const loaded = loadStudy(STUDY_FILE, root)
    expect(loaded.ok ? [] : loaded.problems.map(problemLine)).toEqual([
      'studies/small/study.yaml:1: the file is empty; write its value or remove the line.',
    ])
  })
})

describe('a file that nobody wrote by hand is told of in few words', () => {
  const told = (bytes: string | Buffer) => {
    const root = studyFolder()
    writeFileSync(path.join(root, STUDY_FILE), bytes)
    const loaded = loadStudy(STUDY_FILE, root)
    return loaded.ok ? [] : loaded.problems.map(problemLine)
  }

  test.each([
    ['open lists', `id: small\nflow: ${'['.repeat(800)}`, 2],
    ['whole lists', `id: small\nflow: ${'['.repeat(500)}${']'.repeat(500)}`, 2],
    ['so many lists that the program would end', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 1],
    ['mappings', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 102],
    ['dashes', '- '.repeat(5_000), 1],
  ])('nested deep: %s', (_name, text, line) => {
    const [problem, ...more] = told(text)
    expect(more).toEqual([])
    expect(problem).toMatch(
      /^studies\/small\/study\.yaml:\d+: this YAML cannot be read: .* 100 deep; write it in fewer/,
    )
    expect(problem).toContain(`study.yaml:${line}: `)
  })

  test.each([
    ['a picture', Buffer.from(Array.from({ length: 4000 }, (_, nth) => (nth * 7919) % 256)), 1],
    ['in Latin-1', Buffer.from('id: small\ntitle: Caf\xe9\n', 'latin1'), 2],
    ['in UTF-16 with its mark', Buffer.from('\ufeffid: small\n', 'utf16le'), 1],
    ['in UTF-16 without', Buffer.from('id: small\n', 'utf16le'), 1],
  ])('%s', (_name, bytes, line) => {
    expect(told(bytes)).toEqual([
      `studies/small/study.yaml:${line}: this is no text in UTF-8; save the file as UTF-8, or put the YAML file in its place.`,
    ])
  })

  test('another language: the first errors, and how many more', () => {
    const lines = told(Array.from({ length: 300 }, (_, nth) => `"a${nth}": "b" "c"`).join('\n'))
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toMatch(/… and \d+ more from here on; repair the first ones and check again\.$/)
  })

  test('one long text: its begin', () => {
    for (const text of ['x'.repeat(5_000), `id: ${'x'.repeat(5_000)}\n${'y'.repeat(900)}: 1`])
      for (const line of told(text)) expect(line.length).toBeLessThan(600)
  })
})

describe('files that are missing', () => {
  test('a study that is not there is refused', () => {
    const loaded = loadStudy('studies/none/study.yaml', studyFolder())
    expect(loaded.ok ? [] : loaded.problems.map(problemLine)).toEqual([
      'studies/none/study.yaml:1: there is no such file; give the path of a study.yaml.',
    ])
  })

  test.each([
    ['instrument', inStudy('../library/trust.yaml', '../library/thrust.yaml'), 10, 'trust.yaml'],
    ['population', inStudy('../library/people.yaml', '../library/peopel.yaml'), 12, 'people.yaml'],
    ['file of places', inStudy('../library/places.yaml', '../library/place.yaml'), 8, 'places.yaml'],
  ])('a missing %s is named with the one that is near', (_, change, line, near) => {
    const found = lines(change)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(`studies/small/study.yaml:${line}: there is no file "${change.to}"`)
    expect(found[0]).toContain(`did you mean "${near}"?`)
  })

  test('missing figures are named at the head that names them', () => {
    expect(lines(inPeople('people.csv', 'figures.csv'))).toEqual([
      'studies/library/people.yaml:11: there is no file "figures.csv"; check the path; it is read from the folder of this file.',
    ])
  })
})

describe('a design that leaves out cells', () => {
  const leaving = (rules: string) => inStudy('  design: factorial\n', `  design: factorial\n  leaveOut: ${rules}\n`)

  test('lists the rest', () => {
    const { study } = sound(studyFolder(leaving('[{ persona: elder, arm: placebo }]')))
    expect(study.conditions.map((one) => one.id)).toEqual(['plain_focal', 'plain_placebo', 'elder_focal'])
  })

  test.each([
    ['[{ tone: warm }]', 'no factor "tone" makes conditions; known: "persona", "arm".'],
    ['[{ persona: old }]', 'factor "persona" has no level "old"; known: "plain", "elder".'],
    ['[{}]', 'an empty rule leaves out every condition; name factors and levels.'],
    ['[{ arm: focal }, { arm: placebo }]', 'no condition is left; leave out fewer.'],
  ])('with the rule %s is refused', (rules, message) => {
    const found = lines(leaving(rules))
    expect(found.some((line) => line.endsWith(message) && /study\.yaml:2[68]:/.test(line))).toBe(true)
  })
})

describe('a folder of studies', () => {
  test('gives its sound studies and the problems of the others, and passes over folders that are none', () => {
    const root = studyFolder()
    mkdirSync(path.join(root, 'studies/broken'))
    writeFileSync(path.join(root, 'studies/broken/study.yaml'), 'id: broken\n')
    const { studies, broken } = loadStudies('studies', root)
    expect(studies.map((one) => one.study.id)).toEqual(['small'])
    expect(broken.map(({ names, file }) => ({ names, file }))).toEqual([
      { names: ['broken'], file: 'studies/broken/study.yaml' },
    ])
    expect(broken[0]!.problems.length).toBeGreaterThan(5)
    expect(new Set(broken[0]!.problems.map((one) => one.file))).toEqual(new Set(['studies/broken/study.yaml']))
  })

  test('follows a link to the folder of a study, wherever that is', () => {
    const root = studyFolder()
    renameSync(path.join(root, 'studies/small'), path.join(root, 'elsewhere'))
    symlinkSync('../elsewhere', path.join(root, 'studies/small'))
    symlinkSync('../elsewhere/study.yaml', path.join(root, 'studies/notes.yaml'))
    const { studies, broken } = loadStudies('studies', root)
    expect(broken).toEqual([])
    expect(studies.map(({ file }) => file)).toEqual(['studies/small/study.yaml'])
  })

  test('names a link that leads nowhere, as a study that cannot run', () => {
    const root = studyFolder()
    mkdirSync(path.join(root, 'studies/half'))
    symlinkSync('gone.yaml', path.join(root, 'studies/half/study.yaml'))
    symlinkSync('/not/there', path.join(root, 'studies/lost'))
    symlinkSync('ring', path.join(root, 'studies/ring'))
    const { studies, broken } = loadStudies('studies', root)
    expect(studies.map((one) => one.study.id)).toEqual(['small'])
    expect(broken.map(({ names }) => names)).toEqual([['half'], ['lost'], ['ring']])
    const remedy = 'which cannot be reached; put that back, or point the link elsewhere, or remove it.'
    expect(broken.flatMap(({ problems }) => problems).map(problemLine)).toEqual([
      `studies/half/study.yaml:1: studies/half/study.yaml is a link to gone.yaml, ${remedy}`,
      `studies/lost/study.yaml:1: studies/lost is a link to /not/there, ${remedy}`,
      `studies/ring/study.yaml:1: studies/ring is a link to ring, ${remedy}`,
    ])
  })

  test('wants a study to be called like its folder', () => {
    const { studies, broken } = loadStudies('studies', studyFolder(inStudy('id: small', 'id: tiny')))
    expect(studies).toEqual([])
    expect(broken.map(({ names }) => names)).toEqual([['small', 'tiny']])
    expect(broken[0]!.problems.map(problemLine)).toEqual([
      'studies/small/study.yaml:1: the study\'s id is "tiny" and its folder is "small"; give both the same name.',
    ])
  })

  test('that is not there has none', () => {
    const root = studyFolder()
    rmSync(path.join(root, 'studies'), { recursive: true })
    expect(loadStudies('studies', root)).toEqual({ studies: [], broken: [] })
    writeFileSync(path.join(root, 'studies'), 'No folder.')
    expect(loadStudies('studies', root)).toEqual({ studies: [], broken: [] })
  })
})

describe('a file that cannot be read at all is a problem of its study', () => {
  test.each([
    ['the figures of a population are a folder', 'data: people.csv', 'data: .', inPeople],
    ['an instrument is a folder', '- ../library/trust.yaml', '- ../library', inStudy],
  ] as const)('where %s', (_, from, to, change) => {
    const loaded = loadStudy(STUDY_FILE, studyFolder(change(from, to)))
    expect(loaded.ok).toBe(false)
    expect(loaded.ok ? [] : loaded.problems.map(problemLine).join('\n')).toMatch(/^studies\/\S+:1: .+[.]$/m)
  })
})

describe('rows of a population', () => {
  test.each([
    [
      'another head',
      inFigures('code,share', 'code,part'),
      1,
      'the columns are "country,item,code,part"; a population of distributions has "country,item,code,share".',
    ],
    [
      'a missing cell',
      inFigures('EGY,Q1,2,0.75', 'EGY,Q1,0.75'),
      3,
      'this row has 3 cells; it must have 4: country, item, code, share.',
    ],
    [
      'a country in words',
      inFigures('DEU,Q1,1,1', 'Germany,Q1,1,1'),
      4,
      '"Germany" is not an ISO 3166-1 alpha-3 country code, like "EGY".',
    ],
    ['no item', inFigures('DEU,Q1,1,1', 'DEU,,1,1'), 4, 'the item is empty; write its code, like "Q57".'],
    [
      'a code that is no number',
      inFigures('DEU,Q1,1,1', 'DEU,Q1,yes,1'),
      4,
      'the code "yes" is not a whole number; write an option\'s code.',
    ],
    [
      'a code that the item lacks',
      inFigures('DEU,Q1,1,1', 'DEU,Q1,3,1'),
      4,
      'Q1 has no code 3; the instrument has 1, 2.',
    ],
    [
      'a share above 1',
      inFigures('DEU,Q1,1,1', 'DEU,Q1,1,100'),
      4,
      'the share "100" is not a number from 0 to 1; write 0.25 for 25 %.',
    ],
    [
      'an empty share',
      inFigures('DEU,Q1,1,1', 'DEU,Q1,1,'),
      4,
      'the share "" is not a number from 0 to 1; write 0.25 for 25 %.',
    ],
    [
      'a row that stands twice',
      inFigures('EGY,Q1,2,0.75', 'EGY,Q1,1,0.25'),
      3,
      '"EGY Q1 1" stands on line 2 already; remove one of the two.',
    ],
    [
      'shares that do not sum to 1',
      inFigures('EGY,Q1,2,0.75', 'EGY,Q1,2,0.5'),
      2,
      'the shares of EGY Q1 sum to 0.7500; they must sum to 1 (within 0.01).',
    ],
    ['a quote that is not closed', inFigures('DEU,Q1,1,1', 'DEU,"Q1,1,1'), 5, 'this is not CSV: '],
  ])('with %s are named by line', (_, change, line, message) => {
    const found = lines(change)
    expect(
      found.some((one) => one.startsWith(`studies/library/people.csv:${line}: ${message}`)),
      found.join('\n'),
    ).toBe(true)
  })

  const means = [
    inPeople('kind: distributions', 'kind: means'),
    inFigures(
      'country,item,code,share\nEGY,Q1,1,0.25\nEGY,Q1,2,0.75\nDEU,Q1,1,1\nDEU,Q2,7,1',
      'country,item,mean\nEGY,Q1,1.75\nDEU,Q2,7',
    ),
  ]
  test('whose shares are rounded have the mean of the shares that are there', () => {
    const { study } = sound(studyFolder(inFigures('EGY,Q1,2,0.75', 'EGY,Q1,2,0.745')))
    const figures = study.populations[0]!.figures.EGY!.Q1!
    expect(figures).toMatchObject({ shares: { 1: 0.25, 2: 0.745 } })
    expect(figures.mean).toBeCloseTo(1.74 / 0.995, 12)
  })

  const people = (to: string) =>
    inFigures('country,item,code,share\nEGY,Q1,1,0.25\nEGY,Q1,2,0.75\nDEU,Q1,1,1\nDEU,Q2,7,1\n', to)

  test('may tell how many people stand behind a figure, and of subgroups', () => {
    const told = people(`country,subgroup,item,code,share,n,effective
EGY,,Q1,1,0.25,80,61.5
EGY,,Q1,2,0.75,80,61.5
EGY,sex=female,Q1,1,1,40,
EGY,age=50+,Q2,7,1,40,
DEU,,Q1,2,1,,
`)
    expect(sound(studyFolder(told)).study.populations[0]).toMatchObject({
      figures: {
        EGY: { Q1: { mean: 1.75, shares: { 1: 0.25, 2: 0.75 }, n: 80, effective: 61.5 } },
        DEU: { Q1: { mean: 2, shares: { 2: 1 } } },
      },
      subgroups: { EGY: { 'sex=female': { Q1: { mean: 1, shares: { 1: 1 }, n: 40 } } } },
    })
  })

  test('need not have their columns in a certain order', () => {
    const turned = people('share,n,code,item,country\n1,5,2,Q1,EGY\n')
    expect(sound(studyFolder(turned)).study.populations[0]!.figures).toEqual({
      EGY: { Q1: { mean: 2, shares: { 2: 1 }, n: 5 } },
    })
  })

  test('without subgroups say nothing of them, so that a study keeps its hash', () => {
    expect(sound(studyFolder()).study.populations[0]).not.toHaveProperty('subgroups')
  })

  test.each([
    ['a subgroup in words', 'EGY,women,Q1,1,1,9,', 2, '"women" is not a subgroup; write a dimension and a group'],
    ['an n that is no number', 'EGY,,Q1,1,1,few,', 2, 'n is "few"; write how many people answered the item'],
    ['half a person', 'EGY,,Q1,1,1,0.5,', 2, 'n is "0.5"; write how many people answered the item'],
    ['an effective n of nobody', 'EGY,,Q1,1,1,9,0', 2, 'effective is "0"; write the effective number of people'],
    [
      'several n for one item',
      'EGY,,Q1,1,0.5,9,\nEGY,,Q1,2,0.5,8,',
      3,
      'n or effective of EGY Q1 differs from line 2; all rows of an item are about the same people, so give the same number on all.',
    ],
    ['a subgroup twice', 'EGY,a=b,Q1,1,1,9,\nEGY,a=b,Q1,1,1,9,', 3, '"EGY a=b Q1 1" stands on line 2 already'],
    ['shares of a subgroup below 1', 'EGY,a=b,Q1,1,0.5,9,', 2, 'the shares of EGY a=b Q1 sum to 0.5000'],
  ])('with %s are named by line too', (_, rows, line, message) => {
    const found = lines(people(`country,subgroup,item,code,share,n,effective\n${rows}\n`))
    expect(
      found.some((one) => one.startsWith(`studies/library/people.csv:${line}: ${message}`)),
      found.join('\n'),
    ).toBe(true)
  })

  test.each(['country,item,code,share,share', 'country,item,code,share,weight', 'item,code,share'])(
    'with the columns %s are refused',
    (columns) => {
      expect(lines(people(`${columns}\nEGY,Q1,1,1,1\n`))[0]).toMatch(
        /people\.csv:1: the columns are ".*"; a population of distributions has "country,item,code,share"\. It may have subgroup, n, effective as well\./,
      )
    },
  )

  test('may be means', () => {
    expect(sound(studyFolder(...means)).study.populations[0]!.figures).toEqual({ EGY: { Q1: { mean: 1.75 } } })
  })

  test.each([
    ['1.75', 'high', 'the mean "high" is not a number; write one, like 2.75.'],
    ['1.75', '2.75', 'the mean 2.75 of Q1 lies outside its codes 1 to 2; check the item and its scale.'],
  ])('whose mean %s is %s are named by line', (from, to, message) => {
    expect(lines(...means, inFigures(from, to))).toEqual([`studies/library/people.csv:2: ${message}`])
  })
})
