import path from 'node:path'
import { accountText } from '../populations/account.ts'
import { importGlobalOpinionQa } from '../populations/globalopinionqa.ts'
import type { Imported } from '../populations/imported.ts'
import { wantedItems } from '../populations/instrument-files.ts'
import { importLong } from '../populations/long.ts'
import { newFiles, writePopulation } from '../populations/population-files.ts'
import { importWvs7, type Wvs7Options } from '../populations/wvs7.ts'
import { CallProblem, numberOption, oneFile, required, verb } from './call.ts'
import { json } from './figures.ts'
import { keepHeapSmall } from './heap.ts'
import { outFolder } from './out-folder.ts'
import { oneOfKnown } from './study-file.ts'

const FORMATS: Readonly<Record<string, (file: string, options: Wvs7Options) => Promise<Imported>>> = {
  wvs7: importWvs7,
  globalopinionqa: (file, { wanted }) => importGlobalOpinionQa(file, wanted),
  long: (file, { wanted }) => importLong(file, wanted),
}

export const populationImport = verb({
  summary: 'make a downloaded survey table a reference population',
  help: `Usage: npm run -s parallax -- population import FILE --format wvs7|globalopinionqa|long --out FOLDER
         [--id ID] [--instrument FILE]... [--min-n N] [--json]

Writes ID.yaml (who was asked, when and how) and ID.csv (the figures) into FOLDER, for a study to name under
"populations". The same file gives the same bytes.

  wvs7             the cross-national CSV of the World Values Survey, wave 7: one row a person; weighted shares by
                   country, and by sex, age, education and settlement within it
  globalopinionqa  the CSV (or JSON lines) of GlobalOpinionQA; writes ID-codebook.csv too, with the question of each item
  long             population,item,code,share[,n] or population,item,mean[,n]; a population is a three-letter country
                   code, or one with a subgroup, like EGY/sex=female

  --id          name of the population (default: made from the file's name)
  --instrument  only items that this instrument refers to, with its codes; may be given several times. Name the
                instruments of your study: a figure with a code that they lack would keep the study from loading
  --min-n       subgroups in which fewer people answered an item lack it (default 30; wvs7 only)
  --json        the account as JSON

Says on the error stream what came in, and what did not and why. A file may have millions of rows.

Exit codes: 0 done, 2 the call or the file cannot be used.`,
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    id: { type: 'string' },
    instrument: { type: 'string', multiple: true },
    'min-n': { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    keepHeapSmall()
    const file = oneFile(positionals)
    const known = Object.keys(FORMATS)
    const format = oneOfKnown(required(values.format, 'format', `one of ${known.join(', ')}`), 'format', known)
    const out = outFolder(values.out)
    const id = values.id ?? idFrom(file)
    const smallestSubgroup = numberOption(values['min-n'], 'min-n', { whole: true, above: 0, otherwise: 30 })
    if (values['min-n'] !== undefined && format !== 'wvs7')
      throw new CallProblem(`--min-n is for wvs7; the format ${format} has no people to count.`)
    const wanted = values.instrument === undefined ? null : wantedItems(values.instrument)
    newFiles(out, id)
    const imported = await FORMATS[format]!(file, { wanted, smallestSubgroup })
    const files = writePopulation(out, id, imported)
    io.err(accountText(imported.account))
    io.out(
      values.json ? json({ id, files, ...imported.account }) : `${files.map((one) => `Wrote ${one}`).join('\n')}\n`,
    )
  },
})

/** `WVS_Cross-National_Wave_7_csv_v6_0.csv` -> `wvs-cross-national-wave-7-csv-v6-0` */
function idFrom(file: string): string {
  return path
    .parse(file)
    .name.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
