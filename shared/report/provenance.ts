import type { Columns } from '../analysis/answers/session-answers.ts'
import type { SessionRow } from '../analysis/answers/session-row.ts'
import type { RunCell } from '../analysis/cells/run-cells.ts'
import type { Item } from '../instrument/instrument.ts'
import { BUILTIN_ALIAS } from '../study/builtin-alias.ts'
import { findItem } from '../study/items.ts'
import { localesAsked } from '../study/prompt-languages.ts'
import {
  changesRequest,
  changeWords,
  parametersAskedBy,
  type RequestParameters,
  requestChanges,
} from '../study/request-parameters.ts'
import type { Study } from '../study/study.ts'
import { replyWarnings } from './reply-rows.ts'
import { type CalledModel, type Provenance, REPORT_VERSION, type Report, type Warning } from './report.ts'

export type ProvenanceOptions = {
  readonly study: Study
  readonly columns: Columns
  /** All sessions of the input, including those that the analysis leaves out. */
  readonly sessions: readonly SessionRow[]
  /** Cells of a probe run, if there was one. */
  readonly runCells: readonly RunCell[]
  readonly seed: string
  readonly resamples: number
  readonly rearrangements: number
  readonly level: number
  readonly inputHash: string | null
  readonly studyHash?: string | undefined
  readonly called?: readonly CalledModel[] | undefined
}

/** Where an analysis comes from. */
export function provenanceOf(options: ProvenanceOptions): Provenance {
  const { study, columns, sessions, seed, resamples, rearrangements, level, inputHash } = options
  const hashes = [...new Set(sessions.map(({ studyHash }) => studyHash))].sort()
  const { alias, settings } = study.model
  const items = itemsAsked(options)
  const kinds = (['live', 'preview', 'simulated'] as const).flatMap((kind) => {
    const n = sessions.filter((one) => one.kind === kind).length
    return n === 0 ? [] : [{ kind, sessions: n }]
  })
  return {
    study: study.id,
    title: study.title,
    versions: hashes.map((hash) => ({ hash, sessions: sessions.filter((one) => one.studyHash === hash).length })),
    studyHash: options.studyHash ?? null,
    seed,
    reportVersion: REPORT_VERSION,
    resamples,
    rearrangements,
    level,
    inputHash,
    kinds,
    pooled: kinds.length > 1,
    model: {
      alias,
      identity:
        alias === BUILTIN_ALIAS
          ? 'built-in responder, not a language model'
          : `the model bound to the alias "${alias}" when the sessions ran; the export's model calls name it`,
      settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Record<
        string,
        number
      >,
      called: options.called ?? [],
    },
    populations: study.populations.map(({ id, title, wave, mode, kind, weighted, n, caution }) => ({
      id,
      title,
      wave,
      mode,
      kind,
      weighted,
      label: [
        n === 'unknown' ? 'n unknown' : null,
        weighted ? null : 'unweighted',
        kind === 'means' ? 'means only' : null,
      ]
        .filter((word) => word !== null)
        .join(', '),
      caution,
    })),
    texts: textsOf(study, items),
    theories: theoriesOf(items),
    observations: { used: columns.used, uncoded: columns.uncoded, leftOut: columns.leftOut },
  }
}

/** Kinds of session with their numbers: `12 live and 30 simulated`. */
export function kindsText(kinds: Provenance['kinds']): string {
  return kinds.map(({ kind, sessions }) => `${sessions} ${kind}`).join(' and ')
}

/** What a binding left out of requests or added to them. Empty if requests say what the study says, even under other names. */
function otherwiseSent(study: Study, parameters: RequestParameters | undefined): string[] {
  const changes = requestChanges(parametersAskedBy(study), parameters).filter(changesRequest)
  if (changes.every(({ kind }) => kind === 'renamed')) return []
  const isLess = changes.some(({ kind }) => kind === 'dropped')
  return [
    `${changes.map(changeWords).join(', ')}.${isLess ? " The endpoint's own ran in the place of what was left out." : ''}`,
  ]
}

type Asked = { readonly item: Item; readonly answered: boolean }

/** Items asked of people, of models in talks and of models alone, each once. */
function itemsAsked({ study, columns, runCells }: ProvenanceOptions): Asked[] {
  const answered = new Map<string, boolean>()
  columns.items.forEach(({ ref }, index) => {
    const has = columns.blocks.some((block) => block.item === index && block.counts.some((count) => count > 0))
    answered.set(ref, has)
  })
  for (const { item, n } of runCells) answered.set(item, (answered.get(item) ?? false) || n > 0)
  return [...answered].map(([ref, has]) => ({ item: findItem(study, ref)!, answered: has }))
}

/** How the texts of the items asked were made, by language. */
function textsOf(study: Study, asked: readonly Asked[]): Provenance['texts'] {
  return localesAsked(study).map((locale) => {
    const texts = asked.flatMap(({ item }) => item.provenance[locale] ?? item.provenance[locale.split('-')[0]!] ?? [])
    const machineOnly = texts.filter(
      ({ kind, localReview }) => kind === 'machine-translation' && localReview !== 'approved',
    ).length
    const originals = texts.filter(({ kind }) => kind === 'original').length
    return {
      locale,
      items: texts.length,
      machineOnly,
      locallyApproved: texts.filter(({ localReview }) => localReview === 'approved').length,
      label:
        machineOnly > 0
          ? `machine translation only, not reviewed by a local person (${machineOnly} of ${texts.length} items)`
          : originals === texts.length
            ? 'original wording'
            : 'translated or reviewed by people',
    }
  })
}

