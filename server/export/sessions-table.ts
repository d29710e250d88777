import type { SessionRow } from '../../shared/analysis/observation.ts'
import { localise } from '../../shared/instrument/localised.ts'
import type { StageOf } from '../../shared/study/flow.ts'
import { holds, itemOf } from '../../shared/study/items.ts'
import type { Study } from '../../shared/study/study.ts'
import { statusOf } from '../studies/status.ts'
import { type Column, MISSING, MISSING_VALUES, times } from './column.ts'
import type { Cell } from './table-file.ts'
import type { Walked } from './walk.ts'

/** A session's line: what was walked, its row for analysis (null after erasure), and the time of the export. */
export type SessionLine = { walked: Walked; row: SessionRow | null; now: number }

/** `sessions.csv`: wide, one line a session, with the answers that stand as `<stage>.<item>`. `studies`: all versions that have sessions. */
export function sessionColumns(studies: readonly Study[]): Column<SessionLine>[] {
  const factors = [...new Set(studies.flatMap((study) => Object.keys(study.factors)))]
  return [
    { name: 'session', label: 'Session', type: 'id', from: 'session.opened', cell: ({ walked }) => walked.summary.id },
    {
      name: 'participant',
      label: 'Participant (one person may have several sessions)',
      type: 'id',
      from: 'session.opened',
      cell: ({ walked }) => walked.summary.participant,
    },
    {
      name: 'kind',
      label: 'Live, preview or simulated',
      type: 'text',
      from: 'session.opened',
      cell: ({ walked }) => walked.summary.kind,
    },
    { name: 'wave', label: 'Wave', type: 'integer', from: 'session.opened', cell: ({ walked }) => walked.summary.wave },
    {
      name: 'study_version',
      label: 'SHA-256 of the study version',
      type: 'id',
      from: 'session.opened',
      cell: ({ walked }) => walked.summary.study,
    },
    {
      name: 'status',
      label: 'Status at the time of export',
      type: 'text',
      from: 'the log',
      cell: ({ walked, now }) => statusOf(walked.summary, now),
    },
    {
      name: 'erased',
      label: "What was written was erased at the person's wish",
      type: 'flag',
      from: 'the store',
      cell: ({ walked }) => walked.summary.erasedAt !== null,
    },
    {
      name: 'locale',
      label: 'Language of the interface',
      type: 'text',
      from: 'locale.chosen',
      cell: ({ walked }) => walked.summary.locale,
    },
    {
      name: 'condition',
      label: 'Condition',
      type: 'text',
      from: 'assignment.made',
      cell: ({ walked }) => walked.summary.condition ?? '',
    },
    ...factors.flatMap((factor): Column<SessionLine>[] => [
      {
        name: `factor.${factor}`,
        label: `Level of ${factor}`,
        type: 'text',
        from: 'assignment.made',
        cell: ({ row }) => row?.levels[factor] ?? '',
      },
      {
        name: `wording.${factor}`,
        label: `Wording drawn of that level, from 0`,
        type: 'integer',
        from: 'assignment.made',
        cell: ({ row }) => row?.wordings[factor] ?? '',
      },
    ]),
    {
      name: 'assignment_index',
      label: 'Place in the sequence of assignment, from 0',
      type: 'integer',
      from: 'assignment.made',
      cell: ({ walked }) => walked.session?.assignment?.index ?? '',
    },
    {
      name: 'consent_version',
      label: 'Version of the consent text',
      type: 'text',
      from: 'consent.given',
      cell: ({ walked }) => walked.session?.consent?.version ?? '',
    },
    {
      name: 'consent_uses',
      label: 'Uses allowed beyond taking part',
      type: 'text',
      from: 'consent.given',
      cell: ({ walked }) => walked.session?.consent?.uses.join(' ') ?? '',
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
      cell: ({ walked }) => walked.summary.turns,
    },
    {
      name: 'events',
      label: 'Events in the log',
      type: 'integer',
      from: 'the log',
      cell: ({ walked }) => walked.log.length,
    },
    ...times<SessionLine>('opened_at', 'Opened', 'session.opened', ({ walked }) => walked.summary.openedAt),
    ...times<SessionLine>('last_at', 'Last event', 'the log', ({ walked }) => walked.summary.lastAt),
    ...answerColumns(studies),
  ]
}

function answerColumns(studies: readonly Study[]): Column<SessionLine>[] {
  const columns = new Map<string, Column<SessionLine>>()
  for (const study of studies)
    for (const stage of study.flow) {
      if (stage.kind !== 'survey') continue
      for (const ref of stage.items) {
        const name = `${stage.id}.${ref.split('/')[1]}`
        const item = itemOf(study, ref)
        const coded = item.answer.kind !== 'text' && item.answer.kind !== 'population'
        columns.set(name, {
          name,
          label: item.label,
          type: coded ? 'integer' : 'text',
          values: `${valuesOf(study, ref)}${coded ? '; ' : ''}${MISSING_VALUES}`,
          from: 'item.answered',
          cell: ({ walked }) => answerCell(walked, stage, ref),
        })
      }
    }
  return [...columns.values()]
}

/** The options of an item in the study's first language; empty for open answers. */
export function valuesOf(study: Study, ref: string): string {
  const { answer } = itemOf(study, ref)
  const locale = study.locales[0]!
  if (answer.kind === 'range')
    return `${answer.min} = ${localise(answer.low, locale)} … ${answer.max} = ${localise(answer.high, locale)}`
  if (answer.kind === 'text' || answer.kind === 'population') return ''
  return answer.options.map((option) => `${option.code} = ${localise(option.label, locale)}`).join('; ')
}

function answerCell({ session, running }: Walked, stage: StageOf<'survey'>, ref: string): Cell {
  if (session === null) return MISSING.notReached
  const answer = session.answers[stage.id]?.[ref]
  if (answer === undefined) {
    const facts = { locale: session.locale, levels: session.assignment?.levels ?? null, codes: {} }
    const passed = session.phase.kind === 'ended' && session.phase.how === 'completed'
    const shown =
      running.study.flow.some((one) => one.id === stage.id) &&
      (stage.when?.answers !== undefined || holds(stage.when, facts))
    return passed || !shown ? MISSING.notShown : MISSING.notReached
  }
  switch (answer.kind) {
    case 'code':
      return answer.code
    case 'text':
      return answer.text
    case 'places':
      return [...answer.places, ...(answer.words === '' ? [] : [`"${answer.words}"`])].join(' ')
    case 'skipped':
      return MISSING.skipped
  }
}
