import { type ExportFile, ROWS, type Source, type Where } from '../analysis/source.ts'
import { isUnordered } from '../instrument/kinds/kinds.ts'
import type { Study } from '../study/study.ts'
import type { Report } from './report.ts'

/** What the sources of a report are made from. */
export type Sourced = Pick<
  Report,
  'provenance' | 'replies' | 'contrasts' | 'twoWay' | 'attrition' | 'variance' | 'run' | 'models'
> & {
  readonly study: Study
}

/** A source without what all of its kind share. */
export type SourceDraft = Partial<Source> & Pick<Source, 'part' | 'rows' | 'where' | 'gives'>

/** Fills in sources of a file: `base` begins each query, rows are counted one by one, and no chance is used, unless told. */
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

/** Columns that must say what the report's row has in the field of the same name. */
export function own(...fields: readonly string[]): Where[] {
  return fields.map((field) => ({ column: field, field }))
}

/** Items whose options have no order, so that no scale holds them. */
export function unordered({ instruments }: Study): string[] {
  return instruments.flatMap(({ id, items }) =>
    items.flatMap((item) => (isUnordered(item.answer) ? [`${id}/${item.id}`] : [])),
  )
}
