import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../server/probes/budget.ts'
import { LONGEST_REPLY } from '../../../shared/session/limits.ts'
import { answering, type Dialect, rateLimited } from '../model/endpoint/endpoint.ts'
import { type RunRig, says, startRunRig, studyOfRun } from './run-rig.ts'

let rig: RunRig
beforeEach(async () => {
  rig = await startRunRig()
})
afterEach(() => rig.end())

const QUESTIONS = 16

/** Gives a fault to the first so many requests, and then the usual answer. */
function first(count: number, fault: Dialect, then: Dialect = says('2')): Dialect {
  let left = count
  return (exchange) => {
    left -= 1
    return left >= 0 ? fault(exchange) : then(exchange)
  }
}

/** The same for the first so many tries of the question that comes first; others are answered. */
function firstQuestion(count: number, fault: Dialect): Dialect {
  let seed: unknown
  let left = count
  return (exchange) => {
    seed ??= exchange.received.body.seed
    if (exchange.received.body.seed !== seed || left === 0) return says('2')(exchange)
    left -= 1
    return fault(exchange)
  }
}

describe('a probe run', () => {
  test('asks every question of the run once and keeps the answer with all that was varied', async () => {
    const study = studyOfRun()
    const { early, tally, plan } = await rig.run(study)
    expect(early).toBeNull()
    expect([plan.jobs, plan.done, plan.toAsk, tally.done, tally.failed]).toEqual([
      QUESTIONS,
      0,
      QUESTIONS,
      QUESTIONS,
      0,
    ])
    const rows = await rig.jobs()
    expect(rig.asked()).toHaveLength(QUESTIONS)
    expect(new Set(rows.map(({ key }) => key)).size).toBe(QUESTIONS)
    expect(rows[0]).toMatchObject({
      studyId: 'small',
      alias: 'main',
      model: 'normal',
      reportedModel: 'normal-2024',
      fingerprint: 'fp_1',
      outcome: 'classified',
      code: 2,
      text: '2',
      promptTokens: 7,
      completionTokens: 11,
      canary: null,
    })
    expect(
      new Set(rows.map((row) => `${row.condition} ${row.place} ${row.locale} ${row.item} ${row.repeat}`)).size,
    ).toBe(16)
    const calls = await rig.calls()
    expect(calls.filter(({ purpose }) => purpose === 'probe')).toHaveLength(QUESTIONS)
    expect(new Set(rows.map(({ call }) => call)).size).toBe(QUESTIONS)
    for (const { call, promptHash } of rows) expect(calls.find(({ id }) => id === call)?.promptHash).toBe(promptHash)
  })

  test('gives repeats of a question seeds of their own, and the same job the same seed', async () => {
    const seeds = () => rig.asked().map(({ body }) => body.seed)
    await rig.run(studyOfRun(), { concurrency: 1 })
    const asked = seeds()
    expect(new Set(asked).size).toBe(QUESTIONS)
    const other = await startRunRig()
    await other.run(studyOfRun(), { concurrency: 1 })
    // Another port is another endpoint, so nothing else can be compared than that seeds are there.
    expect(other.asked().every(({ body }) => typeof body.seed === 'number' && body.temperature === 0.5)).toBe(true)
    await other.end()
  })

  test('asks nothing twice: the same command again, more repeats, an added item', async () => {
    await rig.run(studyOfRun())
    expect((await rig.run(studyOfRun())).plan).toMatchObject({ done: QUESTIONS, toAsk: 0, checks: 0, canaries: 0 })
    expect(rig.asked()).toHaveLength(QUESTIONS)
    expect((await rig.run(studyOfRun(), { repeats: 3 })).tally.done).toBe(8)
    const more = studyOfRun({ items: ['near/trust', 'near/side', 'near/warmth'], repeats: 3 })
    expect((await rig.run(more)).tally.done).toBe(12)
    const rows = await rig.jobs()
    expect(rows).toHaveLength(36)
    expect(rows.slice(-12).every(({ item }) => item === 'near/warmth')).toBe(true)
    expect(rig.asked()).toHaveLength(36)
  })

  test('asks anew where the words have changed, and leaves the rest', async () => {
    await rig.run(studyOfRun())
    const reworded = studyOfRun({}, (study) => {
      study.instruments![0]!.items![1]!.forms!.question![0]!.en = 'Do you trust people nearby?' as never
    })
    const { tally } = await rig.run(reworded)
    // One item, in the English slice, two conditions, two repeats.
    expect(tally.done).toBe(4)
    expect((await rig.jobs()).slice(-4).every(({ item, locale }) => item === 'near/trust' && locale === 'en')).toBe(
      true,
    )
  })

  test('keeps what became of each reply, and never an option that was not said', async () => {
    const replies = ['2', 'Well, it is hard to say.', 'I cannot answer that.', 'It depends on the person.', '7']
    let at = 0
    rig.answer((exchange) => says(replies[at++ % replies.length]!)(exchange))
    await rig.run(studyOfRun({ items: ['near/trust'], slices: [{ place: 'DEU', locale: 'en' }], repeats: 5 }), {
      concurrency: 1,
    })
    const rows = await rig.jobs()
    for (const row of rows) expect(row.code === null).toBe(row.outcome !== 'classified')
    expect(rows.map(({ text, outcome }) => `${text}|${outcome}`).slice(0, 5)).toEqual([
      '2|classified',
      'Well, it is hard to say.|unclassifiable',
      'I cannot answer that.|refused',
      'It depends on the person.|needs-context',
      '7|out-of-range',
    ])
  })

  test('keeps a reply without end up to the most that is taken, asks it once, and says why it was cut', async () => {
    let sent = 0
    rig.answer(async (exchange) => {
      exchange.open()
      for (const piece = 'and so on '.repeat(5_000); !exchange.response.destroyed; sent += piece.length)
        await Promise.race([exchange.say(piece), exchange.received.closed])
    })
    const one = { items: ['near/trust'], slices: [{ place: 'DEU', locale: 'en' }], repeats: 1 }
    const { tally } = await rig.run(studyOfRun(one))
    expect(tally).toMatchObject({ done: 2, failed: 0, retries: 0 })
    const rows = await rig.jobs()
    expect(rows.map(({ text, outcome }) => [text.length, outcome])).toEqual([
      [LONGEST_REPLY, 'unclassifiable'],
      [LONGEST_REPLY, 'unclassifiable'],
    ])
    for (const { closed } of rig.asked()) await closed
    // The system takes some megabytes on the way, and nothing more is read.
    expect(sent).toBeLessThan(64_000_000)
    const calls = (await rig.calls()).filter(({ purpose }) => purpose === 'probe')
    for (const call of calls) expect(JSON.stringify(call).length).toBeLessThan(LONGEST_REPLY + 10_000)
    expect(calls.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['truncated', expect.stringMatching(/^too long: /)],
      ['truncated', expect.stringMatching(/^too long: /)],
    ])
  })

  test("keeps a refusal in the field of that name, and a content filter's, as refusals", async () => {
    rig.answer(async (exchange) => {
      exchange.open()
      await exchange.event(exchange.chunk({ role: 'assistant', refusal: 'I will not.' }))
      await exchange.finish('stop')
      await exchange.done()
    })
    const { tally } = await rig.run(studyOfRun({ repeats: 1 }))
    expect(tally).toMatchObject({ done: 8, failed: 0 })
    expect((await rig.jobs()).every(({ outcome, text }) => outcome === 'refused' && text === 'I will not.')).toBe(true)
  })

  test('a question without any reply is no row: its call is kept, and the next run asks it again', async () => {
    const empty: Dialect = async (exchange) => {
      exchange.open()
      await exchange.finish('stop')
      await exchange.done()
    }
    // An empty reply is asked once more, so two are one question without a reply.
    rig.answer(firstQuestion(2, empty))
    const once = await rig.run(studyOfRun(), { concurrency: 1 })
    expect(once.early).toBeNull()
    expect(once.tally).toMatchObject({ done: 15, failed: 1, retries: 1 })
    expect(await rig.jobs()).toHaveLength(15)
    const failed = (await rig.calls()).filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ purpose, error }) => [purpose, error])).toEqual([
      ['probe', expect.stringMatching(/ended the reply without any text/)],
    ])
    expect((await rig.runs()).at(-1)?.endReason).toBe('done, but for 1 without a reply')
    expect((await rig.run(studyOfRun())).tally).toMatchObject({ done: 1, failed: 0 })
    expect(await rig.jobs()).toHaveLength(QUESTIONS)
  })

  test('goes on through server errors, resets, silence and replies cut half-way, and keeps only whole replies', async () => {
    const half: Dialect = async (exchange) => {
      exchange.open()
      await exchange.say('1')
      exchange.response.end()
    }
    const faults: Dialect[] = [
      answering(503, 'Busy'),
      (exchange) => exchange.reset(),
      () => {},
      half,
      answering(500, {}),
    ]
    // What falls silent is given up after that time. On a slow machine others may be too: they are asked again, and where
    // even the look at the endpoint takes as long, all of it is done again with more.
    for (let patience = 500, isOver = false; !isOver; patience *= 2) {
      let at = 0
      const answer: Dialect = (exchange) => (at < faults.length ? faults[at++]!(exchange) : says('2')(exchange))
      const hasty = await startRunRig(answer, patience)
      const { tally, early } = await hasty.run(studyOfRun(), { policy: { attempts: 1_000 } })
      const codes = (await hasty.jobs()).map(({ code }) => code)
      await hasty.end()
      if (early?.kind === 'endpoint' && patience < 60_000) continue
      isOver = true
      expect(early).toBeNull()
      expect(tally).toMatchObject({ done: QUESTIONS, failed: 0 })
      expect(tally.retries).toBeGreaterThanOrEqual(faults.length)
      expect(new Set(codes)).toEqual(new Set([2]))
    }
  })

  test('lists every attempt on the call that came of them', async () => {
    rig.answer(firstQuestion(2, answering(500, { error: { message: 'Broken' } })))
    await rig.run(studyOfRun({ repeats: 1 }), { concurrency: 1 })
    type Record = { result: { attempts: { error?: { kind: string } }[] } }
    const attempts = (await rig.calls()).map(({ record }) => (record as Record).result.attempts)
    const longest = attempts.find((one) => one.length === 3)!
    expect(longest.map(({ error }) => error?.kind)).toEqual(['server', 'server', undefined])
  })

  test('a burst of 429 cuts the limit once, and all is answered in the end', async () => {
    rig.answer(first(8, rateLimited()))
    const { tally, limit } = await rig.run(studyOfRun({ repeats: 4 }), { concurrency: 8, policy: { attempts: 6 } })
    expect(tally).toMatchObject({ done: 32, failed: 0, retries: 8 })
    // Eight were under way; once halved it is four, and then grows by less than one a round.
    expect(limit.limit).toBeGreaterThanOrEqual(4)
  })

  test('nothing begins before the wait is over that a 429 asked for', async () => {
    const times: number[] = []
    const wait: Dialect = (exchange) =>
      exchange.answer(429, { error: { message: 'Wait' } }, { 'retry-after-ms': '150' })
    let at = 0
    rig.answer((exchange) => {
      times.push(performance.now())
      return at++ === 0 ? wait(exchange) : says('2')(exchange)
    })
    await rig.run(studyOfRun({ repeats: 1 }), { concurrency: 1 })
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(149)
  })

  test('ends at once where the key is refused, the quota is used up or the wait is longer than anyone waits', async () => {
    const ends: [Dialect, RegExp][] = [
      [answering(401, { error: { message: 'No such key' } }), /refuses the key.*No such key/],
      [
        answering(429, { error: { message: 'Out of credit', code: 'insufficient_quota' } }),
        /takes no more calls.*credit/,
      ],
      [rateLimited({ 'retry-after': '3600' }), /asks for a wait of 60 minutes/],
    ]
    for (const [fault, words] of ends) {
      rig.answer(fault)
      const before = rig.asked().length
      const { early, tally } = await rig.run(studyOfRun({ repeats: 50 }), { concurrency: 2 })
      expect(early).toMatchObject({ kind: 'endpoint', problem: expect.stringMatching(words) })
      expect(tally.done).toBe(0)
      // Those that had begun, and no more.
      expect(rig.asked().length - before).toBeLessThanOrEqual(6)
    }
  })

  test('gives up after twenty questions in a row without a reply, and not for fewer', async () => {
    rig.answer(answering(500, { error: { message: 'Broken' } }))
    const lost = await rig.run(studyOfRun({ repeats: 50 }), { concurrency: 4, policy: { attempts: 1 } })
    expect(lost.early).toMatchObject({
      kind: 'endpoint',
      problem: expect.stringMatching(/brings no replies that can be used: .*Broken/),
    })
    expect(lost.tally.failed).toBeGreaterThanOrEqual(20)
    expect(lost.tally.failed).toBeLessThan(30)
    let at = 0
    rig.answer((exchange) => (at++ % 20 < 19 ? answering(500, {})(exchange) : says('2')(exchange)))
    const kept = await rig.run(studyOfRun({ repeats: 5 }), { concurrency: 1, policy: { attempts: 1 } })
    expect(kept.early).toBeNull()
    expect(kept.tally).toMatchObject({ done: 2, failed: 38 })
  })

  test('an endpoint that is not there ends the run before anything is asked', async () => {
    await rig.endpoint.close()
    const { early, tally } = await rig.run(studyOfRun(), { policy: { attempts: 1 } })
    expect(early).toMatchObject({ kind: 'endpoint', problem: expect.stringMatching(/cannot be reached.*ECONNREFUSED/) })
    expect(tally.done).toBe(0)
    expect(await rig.runs()).toMatchObject([
      { capabilities: null, endReason: expect.stringMatching(/cannot be reached/) },
    ])
  })

  test('a token budget ends the run cleanly, with no more calls over it than were under way', async () => {
    // 18 tokens a call, six checks before.
    const budget = new Budget({ tokens: 18 * 26, cost: Infinity })
    const { early, tally } = await rig.run(studyOfRun({ repeats: 20 }), { budget, concurrency: 2 })
    expect(early).toEqual({ kind: 'budget' })
    expect(budget.spent.tokens).toBeLessThanOrEqual(18 * 28)
    expect(tally.done).toBeGreaterThanOrEqual(5)
    expect((await rig.runs()).at(-1)?.endReason).toBe('budget')
    const rest = await rig.run(studyOfRun({ repeats: 20 }))
    expect(rest.tally.done + tally.done).toBe(160)
  })

  test('a cost budget counts what the tokens cost', async () => {
    // 7 tokens in and 11 out: 29 millionths of a dollar a call at these prices.
    const prices = { input: 1, output: 2 }
    const budget = new Budget({ tokens: Infinity, cost: 29e-6 * 20 })
    const { early, tally } = await rig.run(studyOfRun({ repeats: 20 }), { budget, prices, concurrency: 1 })
    expect(early).toEqual({ kind: 'budget' })
    expect(tally.cost).toBeCloseTo(29e-6 * (tally.done + 6), 10)
    expect(tally.cost).toBeLessThanOrEqual(29e-6 * 21)
  })

  test('a stop lets those under way come in and begins nothing new; an abort gives them up', async () => {
    const stop = new AbortController()
    const abort = new AbortController()
    const signals = { stop: stop.signal, abort: abort.signal }
    let seen = 0
    rig.answer((exchange) => {
      seen += 1
      if (seen === 5) stop.abort()
      return says('2')(exchange)
    })
    const { early, tally } = await rig.run(studyOfRun({ repeats: 20 }), { signals, concurrency: 1 })
    expect(early).toEqual({ kind: 'stopped' })
    expect(seen).toBeLessThanOrEqual(8)
    expect(tally.done).toBe(seen)

    const before = (await rig.jobs()).length
    rig.answer(() => {
      abort.abort()
    })
    const given = await rig.run(studyOfRun({ repeats: 20 }), {
      signals: { stop: new AbortController().signal, abort: abort.signal },
    })
    expect(given.early).toEqual({ kind: 'stopped' })
    expect(await rig.jobs()).toHaveLength(before)
  })

  test('canaries are asked at the start, in the middle and at the end of every run that asks anything', async () => {
    const canaries = { items: ['near/side'], repeats: 3 }
    await rig.run(studyOfRun({ canaries }), { concurrency: 1 })
    const phases = (await rig.jobs()).map(({ canary }) => canary ?? '-')
    const three = (phase: string) => new Array<string>(3).fill(phase)
    const half = new Array<string>(8).fill('-')
    expect(phases).toEqual([...three('start'), ...half, ...three('middle'), ...half, ...three('end')])
    const own = (await rig.jobs()).filter(({ canary }) => canary !== null)
    expect(own.every((row) => row.condition === 'plain' && row.place === 'EGY' && row.item === 'near/side')).toBe(true)
    const seeds = rig.asked().map(({ body }) => body.seed)
    expect(seeds.slice(0, 3)).toEqual(seeds.slice(11, 14))
    await rig.run(studyOfRun({ canaries }))
    expect(rig.asked()).toHaveLength(25)
    await rig.run(studyOfRun({ canaries }), { repeats: 3 })
    expect((await rig.jobs()).filter(({ canary }) => canary === 'end')).toHaveLength(6)
  })
})
