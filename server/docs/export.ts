import { CODEBOOK, type Described, MANIFEST } from '../export/codebook.ts'
import type { ListedStudy } from '../export/column.ts'
import { contents } from '../export/contents.ts'
import { MISSING_VALUES } from '../export/missing.ts'
import { page, table } from './markdown.ts'

/** A study with one factor and one question. Its names in capitals say what stands in their place in a real study. */
const EXAMPLE = {
  factors: { FACTOR: { aspect: 'gate', label: 'Factor', drawn: 'cells', levels: {} } },
  locales: ['en'],
  flow: [
    {
      kind: 'survey',
      id: 'STAGE',
      title: { en: 'Title' },
      items: ['INSTRUMENT/ITEM'],
      form: 'question',
      wording: 0,
      target: 'own',
      screening: false,
      shuffle: false,
      moment: 'none',
    },
  ],
  instruments: [
    {
      id: 'INSTRUMENT',
      title: 'Instrument',
      items: [
        {
          id: 'ITEM',
          label: 'The answer that counts, a column for each question of each survey; an integer if it has options',
          topic: 'topic',
          answer: { kind: 'text', maxLength: 1 },
          forms: { question: [{ en: 'question' }] },
          theory: 'local',
          author: 'author',
          provenance: {},
          risks: [],
          optional: false,
        },
      ],
    },
  ],
} satisfies ListedStudy

/** The files of every export and their columns, for a study that is not known yet. */
export function exportFiles(): Described[] {
  // To list the columns, only what is named above is read of a study.
  const studies = [EXAMPLE]
  return [
    ...Object.values(contents({ studies, ofRuns: studies, nameLanguage: () => '' })),
    {
      file: 'study-VERSION.json',
      about: 'A version of the study, canonical JSON; VERSION begins its hash',
      columns: [],
    },
    { file: 'study.yaml', about: 'The version of the newest session, for people to read', columns: [] },
    CODEBOOK,
    MANIFEST,
  ]
}

/** `docs/export.md`: every file of an export, every column of it. */
export function exportPage(files: readonly Described[] = exportFiles()): string {
  return page('Files of an export', 'the tables in server/export', [
    'An export is a folder of these files, all of one moment. CSV files are UTF-8 with a head line; `.jsonl` files have one JSON object a line. `codebook.csv` in the folder says the same as this page for the study at hand, with the words of its questions. `identifiers.csv` is there only if it was asked for.',
    `Names in capitals stand for those of a study: a column \`factor_FACTOR\` for each factor. A missing answer is an empty cell, and the column beside it, whose name ends in \`_missing\`, says why: ${MISSING_VALUES}.`,
    ...files.map(section),
  ])
}

function section({ file, about, columns }: Described): string {
  const head = `## ${file}\n\n${about}.`
  if (columns.length === 0) return head
  const rows = columns.map(({ name, label, type, values, from }) => [
    `\`${name}\``,
    label,
    type,
    values === undefined || values === MISSING_VALUES ? '' : values,
    from,
  ])
  return `${head}\n\n${table(['column', 'what it is', 'type', 'values', 'read from'], rows)}`
}
