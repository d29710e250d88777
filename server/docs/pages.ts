import { commandsPage } from './commands.ts'
import { exportPage } from './export.ts'
import { measuresPage } from './measures.ts'
import { studyPage, studySchemaText } from './study.ts'

/** The files in `docs` that the code makes, by name. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'commands.md': () => commandsPage(),
  'export.md': () => exportPage(),
  'measures.md': () => measuresPage(),
  'study.md': () => studyPage(),
  'study.schema.json': studySchemaText,
}
