import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadStudy } from '../../server/studies/load.ts'
import { plainQuestion } from '../../shared/structure/question.ts'
import { itemOf } from '../../shared/study/items.ts'
import { previewMessages } from '../../shared/study/preview.ts'
import {
  countJobs,
  jobPrompt,
  notAsked,
  type ProbeJob,
  probeJobs,
  runChoice,
  type StudyOfRun,
} from '../../shared/study/probe-jobs.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

function runStudy(id: string): { study: StudyOfRun; warnings: string[] } {
  const loaded = loadStudy(`studies/${id}/study.yaml`, ROOT)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { probeRun } = loaded.study
  if (probeRun === undefined) throw new Error(`${id} has no run`)
  return { study: { ...loaded.study, probeRun }, warnings: loaded.warnings.map(({ message }) => message) }
}

const framings = runStudy('framings')
const examples = runStudy('self-alignment')
const structure = runStudy('interaction-structure')

const readme = (id: string) => readFileSync(path.join(ROOT, 'studies', id, 'README.md'), 'utf8')
const jobsOf = (study: StudyOfRun) => probeJobs(study, { models: ['any'], repeats: 1 })

/** Every nth job in its order, from each condition and slice alike where n shares no factor with their numbers. */
function everyNth(study: StudyOfRun, n: number): ProbeJob[] {
  return [...jobsOf(study)].filter((_, nth) => nth % n === 0)
}

describe.each([
  ['framings', framings, 19_344, 4 * 13 * 2 * (42 * 4 + 9 * 2)],
  ['self-alignment', examples, 10_200, 5 * 6 * 2 * (38 * 4 + 9 * 2)],
  ['interaction-structure', structure, 3120, 13 * 2 * 10 * 3 * 4],
] as const)('the run of %s', (id, { study, warnings }, jobs, product) => {
  test('asks as often as its README says, and passes nothing over', () => {
    expect(countJobs(study, runChoice(study))).toBe(jobs)
    expect(product).toBe(jobs)
    expect(readme(id)).toContain(`**${jobs.toLocaleString('en')} answers**`)
    expect(notAsked(study)).toEqual([])
  })

  test('has the warnings that are known, and no other', () => {
    const known = [/^the model is "builtin"/, /is machine-translated and no local person has approved it/]
    const ofPeople = [/^no population has figures for local-voice/, /may bring people legal trouble/]
    const oneSurvey = [/^all items of values come from one theory/]
    const more = { framings: [], 'self-alignment': oneSurvey, 'interaction-structure': ofPeople }[id]
    const others = warnings.filter((one) => ![...known, ...more].some((expression) => expression.test(one)))
    expect(others).toEqual([])
  })

  test('says of the sources what is unknown, and never that it repeats them', () => {
    expect(readme(id)).toMatch(/unknown to us/i)
    expect(readme(id)).toMatch(/\*\*after\*\*/)
    expect(readme(id)).not.toMatch(/replicat/i)
  })

  test('knows each slice in its populations', () => {
    for (const { place } of study.probeRun.slices)
      expect(
        study.populations.some(({ figures }) => figures[place] !== undefined),
        place,
      ).toBe(true)
  })
})

/** Letters that may stand in a prompt of each language. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ar: /[^\p{Script=Arabic}]/u,
  hi: /[^\p{Script=Devanagari}]/u,
  zh: /[^\p{Script=Han}]/u,
  ja: /[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
}
const LATIN = /[^\p{Script=Latin}]/u

/** Small words of the languages that share the Latin script, some of which any prompt has. Those of English no other has. */
const OWN: Readonly<Record<string, RegExp>> = {
  en: /(?<!\p{L})(the|with|of|your|you|that|how)(?!\p{L})/iu,
  es: /(?<!\p{L})(el|los|las|usted|que|qué|solo)(?!\p{L})/iu,
  de: /(?<!\p{L})(der|die|das|sie|und|nur|nicht|mit|eine)(?!\p{L})/iu,
  tr: /(?<!\p{L})(bir|için|kadar|çok|yalnızca|hiç)(?!\p{L})/iu,
}

describe.each([
  ['framings', framings.study, 7],
  ['self-alignment', examples.study, 11],
] as const)('every prompt of %s', (_, study, n) => {
  const prompts = everyNth(study, n).map((job) => ({ job, messages: jobPrompt(study, job).messages }))

  test('comes from every condition and slice', () => {
    const met = new Set(prompts.map(({ job }) => `${job.condition} ${job.place} ${job.locale}`))
    expect(met.size).toBe(study.conditions.length * study.probeRun.slices.length)
  })

  test('is in the language of its slice alone, with every gap filled', () => {
    for (const { job, messages } of prompts)
      for (const { content } of messages) {
        expect(content).not.toMatch(/[{}]|undefined|NaN|\[object/)
        const letters = content.replace(/\P{L}/gu, '')
        expect(letters.match(SCRIPTS[job.locale] ?? LATIN)?.[0], content).toBeUndefined()
      }
    for (const { job, messages } of prompts.filter(({ job }) => OWN[job.locale] !== undefined)) {
      const text = messages.map(({ content }) => content).join('\n')
      expect(text).toMatch(OWN[job.locale]!)
      if (job.locale !== 'en') expect(text).not.toMatch(OWN.en!)
    }
  })

  test('names the country of its slice where a framing or an example does, and none in the control', () => {
    const named = (text: string, locale: string) =>
      Object.keys(study.places).filter((code) => text.includes(study.places[code]![locale]!))
    for (const { job, messages } of prompts) {
      const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content.split('\n')[0]!)
      if (job.condition === study.control) expect(system).toEqual([])
      else if (job.condition === 'another') expect(named(system.join(), job.locale).includes(job.place)).toBe(false)
      else expect(named(system.join(), job.locale), system.join()).toContain(job.place)
    }
  })
})

describe('the run of interaction-structure', () => {
  test('sends what a probe at the start of a talk sends, under the same condition, position and wordings', () => {
    const { study } = structure
    const seen = new Set<string>()
    for (const job of jobsOf(study)) {
      const nth = new Set(Object.values(job.wordings))
      if (nth.size > 1) continue
      const condition = study.conditions.find(({ id }) => id === job.condition)!
      const { place, locale } = job
      const choice = { condition, crossed: { position: job.levels.position! }, wording: [...nth][0]!, locale, place }
      const question = plainQuestion(itemOf(study, job.item), job.form, job.wording)
      const probe = previewMessages(study, choice, [], { ref: job.item, task: { kind: 'probe', question } })
      expect(jobPrompt(study, job).messages).toEqual(probe.messages)
      seen.add(`${job.condition} ${job.locale}`)
    }
    expect(seen.size).toBeGreaterThan(12)
  })

  test('asks the items of the talks, as often as one moment of a talk does', () => {
    const { study } = structure
    for (const stage of study.flow)
      if (stage.kind === 'chat') {
        expect(stage.probes!.items).toEqual(study.probeRun.items)
        expect(stage.probes!.repeats).toBe(study.probeRun.repeats)
      }
  })
})
