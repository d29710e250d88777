import { canonicalJson } from '../canonical-json.ts'
import { codesOf, type Form, type Item } from '../instrument/instrument.ts'
import { isListed, kindOf } from '../instrument/kinds/kinds.ts'
import { hasLocale, type Locale, localise } from '../instrument/localised.ts'
import type { ReplyFormat } from '../languages/reply-format.ts'
import { createRandom } from '../random.ts'
import type { Question, Target } from '../structure/question.ts'
import { type Message, render } from '../structure/render.ts'
import type { Strategy } from '../structure/structure.ts'
import { demonstrationsFor } from './asking.ts'
import { assignedStructure } from './assigned-structure.ts'
import { itemOf } from './items.ts'
import { combinations, factorOf, levelOf, levelsOf, wordingsOf } from './levels.ts'
import type { OptionOrder, ProbeRun, Slice } from './probe-run.ts'
import type { Condition, Study } from './study.ts'

/** A study that has a probe run. */
export type StudyOfRun = Study & { probeRun: ProbeRun }

/** One question to one model under one structure. All of it together is unique within a run. */
export type ProbeJob = Slice & {
  model: string
  condition: string
  /** The condition's levels with those of the crossed factors. */
  levels: Readonly<Record<string, string>>
  /** factor -> index among the level's wordings, drawn by seed. */
  wordings: Readonly<Record<string, number>>
  item: string
  form: Form
  wording: number
  order: OptionOrder
  format: ReplyFormat
  target: Target
  /** From 0. */
  repeat: number
}

/** What a run asks in addition to what the study says. */
export type RunChoice = { models: readonly string[]; repeats: number }

/** The models and repeats of a study's run, as the study sets them. */
export function runChoice({ probeRun, model }: StudyOfRun): RunChoice {
  return { models: probeRun.models ?? [model.alias], repeats: probeRun.repeats }
}

/** An item in a slice that a run passes over, and why. */
export type NotAsked = Slice & { item: string; form: Form; why: string }

/**
 * Every job of a run. All jobs of one repeat come before those of the next, so a run that is cut short has asked
 * everything equally often. Settings that lead to the same question are asked once: if an item shows no list of
 * labelled options, the order and a reply by label change nothing; for an open question none of the settings does.
 * Adding repeats, models or items leaves the other jobs as they were. Lazy: one job at a time.
 */
export function* probeJobs(study: StudyOfRun, { models, repeats }: RunChoice): Generator<ProbeJob> {
  const asked = questionsOf(study).asked
  for (let repeat = 0; repeat < repeats; repeat += 1)
    for (const model of models)
      for (const cell of cellsOf(study))
        for (const slice of study.probeRun.slices)
          for (const question of asked.get(sliceKey(slice))!) {
            const { place, locale } = slice
            const job = { model, condition: cell.id, levels: cell.levels, place, locale, ...question, repeat }
            if (factorOf(study, 'form') !== undefined && job.form !== formOf(study, cell.levels)) continue
            yield { ...job, wordings: drawnWordings(study, job) }
          }
}

/** The part of an answer's job that is kept. Whoever looks the job up draws its words again. */
export type KeptJob = Omit<ProbeJob, 'wordings'>

/**
 * Finds jobs of earlier runs in a study's list. Returns the job with the words that the study draws for it now, or null
 * for a job that the study does not ask (any more). Models and repeats beyond those that the study names are found too.
 */
export function jobFinder(study: StudyOfRun): (kept: KeptJob) => ProbeJob | null {
  const { asked } = questionsOf(study)
  const name = ({ place, locale, item, form, wording, order, format, target }: Slice & Asked) =>
    [place, locale, item, form, wording, order, format, target].join('|')
  const names = new Set(
    study.probeRun.slices.flatMap((slice) => asked.get(sliceKey(slice))!.map((one) => name({ ...slice, ...one }))),
  )
  const cells = new Set(cellsOf(study).map(({ id, levels }) => cellName(id, levels)))
  return (kept) => {
    if (!names.has(name(kept)) || !cells.has(cellName(kept.condition, kept.levels))) return null
    if (factorOf(study, 'form') !== undefined && kept.form !== formOf(study, kept.levels)) return null
    return { ...kept, wordings: drawnWordings(study, kept) }
  }
}

function cellName(condition: string, levels: Readonly<Record<string, string>>): string {
  return canonicalJson([condition, levels])
}

/** Number of jobs, without making them one by one. */
export function countJobs(study: StudyOfRun, { models, repeats }: RunChoice): number {
  const { asked } = questionsOf(study)
  const perCell = (levels: Readonly<Record<string, string>>) =>
    study.probeRun.slices.reduce((sum, slice) => {
      const questions = asked.get(sliceKey(slice))!
      const kept =
        factorOf(study, 'form') !== undefined
          ? questions.filter(({ form }) => form === formOf(study, levels))
          : questions
      return sum + kept.length
    }, 0)
  return cellsOf(study).reduce((sum, { levels }) => sum + perCell(levels), 0) * models.length * repeats
}

/** What a run cannot ask, item by item: a form or a wording that an item lacks, or lacks in a slice's language. */
export function notAsked(study: StudyOfRun): NotAsked[] {
  return questionsOf(study).notAsked
}

/** What a job becomes: the messages, the question in them, their language, and how the answer comes about. */
export type JobPrompt = { messages: Message[]; question: Question; locale: Locale; strategy: Strategy['kind'] }

