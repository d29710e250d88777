import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { probeVerb } from '../../../server/cli/probe.ts'
import { probeCode } from '../../../server/cli/probe-code.ts'
import { says, studyOfRun } from '../probes/run-rig.ts'
import { probePlace } from './probe-place.ts'

let place: Awaited<ReturnType<typeof probePlace>>
beforeEach(async () => {
  // Of four answers one can be read by no rule, in turn.
  let at = 0
  place = await probePlace(studyOfRun({ repeats: 5 }), (exchange) =>
    says(at++ % 4 === 0 ? 'Well, who knows these days.' : '2')(exchange),
  )
  await place.run(probeVerb, 'small', '--concurrency', '1')
})
afterEach(() => place.end())

const codings = () =>
  place.endpoint.requests.filter(({ body }) => body.messages[0]!.content.startsWith('You code answers'))

describe('parallax probe code', () => {
  test('has a model read what the parser could not, once, blind to who answered, and leaves the answers as they are', async () => {
    place.answer(says('Code: 1'))
    const before = await place.jobs()
    const { code, out } = await place.run(probeCode, 'small', '--coder', 'second', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      coder: 'second (normal), codebook 1',
      ...{ read: 10, toRead: 10, failed: 0, agreement: { n: 10, same: 0 } },
    })
    expect(codings()).toHaveLength(10)
    for (const { body } of codings()) {
      expect(body.temperature).toBe(0)
      expect(JSON.stringify(body.messages)).not.toMatch(/neighbour|old|plain|EGY|مسن|elder/i)
    }
    expect(await place.jobs()).toEqual(before)
    const again = await place.run(probeCode, 'small', '--coder', 'second')
    expect(again.out).toContain('0 of 0 answers read')
    expect(codings()).toHaveLength(10)
    await place.run(probeCode, 'small', '--coder', 'main')
    expect(codings()).toHaveLength(20)
  })

  test('tells the agreement with the parser on a sample, and a larger sample adds to a smaller one', async () => {
    // The coder reads what is plain, and calls the rest a refusal.
    place.answer((exchange) =>
      says(exchange.received.body.messages[1]!.content.includes('-----\n2\n-----') ? 'Code: 2' : 'Code: REFUSED')(
        exchange,
      ),
    )
    const small = JSON.parse((await place.run(probeCode, 'small', '--coder', 'main', '--sample', '12', '--json')).out)
    expect(small).toMatchObject({ read: 12, toRead: 12, agreement: { n: 12 } })
    const whole = JSON.parse((await place.run(probeCode, 'small', '--coder', 'main', '--sample', '40', '--json')).out)
    // Thirty alike, ten apart: observed 0.75, by chance 0.75 * 0.75 = 0.5625, so (0.75 - 0.5625) / 0.4375.
    expect(whole).toMatchObject({ read: 28, agreement: { n: 40, same: 30 } })
    expect(whole.agreement.kappa).toBeCloseTo(0.1875 / 0.4375, 9)
  })

  test('reads all answers of a form', async () => {
    place.answer(says('Code: 2'))
    expect((await place.run(probeCode, 'small', '--coder', 'main', '--form', 'question')).out).toContain(
      '40 of 40 answers',
    )
    expect((await place.run(probeCode, 'small', '--coder', 'main', '--form', 'open')).out).toContain('0 of 0 answers')
  })

  test('keeps no reading that keeps to no rule, and asks again the next time', async () => {
    place.answer(says('Hard to say, perhaps two.'))
    const { code, out } = await place.run(probeCode, 'small', '--coder', 'main')
    expect([code, out]).toEqual([1, expect.stringContaining('0 of 10 answers read, 10 without a reading')])
    place.answer(says('Code: 2'))
    expect((await place.run(probeCode, 'small', '--coder', 'main')).out).toContain('10 of 10 answers read')
  })

  test('a call that cannot be worked with is told what is wrong', async () => {
    const calls: [string[], RegExp][] = [
      [['small'], /--coder is missing/],
      [['small', '--coder', 'builtin'], /no language model and cannot code/],
      [['small', '--coder', 'unbound'], /^--coder: The model alias "unbound" is bound to no endpoint/],
      [['small', '--coder', 'main', '--form', 'opne'], /No form "opne". Did you mean "open"\?/],
      [['small', '--coder', 'main', '--form', 'open', '--sample', '3'], /do not go together/],
      [['small', '--coder', 'main', '--sample', '0'], /--sample must be a whole number above 0/],
    ]
    for (const [args, words] of calls) {
      const { code, err } = await place.run(probeCode, ...args)
      expect(err).toMatch(words)
      expect(code).toBe(2)
    }
  })
})
