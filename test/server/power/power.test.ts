import { describe, expect, test } from 'vitest'
import { momentsOf } from '../../../server/power/movable-answers.ts'
import { groundOf, type PowerCall, type Size, simulated } from '../../../server/power/power.ts'
import { refusalOf, truthOfLine } from '../../../server/power/refusal.ts'
import { type PowerRow, summaryOf } from '../../../server/power/summary.ts'
import { generatedStudy, meanOf, REFERENCE, sdOf } from '../../shared/analysis/generate.ts'
import { runStudy } from '../../shared/analysis/models-alone/generate-run.ts'

const study = generatedStudy()
const none = { effect: 0, itemSd: 0, wordingSd: 0, sessionSd: 0, retest: 0.7, dropout: 0 }
const position = {
  id: 'high-low',
  title: 'High, against low',
  factor: 'position',
  level: 'high',
  baseline: 'low',
}

function callOf(change: Partial<PowerCall> & { plant?: PowerCall['plant'] } = {}): PowerCall {
  return {
    study,
    hash: 'a'.repeat(64),
    contrasts: study.contrasts,
    sizes: [{ of: 'participants', count: 40 }],
    places: ['EGY', 'MAR'],
    plant: none,
    alpha: 0.05,
    simulations: 10,
    resamples: 100,
    rearrangements: 99,
    seed: 's',
    ...change,
  }
}

/** The one line of a call, simulated and summed up. */
function lineOf(call: PowerCall): PowerRow {
  const ground = groundOf(call)
  const line = { contrast: call.contrasts[0]!, size: call.sizes[0]! }
  const all = Array.from({ length: call.simulations }, (_, nth) => simulated(call, ground, line, nth))
  return summaryOf(line, all, { alpha: call.alpha, effect: call.plant.effect, truth: truthOfLine(call, ground, line) })
}

const people = (count: number): readonly Size[] => [{ of: 'participants', count }]
const repeats = (count: number): readonly Size[] => [{ of: 'repeats', count }]

describe('power by simulation', () => {
  test('grows with participants and with the effect, and finds the effect planted', { timeout: 300_000 }, () => {
    const plant = { ...none, effect: 0.4 }
    const few = lineOf(callOf({ plant, sizes: people(24), simulations: 10 }))
    const many = lineOf(callOf({ plant, sizes: people(100), simulations: 10 }))
    const small = lineOf(callOf({ plant: { ...none, effect: 0.1 }, sizes: people(100), simulations: 10 }))
    expect(many.power).toBeGreaterThan(few.power + 0.3)
    expect(many.power).toBeGreaterThan(small.power + 0.3)
    expect(many.width!).toBeLessThan(few.width!)
    expect(Math.abs(many.estimate! - 0.4)).toBeLessThan(0.08)
    expect(many.truth).toBeCloseTo(0.4, 6)
    expect(many.coverage!).toBeGreaterThan(0.7)
    expect(many.error).toBeCloseTo(Math.sqrt((many.power * (1 - many.power)) / 10), 10)
  })

  test('an effect in the other direction is found in that direction, and no wrong one is', () => {
    const down = lineOf(callOf({ plant: { ...none, effect: -0.5 }, sizes: people(80), simulations: 6 }))
    expect(down.power).toBeGreaterThan(0.6)
    expect(down.estimate!).toBeLessThan(-0.3)
    const line = { contrast: study.contrasts[0]!, size: people(80)[0]! }
    const wrong = { estimate: { value: 0.5, low: 0.3, high: 0.7 }, p: 0.001, adjusted: 0.002, drawn: -0.5 }
    const row = summaryOf(line, [wrong], { alpha: 0.05, effect: -0.5, truth: -0.5 })
    expect([row.power, row.coverage]).toEqual([0, 0])
  })

  test('with no effect the test rejects about alpha, and after the adjustment no more', { timeout: 300_000 }, () => {
    const { unadjusted, power, coverage } = lineOf(callOf({ sizes: people(40), simulations: 40 }))
    // Of 40 with a chance of 0.05 each, 7 or more come 3 times in 1000.
    expect(unadjusted).toBeLessThan(0.17)
    expect(power).toBeLessThanOrEqual(unadjusted)
    expect(coverage!).toBeGreaterThan(0.87)
  })

  test('a position moves people and not the model, by its own unit', { timeout: 300_000 }, () => {
    const moved = generatedStudy({ contrasts: [position] })
    const call = callOf({ study: moved, contrasts: moved.contrasts, plant: { ...none, effect: 0.8 } })
    const found = lineOf({ ...call, sizes: people(160), simulations: 6 })
    expect(found.truth).toBeCloseTo(0.8, 1)
    expect(Math.abs(found.estimate! - found.truth!)).toBeLessThan(0.3)
    expect(found.power).toBeGreaterThan(0.2)
    const steady = lineOf({ ...call, plant: { ...call.plant, retest: 0.98 }, sizes: people(160), simulations: 6 })
    expect(steady.width!).toBeLessThan(found.width! * 0.9)
    const lost = lineOf({ ...call, plant: { ...call.plant, dropout: 0.6 }, sizes: people(160), simulations: 6 })
    expect(lost.width!).toBeGreaterThan(found.width! * 1.25)
  })

  test('sessions that differ widen intervals', () => {
    const alike = lineOf(callOf({ simulations: 4 }))
    const apart = lineOf(callOf({ plant: { ...none, sessionSd: 0.8 }, simulations: 4 }))
    expect(apart.width!).toBeGreaterThan(alike.width! * 1.3)
  })

  test('wordings that stray are no part of an interval over sessions', { timeout: 300_000 }, () => {
    const worded = generatedStudy()
    const words = { wordings: [{ en: 'One.' }, { en: 'Two.' }] }
    const persona = worded.factors.persona!
    if (persona.aspect !== 'persona') throw new Error('persona is a persona')
    const levels = { plain: { ...persona.levels.plain!, ...words }, warm: { ...persona.levels.warm!, ...words } }
    const call = callOf({
      study: { ...worded, factors: { ...worded.factors, persona: { ...persona, levels } } },
      plant: { ...none, effect: 0.3, wordingSd: 0.5 },
      sizes: people(100),
      simulations: 10,
    })
    const found = lineOf(call)
    expect(found.coverage!).toBeLessThan(0.8)
    expect(found.coverageDrawn!).toBeGreaterThan(0.8)
  })

  test('the same seed gives the same figures, and another seed others', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((seed) => lineOf(callOf({ seed, simulations: 2 })))
    expect(same).toEqual(one)
    expect(other!.estimate).not.toBe(one!.estimate)
  })

  test('questions whose answers are no codes stand for nobody who moves', () => {
    const moved = structuredClone(generatedStudy({ contrasts: [position] }))
    const plant = { ...none, effect: 0.4, contrast: moved.contrasts[0]! }
    const truth = () => {
      const call = callOf({ study: moved, contrasts: moved.contrasts, plant })
      const ground = groundOf(call)
      simulated(call, ground, { contrast: moved.contrasts[0]!, size: people(40)[0]! }, 0)
      return truthOfLine(call, ground, { contrast: moved.contrasts[0]!, size: people(40)[0]! })
    }
    const before = truth()
    const { items } = moved.instruments[0]!
    items.push({
      ...items[0]!,
      id: 'extra',
      answer: { kind: 'text', maxLength: 200 },
    } as (typeof items)[number])
    for (const stage of moved.flow) if (stage.kind === 'survey') stage.items.push('values/extra')
    expect(before).toBeCloseTo(0.4, 6)
    expect(truth()).toBe(before)
  })

  test('answers are moved by exactly what is asked for, between the steps of the tilt too', () => {
    const own = groundOf(callOf()).answers('EGY', 'values/q1')
    for (const by of [-0.61, -0.05, 0, 0.123, 0.477])
      expect((momentsOf(own.codes, own.at(by)).mean - own.mean) / own.sd).toBeCloseTo(by, 9)
  })

  test('a mean near the end of the scale moves less than was planted, and the truth says so', () => {
    const call = callOf({ plant: { ...none, effect: 3 } })
    const truth = truthOfLine(call, groundOf(call), { contrast: study.contrasts[0]!, size: people(40)[0]! })!
    const shares = Object.values(REFERENCE).flatMap((items) => Object.values(items))
    const most = shares.reduce((sum, one) => sum + (4 - 0.03 - meanOf(one)) / sdOf(one), 0) / shares.length
    expect(truth).toBeLessThan(3)
    expect(truth).toBeCloseTo(Math.min(3, most), 1)
  })
})

