import { seriesName } from '../analysis/answers/session-answers.ts'
import { factorColumn } from '../analysis/column-name.ts'
import type { ReportModel } from '../analysis/main-models/main-model.ts'
import { SESSIONS, type Source, type Where } from '../analysis/source.ts'
import { FATES } from '../session/replies.ts'
import type { ContrastReport, Report } from './report.ts'
import { runSources } from './run-sources.ts'
import { CLASSIFIED, drafted, own, type SourceDraft, type Sourced, unordered } from './source-draft.ts'

/** Rows of the sessions that an analysis uses: those of its versions and kinds that were not withdrawn. */
function analysedRows({ versions, kinds }: Report['provenance']): Where[] {
  return [
    { column: 'study_version', in: versions.map(({ hash }) => hash) },
    { column: 'kind', in: kinds.map(({ kind }) => kind) },
    { column: 'status', not: ['withdrawn'] },
  ]
}

/** Where each part of a report comes from. A part that the study does not have gets no source. */
export function sourcesOf(sourced: Sourced): Source[] {
  const { study, provenance, replies, contrasts, twoWay, attrition, variance, models } = sourced
  const { resamples, rearrangements } = provenance
  const analysed = analysedRows(provenance)
  // Nothing can be said about a session that was erased, or whose log has a gap.
  const readable: Where[] = [
    { column: 'erased', in: ['0'] },
    { column: 'log_whole', in: ['1'] },
  ]
  const session = drafted('sessions.csv', [...analysed.slice(0, 2), ...readable])
  const answer = drafted('observations.csv', analysed)
  const treated = study.conditions.flatMap(({ id }) => (id === study.control ? [] : [id]))
  const cellFields = own('source', 'moment', 'target', 'item', 'place')
  const pooled = (is: string, conditions: readonly string[]) =>
    answer({
      part: 'pooledCells',
      of: [{ field: 'pooled', is }],
      rows: `classified answers of the cell's series, item and place, in ${is === 'control' ? 'the control arm' : 'all arms but the control'}`,
      where: [...cellFields, { column: 'condition', in: conditions }, CLASSIFIED],
      gives: 'n',
      stream: 'yardsticks (nulls and ceilings only)',
    })
  if (study.flow.length === 0) return runSources(sourced)
  return [
    session({ part: 'flow', rows: 'sessions of the arm, in any state', where: own('condition'), gives: 'sessions' }),
    ...(replies.length === 0 ? [] : replySources(session)),
    session({
      part: 'places.rows',
      rows: 'sessions that declared the place first, not withdrawn',
      where: [{ column: 'status', not: ['withdrawn'] }, ...own('place')],
      gives: 'sessions',
    }),
    answer({
      part: 'cells',
      rows: "classified answers of the cell's series, item, arm and place",
      where: [...cellFields, ...own('condition'), CLASSIFIED],
      gives: 'n',
      stream: 'yardsticks (nulls and ceilings only)',
    }),
    pooled('treated', treated),
    pooled('control', [study.control]),
    ...contrasts.flatMap((contrast) => contrastSources(contrast, { session, answer, resamples, rearrangements })),
    ...twoWaySources(twoWay, treated, answer, rearrangements),
    ...(attrition.length === 0 ? [] : attritionSources(treated, session)),
    ...(variance.length === 0
      ? []
      : [
          answer({
            part: 'variance',
            rows: "classified answers of the series' to items with ordered options, in sessions that were assigned",
            where: [
              ...(['source', 'moment', 'target'] as const).map((key) => ({ column: key, field: `series.${key}` })),
              CLASSIFIED,
              { column: 'condition', not: [''] },
              { column: 'item', not: unordered(study) },
            ],
            gives: 'answers',
            stream: "variance › the series' moment and target",
          }),
        ]),
    ...models
      .filter(({ kind, result }) => kind !== 'item differences' && result.kind === 'fitted')
      .map((model) => modelSource(model, answer)),
    ...runSources(sourced),
  ]
}

/** Sessions of an arm by the outcome of their talks, and the sums of their replies and probes. */
function replySources(session: Drafting['session']): Source[] {
  const of = (gives: string, rows: string, ...where: Where[]) =>
    session({ part: 'replies', rows, where: [...own('condition'), ...where], gives })
  const sum = (gives: string, column: string) =>
    session({
      part: 'replies',
      rows: 'sessions of the arm',
      where: own('condition'),
      count: { distinct: [], sum: column },
      gives,
    })
  return [
    of('sessions', 'sessions of the arm, in any state'),
    of('talked', 'sessions of the arm in which a reply was asked for', { column: 'replies_asked', not: ['0'] }),
    of('withoutReply', 'those in which no text of the model came', { column: 'replies_got', in: ['none'] }),
    of('inPartOnly', 'those in which parts of replies came only', { column: 'replies_got', in: ['part'] }),
    of('unopened', 'sessions of the arm whose chat was never opened', { column: 'chat_unopened', in: ['1'] }),
    of('probed', 'sessions of the arm in which items were put to the model', { column: 'probes_asked', not: ['0'] }),
    of(
      'withoutProbe',
      'those in which it replied to none',
      { column: 'probes_asked', not: ['0'] },
      { column: 'probes_come', in: ['0'] },
    ),
    ...(['asked', ...FATES] as const).map((fate) => sum(fate, `replies_${fate}`)),
    sum('probesAsked', 'probes_asked'),
    sum('probesCome', 'probes_come'),
    sum('probesFailed', 'probes_failed'),
  ]
}

