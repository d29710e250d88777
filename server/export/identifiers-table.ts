import type { Scans } from '../store/store.ts'
import { type Column, times } from './column.ts'
import { originColumns } from './common-columns.ts'
import type { ReadSession } from './session-reader.ts'

export type IdentifierLine = { read: ReadSession; identifier: Scans['identifiers'] }

const from = 'the participant link'

/** `identifiers.csv`: platform ids. They are only for the study's owner and must be kept apart from the data. */
export const identifierColumns: Column<IdentifierLine>[] = [
  // The condition is not in this file: the file is given to those who pay participants, and they need not know the
  // condition.
  ...originColumns<IdentifierLine>(({ read }) => read.summary).filter(({ name }) => name !== 'condition'),
  {
    name: 'name',
    label: 'Query parameter of the participant link',
    type: 'text',
    from,
    cell: ({ identifier }) => identifier.name,
  },
  { name: 'value', label: 'Its value', type: 'text', from, cell: ({ identifier }) => identifier.value },
  ...times<IdentifierLine>('at', 'First seen', from, ({ identifier }) => identifier.at),
]
