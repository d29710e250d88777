import { expect, test, vi } from 'vitest'
import { takenByNpm } from '../../../server/cli/arguments.ts'
import { equivalence } from '../../../server/cli/equivalence.ts'
import { exportVerb } from '../../../server/cli/export.ts'
import { probeVerb } from '../../../server/cli/probe.ts'
import { studyPreview } from '../../../server/cli/study-preview.ts'
import { VERBS, verbNamed } from '../../../server/cli/verbs.ts'
import { call } from './calls.ts'

const said = async (...[verb, ...args]: Parameters<typeof call>) => {
  const { code, out, err } = await call(verb, ...args)
  expect([code, out]).toEqual([2, ''])
  return err
}

test.each(Object.entries(VERBS))('the help of %s begins with the call as it is typed', (name, { help }) => {
  expect(help).toMatch(new RegExp(`^Usage: npm run -s parallax -- ${name}(?: [A-Z]|\\n)`))
})

test('a word is a verb only if it is listed, also if every object of JavaScript has it', () => {
  expect(verbNamed(['study', 'check', 'demo'])).toBe('study check')
  expect(verbNamed(['probe', 'demo'])).toBe('probe')
  for (const word of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
    expect(verbNamed([word, 'x'])).toBeUndefined()
})

test('an option that a verb does not have is named, with the one that was meant and where they are listed', async () => {
  expect(await said(studyPreview, 'study.yaml', '--local', 'en')).toBe(
    'There is no option --local; did you mean --locale? "npm run -s parallax -- study preview --help" lists them.\n',
  )
  expect(await said(exportVerb, 'demo', '--bananas')).toBe(
    'There is no option --bananas. "npm run -s parallax -- export --help" lists them.\n',
  )
  expect(await said(exportVerb, 'demo', '-o', 'D')).toContain('There is no option -o')
})

test('an option without its value, or with one too many, is named in plain words', async () => {
  expect(await said(exportVerb, 'demo', '--out')).toBe('--out needs a value; write it behind: --out VALUE.\n')
  expect(await said(exportVerb, 'demo', '--out', '--zip')).toContain(
    '--out needs a value, and "--zip" looks like an option',
  )
  expect(await said(equivalence, 'a.csv', '--sesoi', '-1')).toContain('or --sesoi=-1 if that is the value.')
  expect(await said(exportVerb, 'demo', '--zip=yes')).toBe(
    '--zip takes no value, and it was given "yes"; write --zip alone.\n',
  )
})

test('an option that npm took, since the "--" before the verb was forgotten, is said to be so', () => {
  const usage = 'npm run -s parallax -- export'
  // What npm 11 makes of: npm run -s parallax export demo --out D --min-n 4
  const env = { npm_lifecycle_event: 'parallax', npm_config_out: 'true', npm_config_min_n: 'true' }
  const options = { out: { type: 'string' }, 'min-n': { type: 'string' }, json: { type: 'boolean' } } as const
  expect(takenByNpm(['demo', 'D', '4'], options, usage, env)).toBe(
    'npm took --out and --min-n for itself; write "--" after "parallax": npm run -s parallax -- export …',
  )
  // A setting that people have for npm says nothing about a call.
  expect(
    takenByNpm(['demo', '--out', 'D', '--min-n=4'], options, usage, { ...env, npm_config_json: 'true' }),
  ).toBeNull()
  expect(takenByNpm(['demo', 'D'], options, usage, { ...env, npm_lifecycle_event: 'test' })).toBeNull()
  const plan = { npm_lifecycle_event: 'parallax', npm_config_parseable: 'true', npm_config_all: 'true' }
  expect(takenByNpm(['framings'], { plan: { type: 'boolean' } }, usage, plan)).toContain('npm took --plan for itself')
})

test('a plan of which npm took the option asks no model', async () => {
  vi.stubEnv('npm_lifecycle_event', 'parallax')
  vi.stubEnv('npm_config_parseable', 'true')
  try {
    expect(await said(probeVerb, 'framings')).toContain('npm took --plan for itself; write "--" after "parallax"')
  } finally {
    vi.unstubAllEnvs()
  }
})