type Drafting = {
  readonly session: (draft: SourceDraft) => Source
  readonly answer: (draft: SourceDraft) => Source
  readonly resamples: number
  readonly rearrangements: number
}

function contrastSources(contrast: ContrastReport, { session, answer, resamples, rearrangements }: Drafting): Source[] {
  const { id, factor, level, baseline, series } = contrast
  const column = factorColumn(factor)
  const sides = [
    { side: 'level', is: level, conditions: contrast.levelConditions },
    { side: 'baseline', is: baseline, conditions: contrast.baselineConditions },
  ]
  const both = [
    { column: 'condition', in: [...new Set(sides.flatMap(({ conditions }) => conditions))] },
    { column, in: [level, baseline] },
  ]
  const ofSeries = (['source', 'moment', 'target'] as const).map((key) => ({ column: key, in: [series[key]] }))
  const chance = {
    stream: `shift › ${factor} ${level} ${baseline} ${series.moment} ${series.target} › bootstrap, permutation`,
    resamples,
    rearrangements,
  }
  const shift = (scope: string, name: Where[]) =>
    answer({
      part: 'shifts',
      of: [
        { field: 'contrast', is: id },
        { field: 'scope', is: scope },
      ],
      rows: `sessions with a classified answer of ${seriesName(series)}, at either level`,
      where: [...ofSeries, ...both, ...name, CLASSIFIED],
      count: SESSIONS,
      gives: 'estimate.n',
      ...chance,
    })
  return [
    ...sides.map(({ side, is, conditions }) =>
      session({
        part: 'contrasts',
        of: [{ field: 'id', is: id }],
        rows: `sessions at the ${side}, with or without answers`,
        where: [
          { column: 'status', not: ['withdrawn'] },
          { column: 'condition', in: conditions },
          { column, in: [is] },
        ],
        gives: `sessions.${side}`,
      }),
    ),
    shift('all items', []),
    shift('topic', [{ column: 'topic', field: 'name' }]),
    shift('item', [{ column: 'item', field: 'name' }]),
  ]
}

function twoWaySources(
  { towardPeople, towardModel }: Report['twoWay'],
  treated: readonly string[],
  answer: Drafting['answer'],
  rearrangements: number,
): Source[] {
  const change = (where: readonly Where[]) => ({
    where: [{ column: 'source', in: ['participant'] }, { column: 'target', in: ['own'] }, CLASSIFIED, ...where],
    count: {
      distinct: ['session'],
      each: ['session', 'item'],
      having: { column: 'moment', values: ['before', 'after'] },
    },
  })
  const arms: readonly { of: Source['of'][number]; arm: Where }[] = [
    { of: { field: 'pooled', is: null }, arm: { column: 'condition', field: 'condition' } },
    { of: { field: 'pooled', is: 'control' }, arm: { column: 'condition', field: 'condition' } },
    { of: { field: 'pooled', is: 'treated' }, arm: { column: 'condition', in: treated } },
  ]
  const asked = [...new Set(towardPeople.rows.map(({ target }) => target))]
  return [
    ...asked.flatMap((target) =>
      (['before', 'after'] as const).flatMap((people) =>
        arms.map(({ of, arm }) =>
          answer({
            part: 'twoWay.towardPeople.rows',
            of: [{ field: 'target', is: target }, { field: 'people', is: people }, of],
            rows: `sessions of the arm that have, on one item at least, answers of the model at the start and at the end of the talk and the person's own from ${people} it`,
            where: [arm, { column: 'target', in: [...new Set(['own', target])] }, CLASSIFIED],
            count: {
              distinct: ['session'],
              each: ['session', 'item'],
              having: { column: 'moment', values: ['start', 'end', people] },
            },
            gives: 'change.n',
            stream: 'toward people › the row',
            rearrangements,
          }),
        ),
      ),
    ),
    ...(towardModel.rows.length === 0
      ? []
      : [
          answer({
            part: 'twoWay.towardModel.rows',
            of: [{ field: 'scope', is: 'item' }],
            rows: 'sessions with a position and the answer to the item before and after the talk',
            ...change([
              { column: 'item', field: 'name' },
              { column: 'position', not: [''] },
            ]),
            gives: 'estimate.n',
          }),
        ]),
    ...(towardModel.changes.length === 0
      ? []
      : arms.map(({ of, arm }) =>
          answer({
            part: 'twoWay.towardModel.changes',
            of: [of],
            rows: 'sessions of the arm with the answer to the item before and after the talk',
            ...change([...own('item'), arm]),
            gives: 'change.n',
          }),
        )),
  ]
}

/** Sessions by arm, including lost ones, because withdrawn people were assigned too. */
function attritionSources(treated: readonly string[], session: Drafting['session']): Source[] {
  const arms: readonly { of: Source['of'][number]; where: Where }[] = [
    { of: { field: 'pooled', is: null }, where: { column: 'condition', field: 'condition' } },
    { of: { field: 'pooled', is: 'treated' }, where: { column: 'condition', in: treated } },
  ]
  return arms.map(({ of, where }) =>
    session({
      part: 'attrition',
      of: [of],
      rows: 'sessions that were assigned to the arm, withdrawn ones too',
      where: [where],
      gives: 'treated.assigned',
    }),
  )
}

function modelSource({ id, rows }: ReportModel, answer: Drafting['answer']): Source {
  return answer({
    part: 'models',
    of: [{ field: 'id', is: id }],
    rows: rows.words,
    where: rows.where,
    count: rows.count,
    gives: 'result.n',
  })
}
