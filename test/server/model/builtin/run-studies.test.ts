import { describe, expect, it } from 'vitest'
import { answerDistribution } from '../../../../server/model/builtin/answer-distribution.ts'
import { sharesIn } from '../../../../server/model/builtin/base.ts'
import type { ResponderProfile } from '../../../../server/model/builtin/profile.ts'
import { read } from '../../../../server/model/builtin/read-prompt.ts'
import { replyTo } from '../../../../server/model/builtin/reply.ts'
import { expectedOfJob } from '../../../../server/model/builtin/truth.ts'
import { fromShares } from '../../../../shared/analysis/alignment/measures/distribution.ts'
import { readAnswer } from '../../../../shared/instrument/read-answer.ts'
import { itemOf } from '../../../../shared/study/items.ts'
import { answerLocale, jobPrompt, type ProbeJob, probeJobs } from '../../../../shared/study/probe-jobs.ts'
import { ordinalSimilarity } from '../../../shared/analysis/alignment/two-distributions.ts'
import { runOf, shippedProfile } from './shipped-profiles.ts'

const framings = shippedProfile('framings')
const examples = shippedProfile('self-alignment')

const firstRepeat = new Map(
  [framings, examples].map((profile) => [profile, [...probeJobs(runOf(profile), { models: ['builtin'], repeats: 1 })]]),
)

/** Jobs of the first repeat. */
function jobsOf(profile: ResponderProfile, keep: (job: ProbeJob) => boolean): ProbeJob[] {
  return firstRepeat.get(profile)!.filter(keep)
}

const first = ({ wording, order }: ProbeJob) => wording === 0 && order === 'listed'
const topicOf = (profile: ResponderProfile, { item }: ProbeJob) => itemOf(profile.study, item).topic

/** People's shares in a place, by the study's figures and apart from the responder. */
function people({ study, effects }: ResponderProfile, ref: string, place: string): number[] {
  return sharesIn({ populations: study.populations, base: effects.base }, ref, itemOf(study, ref), place).shares
}

const flat = (shares: readonly number[], spread: number): number[] => {
  const weights = shares.map((share) => share ** (1 / spread))
  return weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0))
}

const mixed = (from: readonly number[], to: readonly number[], weight: number): number[] =>
  from.map((share, k) => (1 - weight) * share + weight * to[k]!)

const near = (shares: readonly number[]) => shares.map((share) => expect.closeTo(share, 10))

const HARDLY = ['institutions', 'politics']
const GENDER = ['accept-wife-beating', 'accept-abortion', 'accept-homosexuality', 'gay-neighbours']

/** What the page says is planted, written down once more: the weight of the place's people in the answers. */
function weightOf(framing: string, topic: string, ref: string): number {
  const weights: Record<string, readonly [most: number, other: number, hardly: number]> = {
    'language-only': [0, 0, 0],
    user: [0.3, 0.15, 0.02],
    person: [0.6, 0.3, 0.04],
    forecast: [0.85, 0.45, 0.06],
  }
  const [most, other, hardly] = weights[framing]!
  if (topic === 'religion' || topic === 'work' || GENDER.includes(ref.split('/')[1]!)) return most
  if (HARDLY.includes(topic)) return hardly
  return topic === 'morals' || topic === 'community' ? 0 : other
}

describe('what is planted in the study of framings', () => {
  it('is answered exactly so in every framing, slice and item', () => {
    for (const job of jobsOf(framings, first)) {
      const framing = job.levels.framing!
      const weight = weightOf(framing, topicOf(framings, job), job.item)
      const base = flat(people(framings, job.item, 'NLD'), 0.6)
      const there = people(framings, job.item, job.place)
      const spreads = framing === 'forecast' && !HARDLY.includes(topicOf(framings, job))
      const expected = flat(mixed(base, there, weight), spreads ? 1.3 : 1)
      const { shares, refused, unclassifiable, notApplicable, needsContext } = expectedOfJob(
        framings,
        runOf(framings),
        job,
      )
      expect(shares, JSON.stringify(job)).toEqual(near(expected))
      expect([refused, unclassifiable, notApplicable, needsContext]).toEqual([0.02, 0.01, 0, 0])
    }
  })

  it('brings a forecast nearest to people, role play less and personalisation least, and hardly anything in institutions', () => {
    const closeness = (framing: string, keep: (topic: string) => boolean) => {
      const each = jobsOf(
        framings,
        (job) => first(job) && job.levels.framing === framing && keep(topicOf(framings, job)),
      ).map((job) => {
        const { codes, shares } = expectedOfJob(framings, runOf(framings), job)
        return ordinalSimilarity(fromShares(codes, shares), fromShares(codes, people(framings, job.item, job.place)))
      })
      return each.reduce((sum, one) => sum + one, 0) / each.length
    }
    const gains = (topics: readonly string[]) => {
      const at = (framing: string) => closeness(framing, (topic) => topics.includes(topic))
      return ['user', 'person', 'forecast'].map((framing) => at(framing) - at('language-only'))
    }
    const [user, person, forecast] = gains(['religion', 'work'])
    expect(user!).toBeGreaterThan(0.02)
    expect(person! - user!).toBeGreaterThan(0.02)
    expect(forecast! - person!).toBeGreaterThan(0.01)
    for (const gain of gains(HARDLY)) expect(Math.abs(gain)).toBeLessThan(0.01)
  })

  it('is the same in every wording, order and language', () => {
    const run = runOf(framings)
    const seen = new Map<string, number[]>()
    for (const job of jobsOf(framings, ({ place }) => ['IND', 'MAR'].includes(place))) {
      const { shares } = expectedOfJob(framings, run, job)
      const key = `${job.condition} ${job.place} ${job.item}`
      const before = seen.get(key)
      if (before !== undefined) expect(shares, key).toEqual(before)
      seen.set(key, shares)
    }
    expect(seen.size).toBe(4 * 2 * 51)
  })

  it('is gone where the messages lack the words of the framing, and the place too where they name another', () => {
    const run = runOf(framings)
    const [job] = jobsOf(
      framings,
      ({ condition, place, item }) => condition === 'person' && place === 'JPN' && item === 'values/god-importance',
    )
    const { messages, question } = jobPrompt(run, job!)
    const shares = (text: (content: string) => string) =>
      answerDistribution(
        framings,
        messages.map((one) => (one.role === 'system' ? { ...one, content: text(one.content) } : one)),
        job!.item,
        question.item,
      ).shares
    const base = flat(people(framings, job!.item, 'NLD'), 0.6)
    expect(shares(() => '')).toEqual(near(base))
    expect(shares((content) => content.replace('日本', 'どこか'))).toEqual(near(base))
    expect(shares((content) => content.replace('日本', 'インドネシア'))).toEqual(
      near(mixed(base, people(framings, job!.item, 'IDN'), 0.6)),
    )
  })
})

