import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { studyCheck } from '../../../server/cli/study-check.ts'
import { studyConditions } from '../../../server/cli/study-conditions.ts'
import { studyPreview } from '../../../server/cli/study-preview.ts'
import { STUDY_FILE, studyFolder } from '../studies/study-folder.ts'
import { call } from './calls.ts'

const SHIPPED = path.resolve(import.meta.dirname, '../../../studies/interaction-structure/study.yaml')
const DEMO = path.resolve(import.meta.dirname, '../../../studies/demo/study.yaml')
const small = (...changes: Parameters<typeof studyFolder>) => path.join(studyFolder(...changes), STUDY_FILE)

/** An endpoint for the alias of the small study, so that no warning says that there is none. */
const BOUND = { PARALLAX_MODELS: JSON.stringify({ main: { baseUrl: 'http://127.0.0.1:9/v1', model: 'm' } }) }

/** A check on a machine whose environment says this. */
async function checked(env: Record<string, string>, file: string) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  return call(studyCheck, file).finally(() => vi.unstubAllEnvs())
}

describe('study check', () => {
  test('ends with 0, a hash and counts for a sound study', async () => {
    const { code, out, err } = await checked(BOUND, small())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/study\.yaml: fine, 0 warnings\nversion [0-9a-f]{64}\n/)
    expect(out).toContain(
      '2 factors, 4 conditions, 3 stages, 2 items asked of people, 1 item probed, 0 contrasts, 1 locale',
    )
  })

  test('says warnings and ends with 0', async () => {
    const { code, out, err } = await call(studyCheck, DEMO)
    expect(code).toBe(0)
    expect(err).toMatch(/study\.yaml:\d+: warning: the model is "builtin"/)
    expect(out).toMatch(/fine, \d+ warnings?\n/)
  })

  test('refuses what a start refuses: a responder.yaml that is missing, or names a level that is no more', async () => {
    const missing = await call(studyCheck, small({ file: STUDY_FILE, from: 'alias: main', to: 'alias: builtin' }))
    expect(missing.code).toBe(1)
    expect(missing.err).toMatch(
      /study\.yaml:7: the model alias is "builtin", and there is no \S+responder\.yaml; write one/,
    )
    expect(missing.err).toContain('1 error, 1 warning; the study cannot run yet.')

    const stale = path.join(mkdtempSync(path.join(tmpdir(), 'parallax-stale-')), 'studies')
    cpSync(path.dirname(path.dirname(DEMO)), stale, { recursive: true })
    const file = path.join(stale, 'demo', 'study.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/\bneighbour(?![-s])/g, 'nextdoor'))
    const renamed = await call(studyCheck, file)
    rmSync(path.dirname(stale), { recursive: true, force: true })
    expect(renamed.code).toBe(1)
    expect(renamed.err).toMatch(/demo\/responder\.yaml:\d+: .*neighbour/)
    expect(renamed.out).toBe('')
  })

  test('refuses what a start refuses: a folder that is not named as the study', async () => {
    const { code, err } = await checked(BOUND, small({ file: STUDY_FILE, from: 'id: small', to: 'id: tiny' }))
    expect(code).toBe(1)
    expect(err).toMatch(/study\.yaml:1: the study's id is "tiny" and its folder is "small"; give both the same name\./)
  })

  test('says by line what a binding of this machine changes about the requests of the study', async () => {
    const settings = 'alias: main, settings: {\n  temperature: 0.7,\n  top_p: 1,\n  max_tokens: 300 }'
    const file = small({ file: STUDY_FILE, from: 'alias: main', to: settings })
    const change = {
      ...{ rename: { max_tokens: 'max_completion_tokens' }, drop: ['temperature', 'stop'] },
      add: { reasoning_effort: 'low', top_p: 0.5 },
    }
    const bound = { baseUrl: 'http://127.0.0.1:9/v1', model: 'gpt-5', ...change }
    const { code, out, err } = await checked({ PARALLAX_MODELS: JSON.stringify({ main: bound }) }, file)
    expect(code).toBe(0)
    const lines = err.trim().split('\n')
    for (const [at, words] of [
      [8, "temperature 0.7 is left out. So the endpoint's own value is used, and not the study's"],
      [9, "top_p 1 is sent, since the study sets it, and not the binding's 0.5."],
      [10, 'max_tokens 300 is sent as max_completion_tokens.'],
      [7, 'reasoning_effort "low" is added.'],
    ])
      expect(lines.shift()).toContain(`study.yaml:${at}: warning: "main" is bound to gpt-5 so that ${words}`)
    expect(lines).toEqual([])
    expect(out).toContain('fine, 4 warnings\n')
  })

  test('says of bindings that are wrong what is wrong, and of an alias that none is of, which there are', async () => {
    const models = JSON.stringify({ other: { baseUrl: 'http://127.0.0.1:9/v1', model: 'm' } })
    const unbound = await checked({ PARALLAX_MODELS: models }, small())
    expect(unbound.code).toBe(0)
    expect(unbound.err).toMatch(
      /study\.yaml:7: warning: The model alias "main" is bound to no endpoint\. Bound are: other\./,
    )
    expect(unbound.out).toContain('fine, 1 warning\n')
    const wrong = await checked({ PARALLAX_MODELS: models.replace('"m"', '"m","drop":["temprature"]') }, small())
    expect(wrong.code).toBe(0)
    expect(wrong.err).toMatch(
      /^warning: PARALLAX_MODELS, alias "other", drop: "temprature" .* Did you mean "temperature"\?\n$/,
    )
  })

  test('says of an alias that nothing is bound to it, where no other is bound either, and by the line that names it', async () => {
    const run =
      'control: plain_placebo\nprobeRun: { models: [main, second], items: [trust/near], slices: [{ locale: en, place: DEU }], repeats: 1 }'
    const { code, out, err } = await call(
      studyCheck,
      small({ file: STUDY_FILE, from: 'control: plain_placebo', to: run }),
    )
    expect(code, err).toBe(0)
    expect(err).toMatch(/study\.yaml:7: warning: The model alias "main" is bound to no endpoint\. No alias is bound\./)
    expect(err).toMatch(/study\.yaml:29: warning: The model alias "second" is bound to no endpoint\./)
    expect(out).toContain('fine, 2 warnings\n')
  })

  test('says nothing of models that are bound elsewhere, nor of bindings where the built-in responder is asked', async () => {
    const models = JSON.stringify({ other: { baseUrl: 'http://127.0.0.1:9/v1', model: 'm', drop: ['temperature'] } })
    const { err } = await checked({ PARALLAX_MODELS: models }, DEMO)
    expect(err).not.toMatch(/bound|temperature/)
  })

  test('says every error by line and ends with 1', async () => {
    const file = small({ file: STUDY_FILE, from: 'control: plain_placebo', to: 'control: placebo\ntitel: T' })
    const { code, out, err } = await call(studyCheck, file)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('study.yaml:29: "titel" is not known in the file; did you mean "title"?\n')
    expect(err).toContain('1 error, 0 warnings; the study cannot run yet.')
  })

  test('refuses a call without a file, with two, or with an option that it lacks', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--fast']]) {
      const { code, err } = await call(studyCheck, ...args)
      expect(code, err).toBe(2)
      expect(err).not.toBe('')
    }
  })

  test('finds a study by its id', async () => {
    const { code, out } = await call(studyCheck, 'demo')
    expect([code, out]).toEqual([0, expect.stringMatching(/^studies\/demo\/study\.yaml: fine/)])
  })

  test('ends with 1 for a file that is not there', async () => {
    const { code, err } = await call(studyCheck, '/nowhere/study.yaml')
    expect(code).toBe(1)
    expect(err).toContain('there is no such file')
  })
})

