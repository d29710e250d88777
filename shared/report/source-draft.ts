import { type ExportFile, ROWS, type Source, type Where } from '../analysis/source.ts'
import { isUnordered } from '../instrument/kinds/kinds.ts'
import type { Study } from '../study/study.ts'
import type { Report } from './report.ts'

/** The parts of a report from which its sources are made. */
export type Sourced = Pick<
  Report,
  'provenance' | 'replies' | 'contrasts' | 'twoWay' | 'attrition' | 'variance' | 'run' | 'models'
> & {
  readonly study: Study
}

/** A source without the fields that all sources of its file share. */
export type SourceDraft = Partial<Source> & Pick<Source, 'part' | 'rows' | 'where' | 'gives'>

/** Completes sources of a file. `base` begins each query. By default, a source counts rows and uses no random numbers. */
export function drafted(file: ExportFile, base: readonly Where[]): (draft: SourceDraft) => Source {
  return ({ where, ...draft }) => ({
    of: [],
    file,
    count: ROWS,
    stream: null,
    resamples: null,
    rearrangements: null,
    ...draft,
    where: [...base, ...where],
  })
}

/** Answers that name an option. */
export const CLASSIFIED: Where = { column: 'outcome', in: ['classified'] }

/** Columns that must have the value of the field with the same name in the report's row. */
export function own(...fields: readonly string[]): Where[] {
  return fields.map((field) => ({ column: field, field }))
}

/** Items whose options have no order, and therefore no scale. */
export function unordered({ instruments }: Study): string[] {
  return instruments.flatMap(({ id, items }) =>
    items.flatMap((item) => (isUnordered(item.answer) ? [`${id}/${item.id}`] : [])),
  )
}