describe('what is planted in the study of self-alignment', () => {
  const run = runOf(examples)
  /** The place over the examples and the topics of what is shown, read off the prompt by hand. */
  const shownIn = (job: ProbeJob) => {
    const { messages } = jobPrompt(run, job)
    if (messages.length === 1) return null
    const [head, ...lines] = messages[0]!.content.split('\n')
    const place = Object.keys(run.places).filter((code) => head!.includes(run.places[code]![job.locale]!))
    const longest = place.toSorted((a, b) => run.places[b]![job.locale]!.length - run.places[a]![job.locale]!.length)
    const topics = lines.map((line) => {
      const items = run.instruments[0]!.items.filter((one) => line.includes(one.forms.question![0]![job.locale]!))
      return items.map((one) => one.topic)
    })
    return { place: longest[0]!, topics: topics.flat(), lines: lines.length }
  }
  const jobs = jobsOf(examples, first).filter((_, nth) => nth % 3 === 0)

  it('is answered exactly so: toward the country over the examples, and once more where a third are of the topic', () => {
    const met = { direct: 0, near: 0, far: 0 }
    for (const job of jobs) {
      const base = flat(people(examples, job.item, 'NLD'), 0.6)
      const shown = shownIn(job)
      let expected = base
      if (shown !== null) {
        expect(shown.topics).toHaveLength(shown.lines)
        const same = shown.topics.filter((topic) => topic === topicOf(examples, job)).length
        const there = people(examples, job.item, shown.place)
        expected = mixed(base, there, 0.5)
        if (same >= shown.lines / 3) expected = mixed(expected, there, 0.8)
        met[same >= shown.lines / 3 ? 'near' : 'far'] += 1
        if (job.condition === 'another') expect(shown.place).not.toBe(job.place)
        else expect(shown.place).toBe(job.place)
        if (job.condition === 'same-topic') expect(same).toBe(shown.lines)
      } else met.direct += 1
      expect(expectedOfJob(examples, run, job).shares, JSON.stringify(job)).toEqual(near(expected))
    }
    expect(met.direct).toBe(jobs.filter(({ condition }) => condition === 'direct').length)
    expect(Math.min(met.near, met.far)).toBeGreaterThan(100)
  })

  it('is gone where the messages lack the heading, whatever examples are left', () => {
    const job = jobs.find(({ condition, locale }) => condition === 'random' && locale === 'tr')!
    const { messages, question } = jobPrompt(run, job)
    const [head, ...lines] = messages[0]!.content.split('\n')
    const without = [{ ...messages[0]!, content: lines.join('\n') }, messages[1]!]
    expect(head).toContain('Türkiye')
    expect(answerDistribution(examples, without, job.item, question.item).shares).toEqual(
      near(flat(people(examples, job.item, 'NLD'), 0.6)),
    )
  })
})

describe.each([framings, examples])('the responder of $id', (profile) => {
  it('recognises the item asked in each language, and gives answers that can be read', () => {
    const run = runOf(profile)
    const kinds = new Map<string, number>()
    const some = jobsOf(profile, () => true).filter((_, nth) => nth % 61 === 0)
    for (const [draw, job] of some.entries()) {
      const { messages } = jobPrompt(run, job)
      expect(read(profile, messages).asked).toMatchObject({
        ref: job.item,
        locale: job.locale,
        reversed: job.order === 'reversed',
        format: job.format,
      })
      const { kind } = readAnswer(replyTo(profile, messages, 's', draw), itemOf(run, job.item), answerLocale(run, job))
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
    expect([...kinds.keys()].every((kind) => ['classified', 'refused', 'unclassifiable'].includes(kind))).toBe(true)
    expect(kinds.get('classified')! / some.length).toBeGreaterThan(0.85)
  })
})
