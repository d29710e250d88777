import { partsOf } from '../../shared/instrument/answer.ts'
import { answerLabel } from '../../shared/instrument/kinds/kinds.ts'
import { localise } from '../../shared/instrument/localised.ts'
import type { Event } from '../../shared/session/events.ts'
import { itemOf, stageOf } from '../../shared/study/items.ts'
import type { Survey } from '../../shared/study/stages/stage-kind.ts'
import { surveyIn } from '../../shared/study/stages/stages.ts'
import { type Column, times } from './column.ts'
import { commonColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

/** One answer as it was given. `stands` says whether it is the one that counts. */
export type ResponseLine = {
  read: ReadSession
  event: Event<'item.answered'>
  stage: Survey
  stands: boolean
}

/** All answers of a session in the order in which they were given, also those that were changed later. */
export function responseLines(read: ReadSession): ResponseLine[] {
  // A session whose log was erased or has a gap gets no lines here. Its log is in events.jsonl.
  if (read.session === null) return []
  const given = read.events.filter((event): event is Event<'item.answered'> => event.type === 'item.answered')
  const last = new Map<string, number>()
  for (const event of given) last.set(`${event.body.stage}.${event.body.item}`, event.seq)
  return given.map((event) => ({
    read,
    event,
    stage: surveyIn(stageOf(read.study, event.body.stage))!,
    stands: last.get(`${event.body.stage}.${event.body.item}`) === event.seq,
  }))
}

const item = ({ read, event }: ResponseLine) => itemOf(read.study, event.body.item)

/** `responses.csv`: long, one line for each answer. */
export const responseColumns: Column<ResponseLine>[] = [
  ...commonColumns<ResponseLine>(),
  { name: 'stage', label: 'Stage', type: 'text', from: 'item.answered', cell: ({ event }) => event.body.stage },
  {
    name: 'moment',
    label: 'Where in the design it stands',
    type: 'text',
    values: 'before, after, none',
    from: 'the study version',
    cell: ({ stage }) => stage.moment,
  },
  {
    name: 'target',
    label: 'Whose answer was asked for',
    type: 'text',
    values: 'own, norm, assistant',
    from: 'the study version',
    cell: ({ stage }) => stage.target,
  },
  {
    name: 'item',
    label: 'Item',
    type: 'text',
    values: 'instrument/item',
    from: 'item.answered',
    cell: ({ event }) => event.body.item,
  },
  {
    name: 'reference',
    label: "The item's code in reference populations",
    type: 'text',
    from: 'the instrument',
    cell: (line) => item(line).reference ?? '',
  },
  {
    name: 'form',
    label: 'Form of the question',
    type: 'text',
    values: 'statement, question, scenario, open',
    from: 'the study version',
    cell: ({ stage }) => stage.form,
  },
  {
    name: 'wording',
    label: 'Which wording of that form, from 0',
    type: 'integer',
    from: 'the study version',
    cell: ({ stage }) => stage.wording,
  },
  {
    name: 'locale',
    label: 'Language shown',
    type: 'text',
    from: 'locale.chosen',
    cell: ({ read }) => read.summary.locale,
  },
  {
    name: 'translation',
    label: 'Where the words in that language come from',
    type: 'text',
    values: 'original, human-translation, machine-translation, machine-translation-reviewed',
    from: 'the instrument',
    cell: (line) => item(line).provenance[line.read.summary.locale]?.kind ?? '',
  },
  {
    name: 'position',
    label: 'Place on the screen, from 0',
    type: 'integer',
    from: 'item.answered',
    cell: ({ event }) => event.body.position,
  },
  {
    name: 'answer_kind',
    label: 'Kind of answer',
    type: 'text',
    values: 'code, text, places, skipped',
    from: 'item.answered',
    cell: ({ event }) => event.body.answer.kind,
  },
  {
    name: 'code',
    label: 'Option chosen',
    type: 'integer',
    values: 'see sessions.csv in this codebook',
    from: 'item.answered',
    cell: ({ event }) => partsOf(event.body.answer).code ?? '',
  },
  { name: 'label', label: 'Words of that option as shown', type: 'text', from: 'the instrument', cell: labelOf },
  {
    name: 'text',
    label: 'Free text, or own words beside places',
    type: 'text',
    from: 'item.answered',
    cell: ({ event }) => partsOf(event.body.answer).words,
  },
  {
    name: 'places',
    label: 'Places declared, in the order chosen',
    type: 'text',
    values: 'ISO 3166-1 alpha-3',
    from: 'item.answered',
    cell: ({ event }) => partsOf(event.body.answer).places.join(' '),
  },
  {
    name: 'stands',
    label: 'The answer that counts (1), or changed later (0)',
    type: 'flag',
    from: 'the log',
    cell: ({ stands }) => stands,
  },
  {
    name: 'took_ms',
    label: 'From its appearance on screen to the answer (only if consent allows it)',
    type: 'number',
    from: 'item.answered',
    cell: ({ event }) => event.body.tookMs ?? '',
  },
  { name: 'seq', label: 'Sequence number', type: 'integer', from: 'the log', cell: ({ event }) => event.seq },
  ...times<ResponseLine>('at', 'Answered', 'the log', ({ event }) => event.at),
]

function labelOf({ read, event }: ResponseLine): string {
  const { answer, item: ref } = event.body
  const { code } = partsOf(answer)
  const label = code === null ? undefined : answerLabel(itemOf(read.study, ref).answer, code)
  return label === undefined ? '' : localise(label, read.summary.locale)
}
