import { Instrument } from '../../shared/instrument/instrument.ts'
import { PopulationHead } from '../../shared/instrument/population.ts'
import { Risk } from '../../shared/instrument/risk.ts'
import { Translation } from '../../shared/instrument/translation.ts'
import { BUILTIN_ALIAS } from '../../shared/study/builtin-alias.ts'
import { Effects } from '../model/builtin/effects.ts'
import { page, table } from './markdown.ts'
import { schemaOf, sectionsOf } from './study.ts'

/** `docs/instrument.md`: every key of an instrument file and of a translation. */
export function instrumentPage(): string {
  return page('Instruments and translations', 'the schemas in shared/instrument', [
    'An instrument is a file with questions. A study names it by its path under `instruments`, and each question as `instrument/item`. `studies/library/instruments/values.yaml` shows how it looks; the comments at its top explain it.',
    'Its texts may be in several languages in the one file (`{ en: …, ar: … }`), or each language may have a file of its own in a folder beside the instrument that has its name: `studies/library/instruments/values/ar.yaml` for `studies/library/instruments/values.yaml`. A study reads only the files of its own languages. `study check` names each text that is missing.',
    ...sectionsOf('The instrument file', schemaOf(Instrument), true),
    ...sectionsOf('A translation', schemaOf(Translation), true).map(under('A translation')),
  ])
}

/** `docs/population.md`: every key of a population's head, and the tables, places and risks beside it. */
export function populationPage(): string {
  const columns = [
    ['`country`', 'both', 'the code of the country, like EGY (ISO 3166-1 alpha-3)'],
    ['`item`', 'both', 'the `reference` of the item in the instrument, like Q57'],
    ['`mean`', 'means', 'the mean of the answers, on the codes of the instrument'],
    ['`code`', 'distributions', 'the code of an answer'],
    [
      '`share`',
      'distributions',
      'the share of people who gave it, from 0 to 1; the shares of an item in a country sum to 1',
    ],
    ['`subgroup`', 'both, may be missing', 'a part of the people, like `sex=female`; empty for all'],
    ['`n`', 'both, may be missing', 'how many people answered the item'],
    ['`effective`', 'both, may be missing', 'the effective number of them, for weighted figures'],
  ]
  return page('Populations, places and risks', 'the schemas in shared/instrument', [
    "A reference population holds people's answers, with which answers are compared. It is a file that says where the figures come from, and a table (CSV) with the figures. A study names the file by its path under `populations`. `population import` makes both from the file of a survey, and `population from-study` from the answers of a study's own people; [commands.md](commands.md#population-import) says how.",
    ...sectionsOf('The population file', schemaOf(PopulationHead), true),
    `## The table\n\n${table(['column', 'kind', 'what stands there'], columns)}`,
    '## Places\n\nA study names one file of places under `places`. It has a line for each country: its code, and its name by language, as the name stands within a sentence: `NLD: { en: the Netherlands, de: die Niederlande }`. `studies/library/places.yaml` has many.',
    ...sectionsOf('Risks', schemaOf(Risk), true).map((section) =>
      section.replace(
        '## Risks\n',
        '## Risks\n\nA study may name one file under `risks`, like `studies/library/risks.yaml`. It has for each kind of risk (`religion`, `sexuality`, `government`, `violence`) the countries by code, and for each country:\n',
      ),
    ),
  ])
}

/** `docs/responder.md`: every key of `responder.yaml`. */
export function responderPage(): string {
  return page('responder.yaml', 'the schema in server/model/builtin/effects.ts', [
    `The built-in responder is no language model. It answers from figures and effects that stand in \`responder.yaml\`, in the folder of the study. A study needs the file if its model is \`${BUILTIN_ALIAS}\`, and for \`simulate\`: simulated people answer by it too. \`studies/demo/responder.yaml\` shows how it looks.`,
    'The file names factors, levels and items of the study. If you rename one in `study.yaml`, rename it here too; `study check` says where a name leads to nothing. What stands here is no part of the version of the study.',
    ...sectionsOf('The responder file', schemaOf(Effects), true),
  ])
}

/** Puts the name of the file before the titles of its sections, so that no title stands on a page twice. */
function under(file: string): (section: string) => string {
  return (section) =>
    section
      .replace(/^## (.+)$/m, (all, title: string) => (title === file ? all : `## ${file}: ${title}`))
      .replaceAll(/\]\(#([^)]+)\)/g, (_, to: string) => `](#a-translation-${to})`)
}
