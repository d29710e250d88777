import { describe, expect, test } from 'vitest'
import { createProfile } from '../../../server/model/builtin/profile.ts'
import { readEffects } from '../../../server/model/builtin/read-effects.ts'
import { expectedOfJob } from '../../../server/model/builtin/truth.ts'
import { loadStudy } from '../../../server/studies/load.ts'
import { runAnswer } from '../../../shared/analysis/answers/of-run.ts'
import type { RunAnswerRow } from '../../../shared/analysis/answers/run-answers.ts'
import { runTable } from '../../../shared/analysis/answers/run-answers.ts'
import { type PlannedResult, plannedResults } from '../../../shared/analysis/planned-contrasts.ts'
import { createRandom } from '../../../shared/random.ts'
import { type ProbeJob, probeJobs, runChoice, type StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import { Study } from '../../../shared/study/study.ts'

type Answer = { codes: readonly number[]; weights: readonly number[] }

/** A shipped study of a run, cut down to a few slices and one way of asking: all else is as it is shipped. */
function shipped(id: string, slices: { place: string; locale: string }[], repeats: number): StudyOfRun {
  const loaded = loadStudy(`studies/${id}/study.yaml`)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { probeRun } = loaded.study
  const cut = Study.parse({
    ...loaded.study,
    probeRun: { ...probeRun, slices, orders: ['listed'], itemWordings: [0], repeats },
  })
  return { ...cut, probeRun: cut.probeRun! }
}

/** What the responder answers to a job, exactly, with the study's planted effects or with none; each prompt worked out once. */
function answerer(study: StudyOfRun, planted: boolean): (job: ProbeJob) => Answer {
  const read = readEffects(`studies/${study.id}/responder.yaml`, study)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const profile = createProfile(study, planted ? read.effects : { ...read.effects, effects: [] })
  const known = new Map<string, Answer>()
  return (job) => {
    const key = JSON.stringify({ ...job, repeat: 0 })
    const found = known.get(key)
    if (found !== undefined) return found
    const { codes, shares, refused, unclassifiable } = expectedOfJob(profile, study, job)
    const named = 1 - refused - unclassifiable
    const answer = { codes, weights: [...shares.map((share) => share * named), refused, unclassifiable] }
    known.set(key, answer)
    return answer
  }
}

function answersOf(study: StudyOfRun, answerOf: (job: ProbeJob) => Answer, seed: string): RunAnswerRow[] {
  const random = createRandom(seed)
  return Array.from(probeJobs(study, runChoice(study)), (job): RunAnswerRow => {
    const { codes, weights } = answerOf(job)
    const drawn = random.choice(weights)
    const kinds = ['refused', 'unclassifiable'] as const
    const outcome =
      drawn < codes.length
        ? { kind: 'classified' as const, code: codes[drawn]! }
        : { kind: kinds[drawn - codes.length]! }
    return runAnswer({ job, outcome })
  })
}

function results(
  study: StudyOfRun,
  answerOf: (job: ProbeJob) => Answer,
  seed: string,
  rearrangements: number,
): PlannedResult[] {
  const run = runTable(study, answersOf(study, answerOf, seed))
  const options = { resamples: 400, rearrangements, level: 0.95, smallest: 5 }
  return plannedResults({ study, sessions: [], answers: [], run, seed, ...options })
}

describe('framings, as they are planted', () => {
  const slices = [
    { place: 'EGY', locale: 'ar' },
    { place: 'TUR', locale: 'tr' },
  ]

  test('each brings answers closer to people, the forecast most and personalisation least', {
    timeout: 300_000,
  }, () => {
    const study = shipped('framings', slices, 24)
    const found = results(study, answerer(study, true), 'planted', 1999)
    const shift = (contrast: string) => {
      const one = found.find((result) => result.contrast === contrast && result.measure === 'closeness')
      if (one === undefined || one.estimate.value === null) throw new Error(`No closeness of ${contrast}.`)
      expect(one.estimate.low).toBeGreaterThan(0)
      expect(one.test!.adjusted).toBeLessThan(0.05)
      return one.estimate.value
    }
    const [user, person, forecast] = study.contrasts.map(({ id }) => shift(id)) as [number, number, number]
    expect(person).toBeGreaterThan(user)
    expect(forecast).toBeGreaterThan(person)
  })

  test('with nothing planted, about one test in twenty finds something', { timeout: 300_000 }, () => {
    const study = shipped('framings', slices, 4)
    const answerOf = answerer(study, false)
    const ps = Array.from({ length: 40 }, (_, nth) => results(study, answerOf, `none ${nth}`, 199)).flatMap((found) =>
      found.flatMap(({ test: one }) => (one === null ? [] : [one.p])),
    )
    expect(ps.length).toBeGreaterThan(200)
    const rejected = ps.filter((p) => p < 0.05).length / ps.length
    expect(rejected).toBeGreaterThan(0.01)
    expect(rejected).toBeLessThan(0.1)
  })
})

describe('self-alignment, as it is planted', () => {
  const slices = [
    { place: 'EGY', locale: 'ar' },
    { place: 'MAR', locale: 'ar' },
    { place: 'TUR', locale: 'tr' },
  ]
  const study = shipped('self-alignment', slices, 24)

  test('examples of the own country bring answers closer to its people, and those of another do not', {
    timeout: 300_000,
  }, () => {
    const found = results(study, answerer(study, true), 'planted', 1999)
    const closeness = (level: string) => {
      const contrast = study.contrasts.find((one) => one.level === level && one.baseline === 'direct')!
      const one = found.find((result) => result.contrast === contrast.id && result.measure === 'closeness')!
      if (one.estimate.value === null) throw new Error(one.estimate.why)
      return one.estimate
    }
    const own = Object.keys(study.factors.strategy!.levels).filter((level) => level !== 'direct' && level !== 'another')
    for (const level of own) expect(closeness(level).low).toBeGreaterThan(0)
    const another = closeness('another')
    for (const level of own) expect(another.value).toBeLessThan(closeness(level).value)
  })
})
