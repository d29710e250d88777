import type { ReportModel } from '../../analysis/main-models/main-model.ts'
import type { Report } from '../report.ts'
import { R_CODE, R_END } from './r-code.ts'
import { rComment, rFlags, rList, rNumbers, rText, rTexts } from './r-text.ts'
import { R_RUN_CODE } from './run-code.ts'

/**
 * `models.R`: an R script that fits the report's main models again from `observations.csv` (and `run_answers.csv`). It prints
 * its figures beside the report's, and ends with an error if they differ by more than a stated tolerance. Base R is enough
 * to run it.
 */
export function modelsScript(report: Report): string {
  const { models, run } = report
  const ofRun = models.some(({ kind }) => kind === 'item differences')
  const parts = [
    headOf(report),
    dataOf(report),
    R_CODE,
    ...(run === null || !ofRun ? [] : [referencesOf(run), R_RUN_CODE, 'run_answers <- read_run()\n']),
    rComment("The models, with the report's figures."),
    'models <- list(',
    models.map((model) => modelEntry(model, report)).join(',\n'),
    ')',
  ]
  return `${parts.join('\n')}\n${R_END}`
}

function headOf({ provenance }: Report): string {
  const { study, title, seed, versions } = provenance
  return [
    `models.R: fits the main models of the report of "${study}" (${title}) again.`,
    '  Rscript models.R [path/to/observations.csv]',
    'The file is of the export, or the one that stands beside the report; it is looked for here unless named. For a probe run',
    'the run_answers.csv in the same folder is read too.',
    `Version ${versions.map(({ hash }) => hash).join(', ')}; seed "${seed}", on which nothing here depends.`,
    'An estimate may differ by 0.01 of its standard error where a search finds it (mixed and ordinal models), and by 0.000001',
    'of it in least squares; standard errors by the same share. More than that is an error.',
    'Used where installed: lme4, sandwich, ordinal or MASS.',
  ]
    .map(rComment)
    .join('\n')
}

function dataOf({ provenance, conditions, items, models }: Report): string {
  const { versions, kinds } = provenance
  const needed = models.some(({ kind, result }) => kind !== 'item differences' && result.kind === 'fitted')
  return `
arguments <- commandArgs(trailingOnly = TRUE)
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
path <- if (length(arguments) > 0) arguments[1] else file.path(if (length(here) == 1) dirname(here) else ".", "observations.csv")
folder <- dirname(path)
if (!file.exists(path)) stop("There is no file ", path, ". Name the observations.csv of the export.", call. = FALSE)
rows <- read.csv(path, colClasses = "character", na.strings = character(), encoding = "UTF-8", check.names = FALSE)

${rComment('The sessions that the report was computed from.')}
versions <- ${rTexts(versions.map(({ hash }) => hash))}
kinds <- ${rTexts(kinds.map(({ kind }) => kind))}
rows <- rows[rows$study_version %in% versions & rows$kind %in% kinds & rows$status != "withdrawn", , drop = FALSE]
${needed ? 'if (nrow(rows) == 0) stop(path, " has no row of the version and kinds of session that the report is of.", call. = FALSE)\n' : ''}control <- ${rText(conditions.find((one) => one.control)?.id ?? '')}
items <- data.frame(
  item = ${rTexts(items.map(({ item }) => item))},
  ordered = ${rFlags(items.map(({ ordered }) => ordered))},
  low = ${rNumbers(items.map(({ options }) => options[0]!.code))},
  high = ${rNumbers(items.map(({ options }) => options[options.length - 1]!.code))}
)
`
}

/** People's shares by place, item and option, with which the run's answers were compared. */
function referencesOf({ cells }: NonNullable<Report['run']>): string {
  const known = new Map(
    cells.flatMap((cell) => (cell.referenceShares === null ? [] : [[`${cell.place} ${cell.item}`, cell] as const])),
  )
  const rows = [...known.values()].flatMap(({ place, item, codes, referenceShares }) =>
    codes.map((code, k) => ({ place, item, code, share: referenceShares![k]! })),
  )
  return `${rComment("The reference: people's shares by place, item and option.")}
references <- data.frame(
  place = ${rTexts(rows.map(({ place }) => place))},
  item = ${rTexts(rows.map(({ item }) => item))},
  code = ${rNumbers(rows.map(({ code }) => code))},
  share = ${rNumbers(rows.map(({ share }) => share))}
)`
}

/** A model as an R list. */
function modelEntry(model: ReportModel, report: Report): string {
  const { id, kind, title, item, formula, errors, baselines, rows, result } = model
  const keep = rows.where.flatMap((one) => ('in' in one ? [[one.column, rTexts(one.in)] as const] : []))
  const drop = rows.where.flatMap((one) => ('not' in one ? [[one.column, rTexts(one.not)] as const] : []))
  const terms = result.kind === 'fitted' ? result.terms : []
  return `  list(
    id = ${rText(id)}, kind = ${rText(kind)}, item = ${item === null ? 'NA' : rText(item)},
    title = ${rText(title)},
    formula = ${rText(formula)}, fixed = ${rText(formula.replaceAll(/ \+ \([^)]*\)/g, ''))},
    errors = ${rText(errors)}, baselines = ${rList(Object.entries(baselines).map(([name, level]) => [name, rText(level)]))},
    keep = ${rList(keep)},
    drop = ${rList(drop)},${comparisonOf(model, report)}
    n = ${result.kind === 'fitted' ? result.n : 'NA'}, refused = ${rText(result.kind === 'refused' ? result.why : '')},
    terms = data.frame(
      term = ${rTexts(terms.map(({ term }) => term))},
      report = ${rNumbers(terms.map(({ estimate }) => estimate))},
      report_se = ${rNumbers(terms.map(({ se }) => se))}
    )
  )`
}

/** What a run's comparison compares. Empty for other models. */
function comparisonOf({ comparison }: ReportModel, { run }: Report): string {
  if (comparison === undefined) return ''
  const { id, measure } = comparison
  const { factor, level, baseline, target, confounded } = run!.comparisons.find((one) => one.id === id)!
  return `
    factor = ${rText(factor)}, level = ${rText(level)}, baseline = ${rText(baseline)}, target = ${rText(target)},
    measure = ${rText(measure)}, confounded = ${rFlags([confounded.length > 0])},`
}
