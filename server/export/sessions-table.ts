import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import { columnName, factorColumn } from '../../shared/analysis/column-name.ts'
import { kindOf } from '../../shared/instrument/kinds/kinds.ts'
import { localise } from '../../shared/instrument/localised.ts'
import { itemOf } from '../../shared/study/items.ts'
import { surveyIn, surveysOf } from '../../shared/study/stages/stages.ts'
import { statusOf } from '../studies/status.ts'
import type { ListedStudy } from './column.ts'
import { type Column, times } from './column.ts'
import { commonColumns } from './common-columns.ts'
import { MISSING_VALUES, type Missing, whyMissing } from './missing.ts'
import { endOf, type ReadSession } from './session-reader.ts'
import type { CellValue } from './table-file.ts'
import { talkColumns } from './talk-columns.ts'

/**
 * What a line about a session is made from: what was read, the session's row for analysis (null if its log cannot be
 * read), and the time of the export.
 */
export type SessionLine = { read: ReadSession; row: SessionRow | null; now: number }

/**
 * `sessions.csv`: wide, one line for each session, with the answers that count. `studies`: the versions that have
 * sessions, newest first.
 */
export function sessionColumns(studies: readonly ListedStudy[]): Column<SessionLine>[] {
  const factors = [...new Set(studies.flatMap((study) => Object.keys(study.factors)))]
  const fixed: Column<SessionLine>[] = [
    ...commonColumns<SessionLine>(),
    { name: 'wave', label: 'Wave', type: 'integer', from: 'session.opened', cell: ({ read }) => read.summary.wave },
    {
      name: 'status',
      label: 'Status at the time of export; idle is in progress without an event for half an hour',
      type: 'text',
      values: 'consenting, in-progress, idle, completed, declined, withdrawn',
      from: 'the log',
      cell: ({ read, now }) => statusOf(read.summary, now),
    },
    {
      name: 'erased',
      label: 'What was written was erased because the person asked for it',
      type: 'flag',
      from: 'the store',
      cell: ({ read }) => read.summary.erasedAt !== null,
    },
    {
      name: 'log_whole',
      label: 'The log has no gap (1), or has one, so that nothing can be said of the session (0)',
      type: 'flag',
      from: 'the log',
      cell: ({ read }) => read.gaps.length === 0,
    },
    {
      name: 'platform_id_state',
      label:
        'Whether the link brought an id that tells people apart, or why not; empty where the study asks for none and in sessions from before this was kept',
      type: 'text',
      values:
        'usable; absent = not in the link; blank; null-word = null, undefined and the like; template = not filled in by the platform; placeholder = test, 0 and the like; several = two different ones; too-long; unreadable',
      from: 'the participant link',
      cell: ({ read }) => read.summary.idState ?? '',
    },
    {
      name: 'locale',
      label: 'Language of the interface',
      type: 'text',
      from: 'locale.chosen',
      cell: ({ read }) => read.summary.locale,
    },
    ...factors.flatMap((factor): Column<SessionLine>[] => [
      {
        name: factorColumn(factor),
        oldName: `factor.${factor}`,
        label: `Level of ${factor}`,
        type: 'text',
        from: 'assignment.made',
        cell: ({ row }) => row?.levels[factor] ?? null,
      },
      {
        name: columnName('wording', factor),
        oldName: `wording.${factor}`,
        label: `Wording drawn of that level, from 0`,
        type: 'integer',
        from: 'assignment.made',
        cell: ({ row }) => row?.wordings[factor] ?? null,
      },
    ]),
    {
      name: 'assignment_index',
      label: 'Place in the sequence of assignment, from 0',
      type: 'integer',
      from: 'assignment.made',
      cell: ({ read }) => read.session?.assignment?.index ?? '',
    },
    {
      name: 'consent_version',
      label: 'Version of the consent text',
      type: 'text',
      from: 'consent.given',
      cell: ({ read }) => read.session?.consent?.version ?? '',
    },
    {
      name: 'consent_uses',
      label: 'Uses allowed in addition to taking part',
      type: 'text',
      from: 'consent.given',
      cell: ({ read }) => read.session?.consent?.uses.join(' ') ?? '',
    },
    {
      name: 'place',
      label: 'First declared place that the study knows (the stated rule)',
      type: 'text',
      values: 'ISO 3166-1 alpha-3',
      from: 'item.answered',
      cell: ({ row }) => row?.place ?? '',
    },
    {
      name: 'places_declared',
      label: 'Number of places declared',
      type: 'integer',
      from: 'item.answered',
      cell: ({ row }) => row?.placesDeclared ?? '',
    },
    {
      name: 'turns',
      label: 'Turns taken by the person',
      type: 'integer',
      from: 'turn.taken',
      cell: ({ read }) => read.summary.turns,
    },
    ...talkColumns<SessionLine>(({ row }) => row?.talk),
    {
      name: 'events',
      label: 'Events in the log',
      type: 'integer',
      from: 'the log',
      cell: ({ read }) => read.log.length,
    },
    ...times<SessionLine>('opened_at', 'Opened', 'session.opened', ({ read }) => read.summary.openedAt),
    ...times<SessionLine>(
      'last_at',
      'Last event, not counting what the engine noted after the end',
      'the log',
      ({ read }) => endOf(read) ?? read.log.at(-1)?.at ?? null,
    ),
    ...times<SessionLine>(
      'ended_at',
      'Completed, declined or withdrawn; empty while it goes on',
      'the log',
      ({ read }) => endOf(read),
    ),
  ]
  return [...fixed, ...answerColumns(studies, new Set(fixed.map(({ name }) => name)))]
}

