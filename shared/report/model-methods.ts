import type { ReportModel } from '../analysis/main-models/main-model.ts'

const ERRORS: Readonly<Record<ReportModel['kind'], string>> = {
  answers:
    "linear mixed models by restricted likelihood, of means over a session's repeats as shares of the scale's range",
  ordinal: 'cumulative-link (proportional odds) models of single answers, with errors clustered by session',
  change:
    'least squares for people after the talk, with HC2 errors by item and errors clustered by session where items are pooled',
  'item differences': 't intervals over items for the planned comparisons of models alone',
}

/** Which models were fitted, in a sentence for a methods section. Empty if none was fitted. */
export function modelMethods(models: readonly ReportModel[]): string[] {
  const fitted = models.filter(({ result }) => result.kind === 'fitted')
  if (fitted.length === 0) return []
  const kinds = [...new Set(fitted.map(({ kind }) => kind))]
  return [
    `Answers themselves were modelled beside their similarities: ${kinds
      .map((kind) => {
        const formulas = [...new Set(fitted.flatMap((one) => (one.kind === kind ? [one.formula] : [])))]
        return `${ERRORS[kind]} (${formulas.join('; ')})`
      })
      .join('; ')}. The script models.R fits them again in R.`,
  ]
}
