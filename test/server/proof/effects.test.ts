import { beforeAll, describe, expect, test } from 'vitest'
import { createProfile, type ResponderProfile } from '../../../server/model/builtin/profile.ts'
import { readEffects } from '../../../server/model/builtin/read-effects.ts'
import { expectedAnswer, expectedByCondition } from '../../../server/model/builtin/truth.ts'
import { loadStudy } from '../../../server/studies/load.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { reference } from '../../../shared/instrument/population.ts'
import { analyse } from '../../../shared/report/analyse.ts'
import type { Report } from '../../../shared/report/report.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { Study } from '../../../shared/study/study.ts'
import { CODES, generate, meanOf, type Shares, sdOf } from '../../shared/analysis/generate.ts'

const DATASETS = 200
const PLACES = ['EGY', 'MAR']
// The first is what the position is about, so that answers of one session have something in common.
const ITEMS = ['values/trust-strangers', 'values/trust-neighbours', 'values/trust-other-nationality']
const MEASURES = ['location', 'closeness'] as const
type Measure = (typeof MEASURES)[number]

const study = framingByLanguage()
const profile = profileWith()

/** The shipped study, cut down to two framings in two languages and the placebo arm: all else is as it is shipped. */
function framingByLanguage(): Study {
  const loaded = loadStudy('studies/interaction-structure/study.yaml')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { contrasts, conditions } = loaded.study
  const cell = (framing: string, language: string) => ({
    id: `${framing}-${language}`,
    levels: { framing, language, persona: 'plain', strategy: 'direct', topic: 'trust' },
    weight: 2,
  })
  return Study.parse({
    ...loaded.study,
    conditions: [
      ...['none', 'person'].flatMap((framing) => ['own', 'english'].map((language) => cell(framing, language))),
      { ...conditions.find(({ id }) => id === 'placebo'), weight: 1 },
    ],
    contrasts: contrasts.filter(({ id }) => id === 'person-none' || id === 'english-own'),
  })
}

/** The responder with the shipped effects; `person` is another weight of the role play's effect. */
function profileWith(person?: number): ResponderProfile {
  const read = readEffects('studies/interaction-structure/responder.yaml', study)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const effects = read.effects.effects.map((effect) =>
    effect.id === 'person-from-place' && person !== undefined && 'toward' in effect.shift
      ? { ...effect, shift: { ...effect.shift, weight: person } }
      : effect,
  )
  return createProfile(study, { ...read.effects, effects })
}

/** Half of the people take part in Arabic: for the others both levels of language come to the same words. */
function localeOf({ session }: Pick<SessionRow, 'session'>): string {
  return Number(session.slice(1)) % 2 === 0 ? 'en' : 'ar'
}

/** What the responder answers after the messages that this session's structure renders to, kept by what they depend on. */
const known = new Map<string, Shares>()
function sharesIn(session: SessionRow, ref: string): Shares {
  const { levels, wordings } = session
  const facts = { locale: localeOf(session), places: [session.place!] }
  const key = JSON.stringify([levels, wordings, facts, ref])
  const found = known.get(key) ?? expectedAnswer(profile, { assignment: { levels, wordings }, facts, ref }).shares
  known.set(key, found)
  return found
}

function people(place: string, ref: string): Shares {
  const population = study.populations.find(({ id }) => id === 'wvs7-mena9')!
  const figures = reference(population, place, itemOf(study, ref).reference!)
  if (figures === undefined || !('shares' in figures)) throw new Error(`No shares of ${ref} in ${place}.`)
  const shares = CODES.map((code) => figures.shares[code] ?? 0)
  const sum = shares.reduce((one, other) => one + other, 0)
  return shares.map((share) => share / sum)
}

/** The squared Cramer distance of two distributions over the same options, a scale point apart. */
function squaredDistance(p: Shares, q: Shares): number {
  const below = (shares: Shares, cut: number) => shares.slice(0, cut + 1).reduce((one, other) => one + other, 0)
  const cuts = CODES.slice(1).map((_, cut) => (below(p, cut) - below(q, cut)) ** 2)
  return cuts.reduce((one, other) => one + other, 0) / cuts.length
}

/** The shift of role play against no place, from the effects file by way of the words sent, over items and places alike. */
function truthOf(responder: ResponderProfile): Record<Measure, number> {
  const compared = study.conditions.filter(({ id }) => id === 'person-own' || id === 'none-own')
  const planted = { ...responder, study: { ...study, conditions: compared } }
  const each = ITEMS.flatMap((ref) =>
    PLACES.map((place) => {
      const q = people(place, ref)
      const expected = expectedByCondition(planted, { facts: { locale: 'ar', places: [place] }, ref })
      const sharesAt = (id: string) => expected.find(({ condition }) => condition === id)!.expected.shares
      const [person, none] = [sharesAt('person-own'), sharesAt('none-own')]
      return {
        location: (meanOf(person) - meanOf(none)) / sdOf(q),
        closeness: squaredDistance(none, q) - squaredDistance(person, q),
      }
    }),
  )
  const mean = (measure: Measure) => each.reduce((sum, one) => sum + one[measure], 0) / each.length
  return { location: mean('location'), closeness: mean('closeness') }
}

