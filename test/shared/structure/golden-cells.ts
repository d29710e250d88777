import path from 'node:path'
import { type LoadedStudy, loadStudies } from '../../../server/studies/load.ts'
import { plainQuestion } from '../../../shared/structure/question.ts'
import type { TalkTurn } from '../../../shared/structure/structure.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { previewMessages } from '../../../shared/study/preview.ts'
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
  const { studies, problems } = loadStudies('studies', ROOT)
  if (problems.length > 0) throw new Error(problems.map((one) => one.message).join('\n'))
  return studies
}

export type GoldenCell = { file: string; text: string }

/**
 * Every cell of a study in every locale, by file name. The talk has the first wording of each level and the first level
 * of each crossed factor; the probe of the study's first probed item has the last of both. So one file sees two of each.
 */
export function goldenCells(study: Study): GoldenCell[] {
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