/** What a model is sent for a job. It is made by the same steps as a session's probes. */
export function jobPrompt(study: StudyOfRun, job: ProbeJob): JobPrompt {
  const { condition, levels, wordings, locale, place } = job
  const assignment = { condition, levels: { ...levels }, wordings: { ...wordings }, stratum: 'run', index: job.repeat }
  const structure = assignedStructure(study, assignment, { locale, places: [place] })
  const question: Question = {
    item: itemOf(study, job.item),
    form: job.form,
    wording: job.wording,
    reversed: job.order === 'reversed',
    format: job.format,
    target: job.target,
    place: job.target === 'own' ? null : localise(study.places[place]!, structure.language.prompt),
  }
  // Repeats of one question get the same demonstrations, so only the model's own chance varies between them.
  const seed = `${study.id} ${place} ${locale}`
  const demonstrations = demonstrationsFor(study, structure, { declared: [place], tested: job.item, seed })
  const messages = render(structure, [], { task: { kind: 'probe', question }, demonstrations })
  return { messages, question, locale: structure.language.prompt, strategy: structure.strategy.kind }
}

/** The language in which a job's answer comes: the language that is asked for, otherwise that of the prompt. */
export function answerLocale(study: StudyOfRun, job: ProbeJob): string {
  const level = levelOf(study, job.levels, 'language')
  if (level === undefined) return job.locale
  const named = level.reply === 'any' ? level.prompt : level.reply
  return named === 'own' ? job.locale : named
}

type CrossedCondition = Pick<Condition, 'id' | 'levels'>

/** The conditions, each with every combination of the crossed factors' levels. */
function cellsOf(study: Study): CrossedCondition[] {
  const crossed = combinations(study, 'crossed')
  return study.conditions.flatMap(({ id, levels }) => crossed.map((more) => ({ id, levels: { ...levels, ...more } })))
}

/**
 * Wordings take turns over the repeats, from a start drawn by seed, so that each comes equally often (to within one).
 */
function drawnWordings(study: Study, job: Omit<ProbeJob, 'wordings'>): Record<string, number> {
  const wordings: Record<string, number> = {}
  for (const { factor: id, count } of wordingsOf(study, job.levels)) {
    const { condition, place, locale, item, form, wording, order, format, target } = job
    const seed = [study.id, id, condition, place, locale, item, form, wording, order, format, target].join('|')
    wordings[id] = (createRandom(seed).integer(count) + job.repeat) % count
  }
  return wordings
}

type Asked = Pick<ProbeJob, 'item' | 'form' | 'wording' | 'order' | 'format' | 'target'>

function questionsOf(study: StudyOfRun): { asked: Map<string, Asked[]>; notAsked: NotAsked[] } {
  const { probeRun } = study
  const asked = new Map<string, Asked[]>()
  const missing: NotAsked[] = []
  for (const slice of probeRun.slices) {
    const questions: Asked[] = []
    for (const item of itemsOfRun(study))
      for (const form of formsOf(study)) {
        const found = wordingsIn(study, itemOf(study, item), form, slice)
        if (found.length === 0)
          missing.push({ ...slice, item, form, why: `it has no ${form} in ${promptLocales(study, slice).join(', ')}` })
        for (const wording of found) questions.push(...variants(probeRun, itemOf(study, item), { item, form, wording }))
      }
    asked.set(sliceKey(slice), questions)
  }
  return { asked, notAsked: missing }
}

/** The items that a run asks, in the order of the instruments. */
export function itemsOfRun(study: StudyOfRun): string[] {
  if (study.probeRun.items !== 'all') return study.probeRun.items
  return study.instruments.flatMap(({ id, items }) =>
    items.filter(({ answer }) => codesOf(answer).length > 1).map((item) => `${id}/${item.id}`),
  )
}

/** Wordings that exist in every language in which a slice's prompts are written. */
function wordingsIn(study: StudyOfRun, item: Item, form: Form, slice: Slice): number[] {
  const locales = promptLocales(study, slice)
  const texts = kindOf(item.answer).texts(item.answer)
  if (texts.some(({ text }) => !locales.every((locale) => hasLocale(text, locale)))) return []
  const all = item.forms[form] ?? []
  return study.probeRun.itemWordings.filter(
    (wording) => all[wording] !== undefined && locales.every((locale) => hasLocale(all[wording]!, locale)),
  )
}

function promptLocales(study: Study, { locale }: Slice): string[] {
  const prompts = levelsOf(study, 'language').map(({ prompt }) => (prompt === 'own' ? locale : prompt))
  return prompts.length === 0 ? [locale] : unique(prompts)
}

function variants(run: ProbeRun, item: Item, one: Pick<Asked, 'item' | 'form' | 'wording'>): Asked[] {
  const listed = one.form !== 'open' && isListed(item.answer)
  const orders = listed ? run.orders : run.orders.slice(0, 1).map(() => 'listed' as const)
  const formats =
    one.form === 'open'
      ? (['number'] as const)
      : unique(run.formats.map((format) => (listed || format !== 'label' ? format : 'number')))
  return run.targets.flatMap((target) =>
    orders.flatMap((order) => formats.map((format) => ({ ...one, order, format, target }))),
  )
}

function unique<T>(all: readonly T[]): T[] {
  return [...new Set(all)]
}

function sliceKey({ place, locale }: Slice): string {
  return `${place} ${locale}`
}

function formsOf(study: StudyOfRun): Form[] {
  const varied = levelsOf(study, 'form').map(({ form }) => form)
  return unique(varied.length > 0 ? varied : study.probeRun.forms)
}

function formOf(study: Study, levels: Readonly<Record<string, string>>): Form {
  return levelOf(study, levels, 'form')?.form ?? 'question'
}