/** One data set's finding about one contrast. */
type Finding = { value: number; low: number; high: number; p: number }

function findingOf(report: Report, contrast: string, measure: Measure): Finding {
  const row = report.shifts.find(
    (one) => one.contrast === contrast && one.measure === measure && one.scope === 'all items',
  )!
  if (row.estimate.value === null) throw new Error(row.estimate.why)
  const { value, low, high } = row.estimate
  return { value, low, high, p: row.test!.p }
}

type Findings = Record<Measure, Finding[]>
const rolePlay: Findings = { location: [], closeness: [] }
const languageAlone: Findings = { location: [], closeness: [] }
const languageCrossed: Findings = { location: [], closeness: [] }
const truth = truthOf(profile)
const weakTruth = truthOf(profileWith(0.35))
// Of 40 orders of levels, two or fewer as far out as the one seen are a p of 0.05 at most.
const small = { resamples: 130, rearrangements: 39, draws: 2 }

beforeAll(() => {
  for (let dataset = 0; dataset < DATASETS; dataset += 1) {
    const drawn = generate({
      study,
      seed: `planted ${dataset}`,
      sessions: 72,
      places: PLACES,
      items: ITEMS,
      repeats: 2,
      alike: 0,
      unclassifiable: 0.04,
      model: sharesIn,
    })
    const sessions = drawn.sessions.flatMap((one) =>
      one.condition === 'placebo' ? [] : [{ ...one, locale: localeOf(one) }],
    )
    const seen = (kept: readonly SessionRow[]) => {
      const ids = new Set(kept.map(({ session }) => session))
      const answers = drawn.answers.filter(({ unit }) => ids.has(unit.session))
      return analyse({ study, sessions: kept, answers, seed: `${dataset}`, ...small })
    }
    const whole = seen(sessions)
    const unframed = seen(sessions.filter(({ levels }) => levels.framing === 'none'))
    for (const measure of MEASURES) {
      rolePlay[measure].push(findingOf(whole, 'person-none', measure))
      languageCrossed[measure].push(findingOf(whole, 'english-own', measure))
      languageAlone[measure].push(findingOf(unframed, 'english-own', measure))
    }
  }
}, 400_000)

const share = (all: readonly Finding[], holds: (one: Finding) => boolean) => all.filter(holds).length / all.length
const covering = (all: readonly Finding[], truth: number) =>
  share(all, ({ low, high }) => low <= truth && truth <= high)

describe.each(MEASURES)('on 200 data sets from the shipped effects file, the shift of %s', (measure) => {
  test('under role play is covered by about 95 of 100 intervals, and its estimates have no bias', () => {
    const found = rolePlay[measure]
    expect(covering(found, truth[measure])).toBeGreaterThanOrEqual(0.91)
    expect(covering(found, truth[measure])).toBeLessThanOrEqual(0.99)
    const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length
    const variance = found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (found.length - 1)
    expect(Math.abs(mean - truth[measure])).toBeLessThan(4 * Math.sqrt(variance / found.length))
  })

  test('is not covered where an effects file of half the weight is taken for the truth', () => {
    expect(covering(rolePlay[measure], weakTruth[measure])).toBeLessThan(0.75)
  })

  test('under the language, which does nothing, is rejected about five times in a hundred', () => {
    const rejected = share(languageAlone[measure], ({ p }) => p <= 0.05)
    expect(rejected).toBeGreaterThanOrEqual(0.01)
    expect(rejected).toBeLessThanOrEqual(0.09)
    expect(covering(languageAlone[measure], 0)).toBeGreaterThanOrEqual(0.91)
  })

  // Assignment balances the languages over the framings, and so does the permutation, which stays within framings.
  test('under the language is rejected about as often beside a framing that does much', () => {
    const rejected = share(languageCrossed[measure], ({ p }) => p <= 0.05)
    expect(rejected).toBeGreaterThanOrEqual(0.02)
    expect(rejected).toBeLessThanOrEqual(0.09)
    expect(covering(languageCrossed[measure], 0)).toBeGreaterThanOrEqual(0.91)
  })
})

test('the language does exactly nothing to the words that are answered, in either language of people', () => {
  for (const ref of ITEMS)
    for (const locale of ['en', 'ar']) {
      const expected = expectedByCondition(profile, { facts: { locale, places: ['EGY'] }, ref })
      const meanIn = (id: string) => expected.find(({ condition }) => condition === id)!.expected.mean
      for (const framing of ['none', 'person'])
        expect(meanIn(`${framing}-english`)).toBeCloseTo(meanIn(`${framing}-own`), 12)
    }
})
