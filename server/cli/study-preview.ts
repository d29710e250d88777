import { plainQuestion } from '../../shared/structure/question.ts'
import type { Message } from '../../shared/structure/render.ts'
import { itemOf } from '../../shared/study/items.ts'
import { chosenAssignment, type PreviewChoice, previewMessages, wordingsOf } from '../../shared/study/preview.ts'
import type { TalkPart } from '../../shared/study/stages/stage-kind.ts'
import { talksOf } from '../../shared/study/stages/stages.ts'
import type { Study } from '../../shared/study/study.ts'
import { CallProblem, required, verb } from './call.ts'
import { json } from './figures.ts'
import { oneOfKnown, openStudy } from './study-file.ts'

export const studyPreview = verb({
  summary: 'show the exact messages that a condition sends to the model',
  help: `Usage: npm run -s parallax -- study preview FILE --condition ID --locale L
         [--place ISO3] [--item REF] [--level FACTOR=LEVEL]... [--json]

Shows what the model is told before the first turn of the talk, and what it is sent for a probe at the start of the
talk: once with the first wording of every level, once with the second, and so on.

  --condition  one of the study's conditions
  --locale     the language of the participant
  --place      the country that the participant declared; none without it
  --item       the probed item, as instrument/item; the first that the study probes without it
  --level      the level of a crossed factor; the first of each without it
  --json       the same as JSON

Exit codes: 0 done, 2 the call or the study cannot be used.`,
  options: {
    condition: { type: 'string' },
    locale: { type: 'string' },
    place: { type: 'string' },
    item: { type: 'string' },
    level: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const { study } = openStudy(positionals)
    const choice = chosen(study, values)
    const probe = probeOf(study, choice, values.item)
    const previews = Array.from({ length: wordingsOf(study, choice) }, (_, wording) => {
      const talk = previewMessages(study, { ...choice, wording }, [], null)
      const asked = probe === null ? null : previewMessages(study, { ...choice, wording }, [], probe)
      return {
        wording,
        structure: talk.structure,
        talk: talk.messages,
        probe: probe === null || asked === null ? null : { item: probe.ref, messages: asked.messages },
      }
    })
    const { levels } = chosenAssignment(study, { ...choice, wording: 0 })
    const { condition, locale, place } = choice
    if (values.json) {
      io.out(json({ study: study.id, condition: condition.id, locale, place, levels, previews }))
      return
    }
    const named = Object.entries(levels).map(([factor, level]) => `${factor}=${level}`)
    io.out(`${condition.id}, locale ${locale}, place ${place ?? 'none declared'}\n${named.join(' ')}\n`)
    for (const preview of previews) {
      const nth = `wording ${preview.wording + 1} of ${previews.length}`
      const { initiative } = preview.structure
      const opening = initiative.opens === 'assistant' ? `[the assistant opens]\n${initiative.opening}\n` : ''
      io.out(`\n--- Talk, ${nth}\n${shown(preview.talk)}${opening}`)
      if (preview.probe !== null)
        io.out(`\n--- Probe of ${preview.probe.item}, ${nth}\n${shown(preview.probe.messages)}`)
    }
  },
})

type Asked = { condition?: string; locale?: string; place?: string; level?: string[] }

function chosen(study: Study, asked: Asked): Omit<PreviewChoice, 'wording'> {
  const ids = study.conditions.map((one) => one.id)
  const id = oneOfKnown(required(asked.condition, 'condition', `one of ${ids.join(', ')}`), 'condition', ids)
  const wanted = required(asked.locale, 'locale', `one of ${study.locales.join(', ')}`)
  const locale = oneOfKnown(wanted, 'locale', study.locales)
  const place = asked.place === undefined ? null : oneOfKnown(asked.place, 'place', Object.keys(study.places))
  const condition = study.conditions.find((one) => one.id === id)!
  return { condition, crossed: crossedLevels(study, asked.level ?? []), locale, place }
}

function crossedLevels(study: Study, asked: readonly string[]): Record<string, string> {
  const crossed = Object.entries(study.factors).filter(([, factor]) => factor.drawn === 'crossed')
  const levels: Record<string, string> = {}
  for (const pair of asked) {
    const [factor, level, ...more] = pair.split('=')
    if (factor === undefined || level === undefined || more.length > 0)
      throw new CallProblem(`--level takes FACTOR=LEVEL; it was "${pair}".`)
    const id = oneOfKnown(
      factor,
      'crossed factor',
      crossed.map(([one]) => one),
    )
    levels[id] = oneOfKnown(level, `level of ${id}`, Object.keys(study.factors[id]!.levels))
  }
  return levels
}

/**
 * The probe in the form in which the first talk of this condition asks it; null when the study probes nothing in that
 * talk.
 */
function probeOf(study: Study, choice: Omit<PreviewChoice, 'wording'>, asked: string | undefined) {
  const { levels } = chosenAssignment(study, { ...choice, wording: 0 })
  const meets = (stage: TalkPart) =>
    Object.entries(stage.when?.levels ?? {}).every(([factor, wanted]) => wanted.includes(levels[factor]!)) &&
    (stage.when?.locales === undefined || stage.when.locales.includes(choice.locale))
  const probes = talksOf(study.flow)
    .filter(meets)
    .flatMap((stage) => stage.probes ?? [])
  const known = [...new Set(probes.flatMap((one) => one.items))]
  const ref = asked === undefined ? known[0] : oneOfKnown(asked, 'probed item', known)
  if (ref === undefined) return null
  const { form, wording } = probes.find((one) => one.items.includes(ref))!
  const question = plainQuestion(itemOf(study, ref), form, wording)
  return { ref, task: { kind: 'probe' as const, question } }
}

function shown(messages: readonly Message[]): string {
  if (messages.length === 0) return '(nothing: the model is told nothing before the first turn)\n'
  return messages.map(({ role, content }) => `[${role}]\n${content}\n`).join('')
}