function theoriesOf(asked: readonly Asked[]): Provenance['theories'] {
  const theories = [...new Set(asked.map(({ item }) => item.theory))].filter((theory) => theory !== 'none').sort()
  return theories.map((theory) => {
    const own = asked.filter(({ item }) => item.theory === theory)
    return { theory, items: own.length, answered: own.filter(({ answered }) => answered).length }
  })
}

type Warned = Pick<Report, 'provenance' | 'replies' | 'run'> & {
  readonly study: Study
  readonly columns: Columns
  /** Number of withdrawn sessions. */
  readonly withdrawn: number
  readonly standing: Report['registration']
  /** Populations with which any answers are compared. */
  readonly readAgainst: ReadonlySet<string>
}

/** What a reader must know before any number. Grave warnings come first. In each level, missing replies come first. */
export function warningsOf({
  provenance,
  columns,
  study,
  replies,
  withdrawn,
  run,
  standing,
  readAgainst,
}: Warned): Warning[] {
  const found: Warning[] = []
  const grave = (text: string) => found.push({ level: 'grave', text })
  const caution = (text: string) => found.push({ level: 'caution', text })
  const { kinds, model, texts, theories, populations, versions } = provenance
  const simulated = kinds.find(({ kind }) => kind === 'simulated')
  const preview = kinds.find(({ kind }) => kind === 'preview')
  found.push(...replyWarnings(replies))
  if (provenance.pooled)
    grave(
      `POOLED: ${kindsText(kinds)} sessions are analysed together. No number here is of people alone, and none is a finding about people.`,
    )
  if (simulated !== undefined)
    grave(
      `SIMULATED DATA: ${simulated.sessions} sessions are simulated people. Nothing here is a finding about people.`,
    )
  if (preview !== undefined) grave(`${preview.sessions} sessions are previews by the researchers and no participants.`)
  // A run may ask models other than the one used in sessions.
  if (model.alias === BUILTIN_ALIAS && (study.flow.length > 0 || run === null))
    grave(
      'The answers of the model come from the built-in responder, which is not a language model. They test the study and the analysis, and say nothing about any model.',
    )
  if (run?.models.includes(BUILTIN_ALIAS))
    grave(
      `Of the models asked alone, "${BUILTIN_ALIAS}" is the built-in responder, which is not a language model. Its answers test the study and the analysis, and say nothing about any model.`,
    )
  if (study.flow.length > 0 && kinds.length === 0) grave('There is no session yet.')
  if (study.flow.length === 0 && run === null) grave('The probe run has no answer yet.')
  if (run?.cells.every(({ n }) => n === 0))
    grave('No answer of the probe run names an option: all were refused or could not be read. Nothing can be compared.')
  if (run !== null && run.jobs.missing > 0)
    caution(
      `The probe run is not complete: ${run.jobs.missing.toLocaleString('en')} of ${run.jobs.planned.toLocaleString('en')} questions have no answer. Repeats are asked in turn, so what is missing is spread over all cells.`,
    )
  for (const { alias, model: called, parameters, calls } of provenance.model.called)
    for (const text of otherwiseSent(study, parameters))
      caution(
        `The requests to "${alias}" (${called}; ${calls.toLocaleString('en')} calls) were not as the study says: ${text}`,
      )
  for (const { alias, model: asked, parameters } of run?.identities ?? [])
    for (const text of otherwiseSent(study, parameters))
      caution(`The requests of the probe run to "${alias}" (${asked}) were not as the study says: ${text}`)
  if (run !== null && run.otherModel > 0)
    caution(
      `${run.otherModel.toLocaleString('en')} answers of the probe run are of another model that an alias stood for earlier, or were asked with other request parameters; they are left out.`,
    )
  for (const { model: asked, drift } of run?.drift ?? [])
    if (drift.changed.length > 0)
      caution(
        `The model "${asked}" was not the same throughout: what changed between the moments of its canary questions is ${drift.changed.join(' and ')}.`,
      )
  if (run !== null && run.otherWords > 0)
    caution(
      `${run.otherWords.toLocaleString('en')} answers of the probe run are to questions in other words than this version has; they are left out.`,
    )
  if (standing === null && study.contrasts.length > 0)
    caution(
      'No preregistration was given: "planned" is what the study file says, and nothing here shows that it said so before data were seen.',
    )
  for (const difference of standing?.differences ?? []) caution(`Against the preregistration: ${difference}`)
  for (const { locale, machineOnly, label } of texts) if (machineOnly > 0) caution(`Texts in "${locale}": ${label}.`)
  for (const { title, label, caution: text } of populations.filter(({ id }) => readAgainst.has(id)))
    caution(`${title}${label === '' ? '' : ` (${label})`}: ${text}`)
  const answered = theories.filter((one) => one.answered > 0)
  if (answered.length > 0 && !answered.some(({ theory }) => theory === 'local'))
    caution(
      `Every item with data comes from survey theory (${answered.map(({ theory }) => theory).join(', ')}). No locally authored item has data, so what matters to people there may be missing.`,
    )
  if (versions.length > 1)
    caution(
      `Sessions met ${versions.length} versions of the study; they are analysed together under the design of one.`,
    )
  if (columns.mixedForms.length > 0)
    caution(`Put in more than one form and pooled here: ${columns.mixedForms.join(', ')}. Forms can disagree.`)
  if (withdrawn > 0)
    caution(`${withdrawn} sessions were withdrawn; their answers are left out of everything but the flow.`)
  return [...found.filter(({ level }) => level === 'grave'), ...found.filter(({ level }) => level === 'caution')]
}