/**
 * Two columns for each question of each survey. The first is the answer. Its name is `stage_item`, or
 * `stage_instrument_item` if that name is taken or two instruments have an item of that id in one stage. The second
 * says in words why there is no answer. The words in the codebook are those of the newest version.
 */
function answerColumns(studies: readonly ListedStudy[], taken: Set<string>): Column<SessionLine>[] {
  const asked = studies.flatMap((study) =>
    surveysOf(study.flow).flatMap((stage) =>
      stage.items.map((ref) => ({ study, stage, ref, short: shortName(stage.id, ref) })),
    ),
  )
  const refs = new Map<string, Set<string>>()
  for (const { short, ref } of asked) refs.set(short, (refs.get(short) ?? new Set()).add(ref))
  const columns = new Map<string, Column<SessionLine>[]>()
  for (const { study, stage, ref, short } of asked) {
    const [instrument, id] = ref.split('/') as [string, string]
    const isShared = refs.get(short)!.size > 1
    const oldName = isShared ? `${stage.id}.${instrument}.${id}` : short
    if (columns.has(oldName)) continue
    const long = columnName(stage.id, instrument, id)
    const name = freeName(isShared ? [long] : [columnName(stage.id, id), long], taken)
    const item = itemOf(study, ref)
    const language = study.locales[0]!
    const common = { stage: stage.id, from: 'item.answered' }
    columns.set(oldName, [
      {
        ...common,
        name,
        oldName,
        label: item.label,
        type: kindOf(item.answer).column.type,
        values: valuesOf(study, ref),
        question: localise(item.forms[stage.form]?.[stage.wording] ?? {}, language),
        language,
        cell: ({ read }) => answerCell(read, stage.id, ref).value,
      },
      {
        ...common,
        name: missingName(name),
        label: `Why ${name} is empty; empty if it is not`,
        type: 'text',
        values: MISSING_VALUES,
        cell: ({ read }) => answerCell(read, stage.id, ref).missing,
      },
    ])
  }
  return [...columns.values()].flat()
}

function shortName(stage: string, ref: string): string {
  return `${stage}.${ref.split('/')[1]}`
}

const missingName = (name: string): string => `${name}_missing`

/**
 * The first of the names that is free and leaves a free name for the column beside it; if there is none, the last name
 * with a number. It takes both names.
 */
function freeName(names: readonly string[], taken: Set<string>): string {
  const isFree = (name: string) => !taken.has(name) && !taken.has(missingName(name))
  let name = names.find(isFree)
  for (let nth = 2; name === undefined; nth += 1) {
    const numbered = `${names.at(-1)}_${nth}`
    if (isFree(numbered)) name = numbered
  }
  taken.add(name).add(missingName(name))
  return name
}

/** What the codes of an item's answers mean. Options are in the study's first language; empty for free text. */
export function valuesOf(study: ListedStudy, ref: string): string {
  const { answer } = itemOf(study, ref)
  return kindOf(answer).column.values(answer, study.locales[0]!)
}

/** The answer that counts, or why there is none; one of the two is empty. */
function answerCell(
  { study, session, gaps }: ReadSession,
  id: string,
  ref: string,
): { value: CellValue; missing: Missing | '' } {
  const without = (missing: Missing) => ({ value: '', missing })
  if (session === null) return without(gaps.length > 0 ? 'broken-log' : 'erased')
  const stage = study.flow.find((one) => one.id === id)
  // Another version asks this question; the version of this session does not.
  if (stage === undefined || !surveyIn(stage)?.items.includes(ref)) return without('not-shown')
  const answer = session.answers[id]?.[ref]
  if (answer === undefined) return without(whyMissing(study, session, stage))
  if (answer.kind === 'skipped') return without('skipped')
  // In responses.csv an empty text stays as it was; here an empty cell would say nothing.
  const value = kindOf(itemOf(study, ref).answer).column.cell(answer)
  return value === '' ? without('left-blank') : { value, missing: '' }
}