describe('study conditions', () => {
  test('lists each cell with its weight and levels, and the crossed factors below', async () => {
    const { code, out } = await call(studyConditions, SHIPPED)
    expect(code).toBe(0)
    const rows = out.split('\n').map((line) => line.trim().split(/\s{2,}/))
    expect(rows[0]).toEqual(['condition', 'weight', 'framing', 'language', 'persona', 'strategy', 'topic'])
    expect(rows).toContainEqual(['user-elder-own-reasoning', '1', 'user', 'own', 'elder', 'reasoning', 'trust'])
    expect(rows).toContainEqual(['placebo *', '2', 'none', 'own', 'plain', 'direct', 'food'])
    expect(out).toContain('a block of assignment is 14 sessions')
    expect(out).toContain('crossed: position (high, low)')
  })

  test('gives the same as JSON', async () => {
    const { out } = await call(studyConditions, SHIPPED, '--json')
    const parsed = JSON.parse(out)
    expect(parsed).toMatchObject({ study: 'interaction-structure', control: 'placebo', block: 14 })
    expect(parsed.conditions).toHaveLength(13)
    expect(parsed.crossed).toEqual({ position: ['high', 'low'] })
    expect(parsed.version).toMatch(/^[0-9a-f]{64}$/)
  })

  test('refuses a study with errors, by line', async () => {
    const { code, err } = await call(studyConditions, small({ file: STUDY_FILE, from: 'min: 1', to: 'min: 9' }))
    expect(code).toBe(2)
    expect(err).toMatch(/study\.yaml:43: stage "talk" asks for at least 9 turns/)
  })
})

