import { commandsPage } from './commands.ts'
import { exportPage } from './export.ts'
import { instrumentPage, populationPage, responderPage } from './library.ts'
import { measuresPage } from './measures.ts'
import { studyPage, studySchemaText } from './study.ts'

/** The files in `docs` that the code makes, by name. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'commands.md': () => commandsPage(),
  'export.md': () => exportPage(),
  'instrument.md': instrumentPage,
  'measures.md': () => measuresPage(),
  'population.md': populationPage,
  'responder.md': responderPage,
  'study.md': () => studyPage(),
  'study.schema.json': studySchemaText,
}
