import type { Column } from './column.ts'
import type { CellValue } from './table-file.ts'

/** A file of the export with its columns. A text has no columns; it is described as a whole. */
export type Described = { file: string; about: string; columns: readonly Omit<Column<never, unknown>, 'cell'>[] }

export const CODEBOOK: Described = {
  file: 'codebook.csv',
  about: 'What every file and every column is',
  columns: (
    [
      ['file', 'File'],
      ['variable', 'Column, or key of a line; empty where the line is about the file as a whole'],
      ['label', 'What it is'],
      ['question', 'The question that was asked, in `language`'],
      ['type', 'Type: text, integer, number, flag (1 or 0; true or false in JSON), time, id, json'],
      ['values', 'Values and their meaning, in `language`'],
      ['language', 'Language of question and values (BCP 47)'],
      ['stage', 'The stage that it comes from, if it is only one'],
      ['derived_from', 'What it is read from'],
      ['old_name', 'Name of the column up to version 2 of the format, if it was another one'],
    ] as const
  ).map(([name, label]) => ({ name, label, type: 'text', from: 'this export' })),
}

export const MANIFEST: Described = {
  file: 'manifest.json',
  about: 'What the export holds: versions, models, completeness of the logs, and rows and SHA-256 of each file',
  columns: [],
}

/** The lines of the codebook: for each file one line, and one for each of its columns. */
export function codebookLines(files: readonly Described[]): CellValue[][] {
  return files.flatMap(({ file, about, columns }) => [
    [file, '', about, '', '', '', 'en', '', '', ''],
    ...columns.map(
      ({ name, label, question = '', type, values = '', language = 'en', stage = '', from, oldName = '' }) => [
        file,
        name,
        label,
        question,
        type,
        values,
        language,
        stage,
        from,
        oldName,
      ],
    ),
  ])
}
