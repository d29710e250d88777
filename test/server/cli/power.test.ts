import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { powerVerb } from '../../../server/cli/power.ts'
import { call } from './calls.ts'

const demo = (...args: string[]) => call(powerVerb, 'demo', ...args)

describe('parallax power', () => {
  test('says the cost first, then a line for each size, and as JSON the same', { timeout: 300_000 }, async () => {
    const args = ['--effect', '0.5', '--contrast', 'neighbour-plain', '--simulations', '2', '--places', 'EGY,MAR']
    const text = await demo(...args, '--participants', '40,80')
    expect(text.code, text.err).toBe(0)
    expect(text.err).toMatch(
      /^2 data sets for each of 2 lines, [\d.]+ s for one of each: about \d+ s, or 10 min at most/,
    )
    expect(text.out).toMatch(/neighbour-plain +40 participants +2 /)
    expect(text.out).toMatch(/neighbour-plain +80 participants +2 /)
    expect(text.out).toContain('People come from EGY, MAR, equally often.')
    expect(text.out).toContain('No difference between items (--item-sd)')
    const { out } = await demo(...args, '--participants', '40', '--json')
    const read = JSON.parse(out) as { rows: { contrast: string; size: number; power: number }[]; resamples: number }
    expect(read.rows).toHaveLength(1)
    expect(read.rows[0]).toMatchObject({ contrast: 'neighbour-plain', of: 'participants', size: 40, simulations: 2 })
    expect(read.resamples).toBe(400)
  })

  test('is short as the README gives it: each data set of a line takes a third of a second or so', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8')
    const words = /parallax -- power demo (.*?) +#/.exec(readme)![1]!.split(' ')
    const given = (option: string) => words[words.indexOf(option) + 1]!
    for (const option of ['--effect', '--participants', '--contrast', '--simulations']) expect(words).toContain(option)
    expect(given('--participants').split(',').length * Number(given('--simulations'))).toBeLessThanOrEqual(80)
  })

  test('stops at the time given and says how many data sets there are', async () => {
    const few = ['--effect', '0', '--participants', '60', '--places', 'EGY', '--minutes', '0.000001']
    const { code, out } = await demo(...few)
    expect(code).toBe(0)
    expect(out).toContain('Cut short by --minutes after 1 of 200 data sets.')
  })

  test('names a study that is a link to nothing, and reads the others all the same', async () => {
    const studies = mkdtempSync(path.join(tmpdir(), 'parallax-power-'))
    symlinkSync('lost', path.join(studies, 'lost'))
    vi.stubEnv('PARALLAX_STUDIES', studies)
    const fine = ['--effect', '0.2', '--participants', '100']
    try {
      expect((await call(powerVerb, 'lost', ...fine)).err).toMatch(
        /lost is a link to lost, which cannot be reached; put/,
      )
      expect((await call(powerVerb, 'dmeo', ...fine)).err).toContain('No study "dmeo". Known studies: lost.')
    } finally {
      vi.unstubAllEnvs()
      rmSync(studies, { recursive: true })
    }
  })

  test('refuses what it cannot read, by name and with the remedy', async () => {
    const fine = ['--effect', '0.2', '--participants', '100']
    const cases: [string[], string][] = [
      [['dmeo', ...fine], 'No study "dmeo". Known studies: demo'],
      [[], 'Name a study.'],
      [['demo', 'framings', ...fine], 'one too many'],
      [['demo', '--participants', '100'], '--effect is missing'],
      [['demo', '--effect', 'big', '--participants', '100'], '--effect must be a number, like 0.2; it was "big"'],
      [['demo', '--effect', '0.2'], '--participants is missing'],
      [['framings', '--effect', '0.2'], '--repeats is missing'],
      [['framings', ...fine], 'asks models only'],
      [['demo', '--effect', '0.2', '--participants', '9'], 'too few for 3 conditions'],
      [['demo', '--effect', '0.2', '--participants', '100,ten'], 'it was "ten"'],
      [['demo', ...fine, '--contrast', 'neighbor-plain'], 'Did you mean "neighbour-plain"?'],
      [['demo', '--effect', '1e3', '--participants', '100'], '--effect is in sd of people'],
      [['demo', ...fine, '--item-sd', '1e308'], '--item-sd is a spread in sd, from 0 to 10'],
      [['demo', '--effect', '0.2', '--participants', '1e9'], 'above 0 and below 100001; it was "1e9"'],
      [['framings', '--effect', '0.2', '--repeats', '1e9'], 'above 0 and below 10001; it was "1e9"'],
      [['framings', '--effect', '0.2', '--repeats', '1', '--dropout', '0.2'], '--dropout is about people'],
      [['demo', ...fine, '--retest', '1.2'], '--retest is a share from 0 to 1'],
      [['demo', ...fine, '--item-sd=-1'], 'from 0 to 10; it was "-1"'],
      [['demo', ...fine, '--places', 'XXX'], 'No place "XXX"'],
    ]
    for (const [args, message] of cases) {
      const { code, out, err } = await call(powerVerb, ...args)
      expect({ code, out }, err).toEqual({ code: 2, out: '' })
      expect(err).toContain(message)
    }
  })
})
