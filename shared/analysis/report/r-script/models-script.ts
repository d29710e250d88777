import type { ReportModel } from '../../models/report-model.ts'
import type { Report } from '../report.ts'
import { R_CODE, R_END } from './r-code.ts'
import { rComment, rList, rNumbers, rText, rTexts } from './r-text.ts'

/**
 * `models.R`: a script for R that fits the report's main models again from `observations.csv`, prints its figures beside the
 * report's, and ends with an error where they differ by more than a stated tolerance. Base R is enough to run it.
 */
export function modelsScript({ provenance, items, conditions, models }: Report): string {
  const { study, title, seed, versions, kinds } = provenance
  const fitted = models.filter(({ kind }) => kind !== 'item differences')
  const head = [
    rComment(`models.R: fits the main models of the report of "${study}" (${title}) again.`),
    rComment('  Rscript models.R [path/to/observations.csv]'),
    rComment(
      'observations.csv is of the export, or the one that stands beside the report; it is looked for here unless named.',
    ),
    rComment(`Version ${versions.map(({ hash }) => hash).join(', ')}; seed "${seed}", on which nothing here depends.`),
    rComment(
      'An estimate may differ by 0.01 of its standard error where a search finds it (mixed and ordinal models), and by',
    ),
    rComment('0.000001 of it in least squares; standard errors by the same share. More than that is an error.'),
    rComment('Used where installed: lme4, sandwich, ordinal or MASS.'),
  ]
  const frame = [
    'arguments <- commandArgs(trailingOnly = TRUE)',
    'path <- if (length(arguments) > 0) arguments[1] else "observations.csv"',
    'if (!file.exists(path)) stop("There is no file ", path, ". Name the observations.csv of the export.", call. = FALSE)',
    'rows <- read.csv(path, colClasses = "character", na.strings = character(), encoding = "UTF-8", check.names = FALSE)',
    '',
    rComment('The sessions that the report was computed from.'),
    `versions <- ${rTexts(versions.map(({ hash }) => hash))}`,
    `kinds <- ${rTexts(kinds.map(({ kind }) => kind))}`,
    'rows <- rows[rows$study_version %in% versions & rows$kind %in% kinds & rows$status != "withdrawn", , drop = FALSE]',
    `control <- ${rText(conditions.find(({ control }) => control)?.id ?? '')}`,
    `items <- data.frame(`,
    `  item = ${rTexts(items.map(({ item }) => item))},`,
    `  low = ${rNumbers(items.map(({ options }) => options[0]!.code))},`,
    `  high = ${rNumbers(items.map(({ options }) => options[options.length - 1]!.code))}`,
    ')',
  ]
  return `${[
    ...head,
    '',
    ...frame,
    R_CODE,
    rComment("The models, with the report's figures."),
    'models <- list(',
    fitted.map(modelEntry).join(',\n'),
    ')',
  ].join('\n')}\n${R_END}`
}

/** A model as a list of R. */
function modelEntry({ id, kind, title, item, formula, errors, baselines, rows, result }: ReportModel): string {
  const keep = rows.where.flatMap((one) => ('in' in one ? [[one.column, rTexts(one.in)] as const] : []))
  const drop = rows.where.flatMap((one) => ('not' in one ? [[one.column, rTexts(one.not)] as const] : []))
  const terms = result.kind === 'fitted' ? result.terms : []
  return `  list(
    id = ${rText(id)}, kind = ${rText(kind)}, item = ${item === null ? 'NA' : rText(item)},
    title = ${rText(title)},
    formula = ${rText(formula)}, fixed = ${rText(formula.replaceAll(/ \+ \([^)]*\)/g, ''))},
    errors = ${rText(errors)}, baselines = ${rList(Object.entries(baselines).map(([name, level]) => [name, rText(level)]))},
    keep = ${rList(keep)},
    drop = ${rList(drop)},
    n = ${result.kind === 'fitted' ? result.n : 'NA'}, refused = ${rText(result.kind === 'refused' ? result.why : '')},
    terms = data.frame(
      term = ${rTexts(terms.map(({ term }) => term))},
      report = ${rNumbers(terms.map(({ estimate }) => estimate))},
      report_se = ${rNumbers(terms.map(({ se }) => se))}
    )
  )`
}
