import type { SessionAnswerRow } from '../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../shared/analysis/answers/session-row.ts'
import { factorColumn } from '../../shared/analysis/column-name.ts'
import type { Item } from '../../shared/instrument/instrument.ts'
import { itemOf } from '../../shared/study/items.ts'
import type { AnsweredSession } from './answered-session.ts'
import type { Column, ListedStudy } from './column.ts'
import { originColumns } from './common-columns.ts'

/** An answer with its session, and the item as the session's version of the study has it. */
export type ObservationLine = { row: SessionRow; answer: SessionAnswerRow; item: Item }

/** The lines of a session. */
export function observationLines({ study, session, answers }: AnsweredSession): ObservationLine[] {
  return answers.map((answer) => ({ row: session, answer, item: itemOf(study, answer.item) }))
}

/** `observations.csv`: tidy, one line for each answer of a person or the model. It is what the analysis reads. */
export function observationColumns(studies: readonly ListedStudy[]): Column<ObservationLine>[] {
  const factors = [...new Set(studies.flatMap((study) => Object.keys(study.factors)))]
  const of = (
    name: string,
    label: string,
    type: Column<ObservationLine>['type'],
    cell: Column<ObservationLine>['cell'],
  ) => ({ name, label, type, from: 'responses.csv and probes.csv', cell })
  return [
    ...originColumns<ObservationLine>(({ row }) => ({
      id: row.session,
      participant: row.participant,
      kind: row.kind,
      study: row.studyHash,
      condition: row.condition,
    })),
    of('status', 'How far the session is', 'text', ({ row }) => row.status),
    ...factors.map((factor) => ({
      ...of(factorColumn(factor), `Level of ${factor}`, 'text', ({ row }) => row.levels[factor] ?? ''),
      oldName: `factor.${factor}`,
    })),
    of('position', "The assistant's position m", 'number', ({ row }) => row.position ?? ''),
    of('locale', 'Language of the interface', 'text', ({ row }) => row.locale),
    of('place', 'First declared place that the study knows', 'text', ({ row }) => row.place ?? ''),
    of('source', 'Who answers: participant or model', 'text', ({ answer }) => answer.unit.source),
    of('target', 'Whose answer was asked for: own, norm, assistant', 'text', ({ answer }) => answer.target),
    of('item', 'Item', 'text', ({ answer }) => answer.item),
    of('reference', "The item's code in reference populations", 'text', ({ item }) => item.reference ?? ''),
    of('topic', 'Topic', 'text', ({ item }) => item.topic),
    of('stage', 'Stage', 'text', ({ answer }) => answer.unit.stage),
    of('moment', 'before, after, none of a survey; start, end of a talk', 'text', ({ answer }) => answer.unit.moment),
    of('form', 'Form of the question', 'text', ({ answer }) => answer.form),
    of('wording', 'Which wording, from 0', 'integer', ({ answer }) => answer.wording),
    of('reversed', 'Options listed in reverse', 'flag', ({ answer }) => answer.order === 'reversed'),
    { ...of('repetition', 'Repeat, from 0', 'integer', ({ answer }) => answer.repeat), oldName: 'repeat' },
    of(
      'outcome',
      'What became of the question; `uncoded` is an answer that is no whole code',
      'text',
      ({ answer }) => answer.outcome.kind,
    ),
    of('code', 'Option chosen', 'integer', ({ answer }) =>
      answer.outcome.kind === 'classified' ? answer.outcome.code : '',
    ),
  ]
}