describe('study preview', () => {
  const preview = (...args: string[]) => call(studyPreview, SHIPPED, ...args)
  const cell = ['--condition', 'person-elder-english-direct', '--locale', 'ar', '--place', 'EGY']

  test('shows the messages of the talk and of a probe once for every wording', async () => {
    const { code, out } = await preview(...cell)
    expect(code).toBe(0)
    expect(out.match(/^--- .*$/gm)).toEqual([
      '--- Talk, wording 1 of 2',
      '--- Probe of values/trust-strangers, wording 1 of 2',
      '--- Talk, wording 2 of 2',
      '--- Probe of values/trust-strangers, wording 2 of 2',
    ])
    expect(out).toContain('Take the part of a person from Egypt and say what that person would say.')
    expect(out).toContain('Imagine that you grew up and live in Egypt')
    expect(out).toContain('How far do you trust somebody whom you have only just met?\n1 = Fully\n')
    expect(out).toContain('position=high')
  })

  test('takes a level of a crossed factor and a probed item', async () => {
    const { out } = await preview(...cell, '--level', 'position=low', '--item', 'values/work-first', '--json')
    const parsed = JSON.parse(out)
    expect(parsed.levels).toMatchObject({ position: 'low', persona: 'elder' })
    expect(parsed.previews).toHaveLength(2)
    expect(parsed.previews[0].structure.position.value).toBe(-1)
    expect(parsed.previews[0].talk[0]).toMatchObject({ role: 'system' })
    expect(parsed.previews[1].probe.item).toBe('values/work-first')
    expect(parsed.previews[1].probe.messages.at(-1).content).toMatch(/^What do you think of the rule/)
  })

  test('without a place leaves the framing out', async () => {
    const { out } = await preview('--condition', 'person-elder-english-direct', '--locale', 'ar')
    expect(out).toContain('place none declared')
    expect(out).not.toMatch(/person from|grew up/)
  })

  test('shows the probe of the talk that the condition meets', async () => {
    const { code, out } = await call(studyPreview, DEMO, '--condition', 'placebo', '--locale', 'en')
    expect(code).toBe(0)
    expect(out).toContain('Probe of values/trust-neighbours')
  })

  test.each([
    [
      ['--condition', 'plain_focus', '--locale', 'en'],
      'No condition "plain_focus". Did you mean "plain_focal"? Known: plain_focal,',
    ],
    [['--condition', 'plain_focal', '--locale', 'fr'], 'No locale "fr". Known: en.'],
    [['--condition', 'plain_focal', '--locale', 'en', '--place', 'XXX'], 'No place "XXX". Known: DEU, EGY.'],
    [['--condition', 'plain_focal', '--locale', 'en', '--item', 'trust/guest'], 'No probed item "trust/guest". '],
    [['--condition', 'plain_focal', '--locale', 'en', '--level', 'arm=focal'], 'No crossed factor "arm". Known: none.'],
    [['--condition', 'plain_focal', '--locale', 'en', '--level', 'arm'], '--level takes FACTOR=LEVEL; it was "arm".'],
    [['--locale', 'en'], '--condition is missing: one of plain_focal,'],
    [['--condition', 'plain_focal'], '--locale is missing: one of en.'],
  ])('refuses %j with what is known', async (args, message) => {
    const { code, out, err } = await call(studyPreview, small(), ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  test('refuses a level that a crossed factor lacks', async () => {
    const { code, err } = await preview('--condition', 'placebo', '--locale', 'en', '--level', 'position=middle')
    expect(code).toBe(2)
    expect(err).toContain('No level of position "middle". Known: high, low.')
  })

  test('says so where the model is told nothing, and where nothing is probed', async () => {
    const silent = small({
      file: STUDY_FILE,
      from: ", wordings: [{ en: Be plain. }, { en: 'Plain, please.' }]",
      to: '',
    })
    const focal = await call(studyPreview, silent, '--condition', 'plain_focal', '--locale', 'en')
    expect(focal.out).toContain('(nothing: the model is told nothing before the first turn)')
    const placebo = await call(studyPreview, silent, '--condition', 'plain_placebo', '--locale', 'en')
    expect(placebo.out).not.toContain('Probe of')
  })
})

test('each verb has help that names its arguments', async () => {
  for (const [verb, name] of [
    [studyCheck, 'study check FILE'],
    [studyConditions, 'study conditions FILE'],
    [studyPreview, 'study preview FILE'],
  ] as const) {
    const { code, out } = await call(verb, '--help')
    expect(code).toBe(0)
    expect(out).toContain(`Usage: npm run -s parallax -- ${name}`)
  }
})
