import path from 'node:path'
import { type LoadedStudy, loadStudies } from '../../../server/studies/load.ts'
import { problemLine } from '../../../server/studies/study-problem.ts'
import { plainQuestion } from '../../../shared/structure/question.ts'
import type { TalkTurn } from '../../../shared/structure/structure.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { previewMessages } from '../../../shared/study/preview.ts'
import { jobPrompt, type ProbeJob, probeJobs, type StudyOfRun } from '../../../shared/study/probe-jobs.ts'
import type { Study } from '../../../shared/study/study.ts'

export const ROOT = path.resolve(import.meta.dirname, '../../..')
export const GOLDEN = path.join(import.meta.dirname, 'golden')

/** Written by hand from the study files before any output was seen; the writer never touches them. */
export const BY_HAND: readonly string[] = [
  'demo/neighbour.ar.json',
  'demo/plain.en.json',
  'interaction-structure/person-elder-english-direct.ar.json',
  'interaction-structure/person-elder-own-reasoning.ar.json',
  'interaction-structure/placebo.ar.json',
  'interaction-structure/user-plain-own-direct.en.json',
]

const TALK: Readonly<Record<string, readonly [string, string, string]>> = {
  en: ['Hello. May I ask you something?', 'Of course.', 'On whom can one rely?'],
  ar: ['مرحبًا. هل لي بسؤال؟', 'بالطبع.', 'على من يمكن الاعتماد؟'],
}
/** The place that the person declared. */
const PLACE: Readonly<Record<string, string>> = { en: 'DEU', ar: 'EGY' }

export function shippedStudies(): LoadedStudy[] {
  const { studies, broken } = loadStudies('studies', ROOT)
  if (broken.length > 0) throw new Error(broken.flatMap(({ problems }) => problems.map(problemLine)).join('\n'))
  return studies
}

export type GoldenCell = { file: string; text: string }

/**
 * Every cell of a study in every locale, by file name. The talk has the first wording of each level and the first level
 * of each crossed factor; the probe of the study's first probed item has the last of both. So one file sees two of each.
 */
export function goldenCells(study: Study): GoldenCell[] {
  return study.flow.length === 0 && study.probeRun !== undefined
    ? goldenSlices({ ...study, probeRun: study.probeRun })
    : goldenTalks(study)
}

function goldenTalks(study: Study): GoldenCell[] {
  return study.conditions.flatMap((condition) =>
    study.locales.map((locale) => {
      const [hello, yes, question] = TALK[locale]!
      const opened: TalkTurn[] = [
        { speaker: 'person', text: hello },
        { speaker: 'assistant', text: yes },
      ]
      const choice = { condition, crossed: {}, wording: 0, locale, place: PLACE[locale]! }
      const talk = previewMessages(study, choice, [...opened, { speaker: 'person', text: question }], null)
      const last = { ...choice, crossed: lastCrossed(study), wording: Number.MAX_SAFE_INTEGER }
      const probe = previewMessages(study, last, opened, firstProbe(study))
      const text = `${JSON.stringify({ talk: talk.messages, probe: probe.messages }, null, 2)}\n`
      return { file: `${study.id}/${condition.id}.${locale}.json`, text }
    }),
  )
}

/**
 * A study that asks models only has one file a slice, with one question under each condition. The questions go round with
 * slices and conditions, so that the files together see lists and ranges, both orders and every wording.
 */
function goldenSlices(study: StudyOfRun): GoldenCell[] {
  const { slices } = study.probeRun
  const jobs = [...probeJobs(study, { models: ['any'], repeats: 1 })]
  return slices.map(({ place, locale }, slice) => {
    const shown = study.conditions.map((condition, nth): [string, object] => {
      const here = jobs.filter((job) => job.place === place && job.locale === locale && job.condition === condition.id)
      const job = here[((slice * study.conditions.length + nth) * 37) % here.length]!
      return [condition.id, { asked: askedBy(job), messages: jobPrompt(study, job).messages }]
    })
    const text = `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`
    return { file: `${study.id}/${place}.${locale}.json`, text }
  })
}

function askedBy({ item, wording, order, wordings }: ProbeJob): string {
  const drawn = Object.entries(wordings).map(([factor, nth]) => `, wording ${nth} of ${factor}`)
  return `${item}, wording ${wording}, ${order}${drawn.join('')}`
}

function lastCrossed(study: Study): Record<string, string> {
  const crossed = Object.entries(study.factors).filter(([, factor]) => factor.drawn === 'crossed')
  return Object.fromEntries(crossed.map(([id, factor]) => [id, Object.keys(factor.levels).at(-1)!]))
}

function firstProbe(study: Study) {
  for (const stage of study.flow) {
    if (stage.kind !== 'chat' || stage.probes === undefined) continue
    const { form, wording, items } = stage.probes
    const ref = items[0]!
    return {
      ref,
      task: { kind: 'probe' as const, question: plainQuestion(itemOf(study, ref), form, wording) },
    }
  }
  throw new Error(`Study "${study.id}" probes nothing.`)
}
