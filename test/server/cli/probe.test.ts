import { afterEach, describe, expect, test } from 'vitest'
import { probeVerb } from '../../../server/cli/probe.ts'
import { smallStudy } from '../../study.ts'
import type { Dialect } from '../model/endpoint/endpoint.ts'
import { refusing } from '../model/endpoint/refusing.ts'
import { says, studyOfRun } from '../probes/run-rig.ts'
import { probePlace } from './probe-place.ts'

let place: Awaited<ReturnType<typeof probePlace>>
afterEach(() => place.end())

/**
 * Answers until so many questions have come; that one and all later are left without a word. `reached` is when so many have
 * come that were left.
 */
function answersUntil(count: number, left = 1): { dialect: Dialect; reached: Promise<void> } {
  let come = 0
  let tell = () => {}
  const reached = new Promise<void>((resolve) => {
    tell = resolve
  })
  const dialect: Dialect = (exchange) => {
    come += 1
    if (come < count) return says('2')(exchange)
    if (come === count + left - 1) tell()
  }
  return { dialect, reached }
}

const CONCURRENCY = 4
/** A program's start takes its time where many run. */
const PATIENCE = 300_000

describe('parallax probe', () => {
  test(
    'killed in mid-run, the same command goes on: nothing is asked twice beyond what was under way, and nothing is lost',
    async () => {
      const held = answersUntil(100)
      place = await probePlace(studyOfRun({ repeats: 20 }), held.dialect)
      const command = ['small', '--concurrency', String(CONCURRENCY)]
      const first = place.start('probe', ...command)
      await held.reached
      first.child.kill('SIGKILL')
      expect((await first.ended).signal).toBe('SIGKILL')
      const kept = await place.jobs()
      // Each hand may have had a reply on its way to the disk.
      expect(kept.length).toBeGreaterThanOrEqual(99 - 2 * CONCURRENCY)
      const askedBefore = place.asked().length

      place.answer(says('1'))
      const second = await place.run(probeVerb, ...command, '--json')
      expect(second.code).toBe(0)
      const rows = await place.jobs()
      expect(rows).toHaveLength(160)
      expect(rows.slice(0, kept.length)).toEqual(kept)
      expect(JSON.parse(second.out).models[0]).toMatchObject({ asked: 160 - kept.length, toAsk: 160 - kept.length })
      expect(place.asked()).toHaveLength(askedBefore + 160 - kept.length)
      expect(askedBefore - kept.length).toBeLessThanOrEqual(2 * CONCURRENCY + 2)
      const third = await place.run(probeVerb, ...command)
      expect(third.out).toContain('All 160 questions of the probe run of "small" are answered; nothing was asked.')
      expect(place.asked()).toHaveLength(askedBefore + 160 - kept.length)
    },
    PATIENCE,
  )

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends it within seconds, tells how to go on, and loses nothing that came',
    async (signal, code) => {
      // Both places are taken by questions without an answer: all answers before have come in.
      const held = answersUntil(40, 2)
      place = await probePlace(studyOfRun({ repeats: 20 }), held.dialect)
      const { child, ended, said } = place.start('probe', 'small', '--concurrency', '2')
      await held.reached
      child.kill(signal)
      await said('Stopping')
      // A second one gives up at once what is under way.
      child.kill(signal)
      const end = await ended
      expect(end.code).toBe(code)
      expect(end.err).toContain('Stopping; calls under way may still come in.')
      expect(end.out).toMatch(/main: 39 of 160 answered;.* Stopped; run the same command to go on\./)
      expect(await place.jobs()).toHaveLength(39)
    },
    PATIENCE,
  )

  test('--plan says what would be asked and what it may take, and asks nothing', async () => {
    const canaries = { items: ['near/trust'], repeats: 2 }
    const items = ['near/trust', 'near/side']
    place = await probePlace(studyOfRun({ repeats: 5, canaries, items, forms: ['question', 'scenario'] }))
    const plan = await place.run(probeVerb, 'small', '--plan', '--model', 'main', '--model', 'second')
    expect(plan.code).toBe(0)
    expect(plan.out).toMatch(/main \(normal\) +40 +0 +40 +12 +\d+ +\d+ +\d+\.\d\d/)
    expect(plan.out).toMatch(/second \(normal\) +40 +0 +40 +12 +\d+ +\d+ +-/)
    expect(plan.out).toContain('No price is known; give --price-in and --price-out.')
    expect(plan.out).toContain('Passed over: near/side as scenario in EGY, ar: it has no scenario in ar.')
    expect(place.endpoint.requests).toHaveLength(0)

    expect((await place.run(probeVerb, 'small')).code).toBe(0)
    const after = await place.run(
      probeVerb,
      'small',
      '--plan',
      '--repeats',
      '6',
      '--json',
      '--price-in',
      '10',
      '--price-out',
      '0',
    )
    const { plans, passedOver } = JSON.parse(after.out)
    // 8 questions, 6 canaries, 6 checks: 7 tokens in and 11 out each as reported, and the checks' own estimate.
    expect(plans).toMatchObject([
      { alias: 'main', jobs: 48, done: 40, toAsk: 8, canaries: 6, checks: 6, estimatedFrom: 'reported' },
    ])
    expect(plans[0].promptTokens).toBe(14 * 7 + 6 * 20)
    expect(plans[0].cost).toBeCloseTo(((14 * 7 + 6 * 20) * 10) / 1e6, 12)
    expect(passedOver).toHaveLength(4)
    const estimate = JSON.parse((await place.run(probeVerb, 'small', '--plan', '--model', 'second', '--json')).out)
      .plans[0]
    expect(estimate).toMatchObject({ done: 0, toAsk: 40, estimatedFrom: 'length of the prompts', cost: null })
    expect(estimate.promptTokens).toBeGreaterThan(40 * 20)
    expect(estimate.promptTokens).toBeLessThan(40 * 200)
  })

  test('asks further models, and each only once', async () => {
    place = await probePlace(studyOfRun())
    expect((await place.run(probeVerb, 'small', '--model', 'second')).code).toBe(0)
    expect(new Set((await place.jobs()).map(({ alias }) => alias))).toEqual(new Set(['second']))
    const both = await place.run(probeVerb, 'small', '--model', 'second', '--model', 'main')
    expect(both.out).toContain('main: 16 of 16 answered')
    expect(both.out).not.toContain('second:')
    expect(await place.jobs()).toHaveLength(32)
  })

  test('says whether the model changed while it was asked, by its canaries', async () => {
    const canaries = { items: ['near/side'], repeats: 10 }
    let come = 0
    place = await probePlace(studyOfRun({ canaries, repeats: 1 }), (exchange) =>
      says(come++ < 28 ? '2' : '1')(exchange),
    )
    const changed = await place.run(probeVerb, 'small', '--concurrency', '1')
    expect(changed.out).toContain(
      'The model may have changed while it was asked: its answers to canary questions differed (1 canary questions at 3 moments',
    )
    place.answer(says('1'))
    const steady = JSON.parse((await place.run(probeVerb, 'small', '--model', 'second', '--json')).out)
    expect(steady.models[0].drift).toMatchObject({ changed: [], moments: ['2 start', '2 middle', '2 end'] })
    expect((await place.run(probeVerb, 'small', '--model', 'second', '--repeats', '2')).out).toMatch(
      /No change of the model was seen \(1 canary questions at 6 moments, smallest p 1.0000 after Holm\)/,
    )
  })

  test('ends with 3 where what it may spend is used up, and goes on with the next command', async () => {
    place = await probePlace(studyOfRun({ repeats: 20 }))
    const command = ['small', '--concurrency', '2', '--max-tokens-total', '600']
    const first = await place.run(probeVerb, ...command)
    expect(first.code).toBe(3)
    expect(first.out).toContain('What this command may spend is used up; run it again to spend as much again.')
    const kept = (await place.jobs()).length
    expect(kept).toBeGreaterThan(5)
    expect(kept).toBeLessThan(40)
    expect((await place.run(probeVerb, ...command)).code).toBe(3)
    expect((await place.jobs()).length).toBeGreaterThan(kept)
  })

  test('asks nothing, not even what the endpoint can do, where that alone is more than it may spend', async () => {
    place = await probePlace(studyOfRun())
    const { code, out } = await place.run(probeVerb, 'small', '--max-tokens-total', '200')
    expect([code, place.endpoint.requests.length]).toEqual([3, 0])
    expect(out).toContain('is not enough for a question after the check of what the endpoint can do; allow more.')
  })

  test('ends with 1 where there is no endpoint, and says what to do', async () => {
    place = await probePlace(studyOfRun())
    place.env.PARALLAX_MODELS = JSON.stringify({
      main: { baseUrl: place.endpoint.url.replace('/v1', '/v2'), model: 'm' },
    })
    const { code, out } = await place.run(probeVerb, 'small')
    expect(code).toBe(1)
    expect(out).toMatch(
      /main: 0 of 16 answered.* brings no replies that can be used: .*No route POST .*; run the same command to go on\./,
    )
  })

  test('closes with the setting to change where the endpoint refuses a parameter, and goes on once that is changed', async () => {
    place = await probePlace(studyOfRun({ repeats: 1 }), refusing['gpt-5'])
    const refused = await place.run(probeVerb, 'small')
    expect(refused.code).toBe(1)
    expect(refused.out.trim().split('\n')).toEqual([
      expect.stringMatching(/^main: 0 of 8 answered; /),
      '8 brought no reply after all attempts; the same command asks them again.',
      'The endpoint refused "temperature": in PARALLAX_MODELS, alias "main", write drop: [temperature]; ' +
        "then the endpoint's own temperature is used, and not the study's.",
    ])
    const many = await place.run(probeVerb, 'small', '--repeats', '9', '--concurrency', '1')
    expect(many.out).toMatch(
      /^main: 0 of 72 answered; .*\. The endpoint refused "temperature": in PARALLAX_MODELS, alias "main", write drop: \[temperature\];.*; run the same command to go on\.\n?$/,
    )
    const models = JSON.parse(place.env.PARALLAX_MODELS!)
    place.env.PARALLAX_MODELS = JSON.stringify({ ...models, main: { ...models.main, drop: ['temperature'] } })
    const done = await place.run(probeVerb, 'small', '--json')
    expect([done.code, JSON.parse(done.out).models[0]]).toMatchObject([0, { asked: 8, failed: 0, remedy: null }])
  })

  test('a call that cannot be worked with is told what is wrong, and asks nothing', async () => {
    place = await probePlace(studyOfRun())
    const calls: [string[], RegExp][] = [
      [['nothing'], /No study "nothing".*Known studies: small/],
      [[], /Name a study/],
      [['small', 'more'], /One study at a time/],
      [
        ['small', '--model', 'unbound'],
        /^--model: The model alias "unbound" is bound to no endpoint.*Bound are: main, second/,
      ],
      [['small', '--concurrency', '0'], /--concurrency must be a whole number above 0/],
      [['small', '--concurrency', '513'], /above 0 and below 513/],
      [['small', '--repeats', 'many'], /--repeats must be a whole number/],
      [['small', '--max-tokens-total', '1.5'], /--max-tokens-total must be a whole number/],
      [
        ['small', '--price-in=-1', '--price-out', '1'],
        /--price-in is USD per million tokens, from 0 to 1000000; it was "-1"/,
      ],
      [['small', '--price-in', '1', '--price-out', '1e308'], /--price-out is USD per million tokens/],
      [['small', '--price-in', '1'], /--price-in and --price-out go together/],
      [['small', '--model', 'second', '--max-cost', '1'], /--max-cost needs prices, and none is known of "second"/],
      [['small', '--fast'], /There is no option --fast/],
    ]
    for (const [args, words] of calls) {
      const { code, err } = await place.run(probeVerb, ...args)
      expect(err).toMatch(words)
      expect(code).toBe(2)
    }
    expect(place.endpoint.requests).toHaveLength(0)
  })

  test('a study without a probe run is refused', async () => {
    place = await probePlace(smallStudy())
    const { code, err } = await place.run(probeVerb, 'small')
    expect([code, err]).toEqual([2, expect.stringMatching(/Study "small" has no probeRun; add one to .*study\.yaml/)])
  })

  test(
    'two commands never ask the same run at once',
    async () => {
      const held = answersUntil(3)
      place = await probePlace(studyOfRun({ repeats: 20 }), held.dialect)
      const first = place.start('probe', 'small', '--concurrency', '1')
      await held.reached
      const second = await place.run(probeVerb, 'small')
      expect([second.code, second.err]).toEqual([
        2,
        expect.stringMatching(/Another command asks the probe run of "small"/),
      ])
      first.child.kill('SIGKILL')
      await first.ended
    },
    PATIENCE,
  )
})
