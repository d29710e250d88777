import { describe, expect, test } from 'vitest'
import { AdaptiveLimit, type Place } from '../../../server/probes/adaptive-limit.ts'

/** A limit with a clock of its own: `at` moves it on and rings what is due. */
function limited(start: number, most: number) {
  let now = 0
  let alarms: { at: number; ring: () => void }[] = []
  const limit = new AdaptiveLimit({
    start,
    most,
    alarm: { now: () => now, after: (ms, ring) => void alarms.push({ at: now + ms, ring }) },
  })
  const never = new AbortController().signal
  return {
    limit,
    at(time: number) {
      now = time
      const due = alarms.filter(({ at }) => at <= now)
      alarms = alarms.filter(({ at }) => at > now)
      for (const { ring } of due) ring()
    },
    /** Takes so many places, which must be free. */
    async take(count: number): Promise<Place[]> {
      const places = await Promise.all(Array.from({ length: count }, () => limit.enter(never)))
      return places.map((place) => place!)
    },
    enter: () => limit.enter(never),
  }
}

/** Lets what is settled be heard. */
const heard = () => new Promise<void>((resolve) => setImmediate(resolve))
const fine = { kind: 'fine' } as const
const busy = { kind: 'rate-limited', retryAfterMs: undefined } as const

/** A round of calls at the full limit, all of which go well. */
async function round({ limit, take }: ReturnType<typeof limited>): Promise<void> {
  for (const place of await take(limit.limit)) place.leave(fine)
}

describe('the adaptive limit', () => {
  test('begins modestly, and doubles with each round while all goes well, up to the most', async () => {
    const one = limited(8, 40)
    expect(one.limit.limit).toBe(8)
    const places = await one.take(8)
    // Many are waiting behind, so the places are wanted.
    const waiting = Array.from({ length: 200 }, () => one.enter())
    for (const place of places) place.leave(fine)
    expect(one.limit.limit).toBe(16)
    expect(one.limit.underWay).toBe(16)
    for (const place of await Promise.all(waiting.slice(0, 16))) place!.leave(fine)
    expect(one.limit.limit).toBe(32)
    for (const place of await Promise.all(waiting.slice(16, 48))) place!.leave(fine)
    expect(one.limit.limit).toBe(40)
    expect(one.limit.underWay).toBe(40)
    expect(limited(8, 3).limit.limit).toBe(3)
  })

  test('never lets more be under way than it says, and lets them in in the order of coming', async () => {
    const { limit, take, enter } = limited(2, 2)
    const [first, second] = await take(2)
    const order: string[] = []
    const named = async (name: string) => {
      const place = await enter()
      order.push(name)
      return place!
    }
    const third = named('third')
    const fourth = named('fourth')
    await heard()
    expect(order).toEqual([])
    first!.leave(fine)
    await heard()
    expect(order).toEqual(['third'])
    expect(limit.underWay).toBe(2)
    second!.leave(fine)
    await heard()
    expect(order).toEqual(['third', 'fourth'])
    ;(await third).leave(fine)
    ;(await fourth).leave(fine)
    expect(limit.underWay).toBe(0)
  })

  test('does not grow on calls that left places free', async () => {
    const { limit, take } = limited(8, 100)
    const [one, two] = await take(2)
    one!.leave(fine)
    two!.leave(fine)
    expect(limit.limit).toBe(8)
  })

  test('is halved by a 429 once per burst, and again by one that began after the cut', async () => {
    const { limit, take } = limited(16, 100)
    const burst = await take(16)
    for (const place of burst.slice(0, 10)) place.leave(busy)
    expect(limit.limit).toBe(8)
    const [later] = await take(1)
    for (const place of burst.slice(10)) place.leave(busy)
    expect(limit.limit).toBe(8)
    const rest = await take(7)
    later!.leave(busy)
    expect(limit.limit).toBe(4)
    for (const place of rest) place.leave(busy)
    expect(limit.limit).toBe(4)
  })

  test('is cut by what was under way, and never below one', async () => {
    const { limit, take } = limited(100, 100)
    const few = await take(4)
    few[0]!.leave(busy)
    expect(limit.limit).toBe(2)
    for (const place of few.slice(1)) place.leave(fine)
    for (let again = 0; again < 4; again += 1) for (const place of await take(1)) place.leave(busy)
    expect(limit.limit).toBe(1)
  })

  test('grows by about one a round after a cut, and not on calls that had begun before it', async () => {
    const one = limited(16, 100)
    const burst = await one.take(16)
    burst[0]!.leave(busy)
    for (const place of burst.slice(1)) place.leave(fine)
    expect(one.limit.limit).toBe(8)
    for (let rounds = 0; rounds < 4; rounds += 1) await round(one)
    // Only those that leave while all places are taken count, so a round of this test grows less than a full one.
    expect(one.limit.limit).toBe(8)
    const places = await one.take(8)
    const waiting = Array.from({ length: 100 }, () => one.enter())
    let under = places
    for (let rounds = 0; rounds < 3; rounds += 1) {
      for (const place of under) place.leave(fine)
      under = (await Promise.all(waiting.splice(0, one.limit.underWay))).map((place) => place!)
    }
    expect(one.limit.limit).toBeGreaterThanOrEqual(10)
    expect(one.limit.limit).toBeLessThanOrEqual(11)
  })

  test('lets nothing begin before the wait is over that a 429 asked for', async () => {
    const { limit, take, enter, at } = limited(4, 4)
    const [place] = await take(1)
    place!.leave({ kind: 'rate-limited', retryAfterMs: 500 })
    let entered = false
    const waiting = enter().then((one) => {
      entered = true
      return one!
    })
    at(499)
    await heard()
    expect(entered).toBe(false)
    at(500)
    ;(await waiting).leave(fine)
    expect(limit.underWay).toBe(0)
  })

  test('keeps the longest wait of a burst', async () => {
    const { take, enter, at } = limited(4, 4)
    const [one, two] = await take(2)
    one!.leave({ kind: 'rate-limited', retryAfterMs: 500 })
    two!.leave({ kind: 'rate-limited', retryAfterMs: 100 })
    let entered = false
    const waiting = enter().then(() => {
      entered = true
    })
    at(100)
    await heard()
    expect(entered).toBe(false)
    at(500)
    await waiting
  })

  test('stops growing for ten seconds after trouble, and is not cut by it', async () => {
    const one = limited(4, 100)
    const places = await one.take(4)
    const waiting = Array.from({ length: 60 }, () => one.enter())
    places[0]!.leave({ kind: 'trouble' })
    for (const place of places.slice(1)) place.leave(fine)
    expect(one.limit.limit).toBe(4)
    one.at(9_999)
    for (const place of await Promise.all(waiting.splice(0, 4))) place!.leave(fine)
    expect(one.limit.limit).toBe(4)
    one.at(10_000)
    for (let rounds = 0; rounds < 2; rounds += 1)
      for (const place of await Promise.all(waiting.splice(0, 4))) place!.leave(fine)
    expect(one.limit.limit).toBe(5)
  })

  test('who is called away from the line gets no place and takes none', async () => {
    const { limit, take } = limited(1, 1)
    const [held] = await take(1)
    const away = new AbortController()
    const waiting = limit.enter(away.signal)
    away.abort()
    expect(await waiting).toBeNull()
    expect(await limit.enter(away.signal)).toBeNull()
    held!.leave(fine)
    expect(limit.underWay).toBe(0)
    expect(await take(1)).toHaveLength(1)
  })
})