describe('power of a probe run', () => {
  const run = runStudy(12, { orders: ['listed'] })
  const call = callOf({ study: run, contrasts: run.contrasts, sizes: repeats(4) })

  test('grows with repeats, and items whose effects differ lower it', { timeout: 300_000 }, () => {
    const plant = { ...none, effect: 0.15 }
    const alike = lineOf({ ...call, plant, sizes: repeats(8), simulations: 10 })
    const less = lineOf({ ...call, plant, sizes: repeats(1), simulations: 10 })
    const apart = lineOf({ ...call, plant: { ...plant, itemSd: 0.4 }, sizes: repeats(8), simulations: 10 })
    expect(alike.power).toBeGreaterThan(less.power)
    expect(alike.power).toBeGreaterThan(apart.power)
    expect(apart.width!).toBeGreaterThan(alike.width! * 1.5)
    expect(Math.abs(alike.estimate! - 0.15)).toBeLessThan(0.05)
    expect(alike.of).toBe('repeats')
  })

  test('wordings that stray move the answers that were asked with them', { timeout: 300_000 }, () => {
    const plant = { ...none, effect: 0.15, wordingSd: 0.5 }
    const found = lineOf({ ...call, plant, sizes: repeats(8), simulations: 10 })
    expect(found.coverage!).toBeLessThan(0.7)
    expect(found.coverageDrawn!).toBeGreaterThan(0.7)
  })
})

describe('what cannot be simulated is refused with the remedy', () => {
  const refused = (change: Partial<PowerCall>) => {
    const call = callOf(change)
    return refusalOf(call, groundOf(call))
  }
  const run = runStudy(12)

  test('participants of a study that asks models only, and repeats of one that has no run', () => {
    expect(refused({ study: run, contrasts: run.contrasts })).toContain('asks models only')
    expect(refused({ sizes: repeats(2) })).toContain('no probeRun')
    expect(refused({})).toBe(null)
  })

  test('participants too few for the conditions, with how many would do', () => {
    const message = refused({ sizes: people(8) })!
    expect(message).toMatch(/8 is too few for 5 conditions: one side of "warm-plain" gets \d sessions/)
    const enough = Number(/Ask for (\d+)/.exec(message)![1])
    expect(refused({ sizes: people(enough) })).toBe(null)
  })

  test('a contrast in places without any reference distribution', () => {
    expect(refused({ places: ['SWE'] })).toContain(
      'no population has one for an item asked of the model in the places SWE',
    )
  })

  test('a position in a probe run, where there are no people', () => {
    const factors = { ...run.factors, position: study.factors.position! }
    expect(refused({ study: { ...run, factors }, contrasts: [position], sizes: repeats(2) })).toContain('has no people')
  })
})
