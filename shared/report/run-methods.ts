import type { Provenance, RunReport } from './report.ts'

/** What was done with a probe run, in sentences for a methods section. A part that was not computed is not described. */
export function runMethods(run: RunReport, { resamples, rearrangements, level }: Provenance): string[] {
  const { models, answers, jobs, coverage, comparisons, robustness, variance, apart } = run
  const percent = `${Math.round(level * 100)} %`
  const found = [
    `Probe run: ${models.join(', ')} answered ${answers.toLocaleString('en')} of ${jobs.planned.toLocaleString('en')} planned questions in ${coverage.length} slices of country and language, each question in a conversation of its own, so every answer is an independent call. Answers were pooled into cells of model, condition, slice, item and target over wordings, orders, formats and repeats.`,
  ]
  if (comparisons.length > 0)
    found.push(
      `Levels were compared on the same questions: only combinations of everything else that were asked under both are taken. Within an item, slices and models count alike; items count alike. Closeness is 1 less the squared Cramer distance to the people's distribution from pairs of answers, or, where only a mean is known, 1 less the squared distance of means less its sampling variance; neither grows by small samples of one distribution, and they are never averaged together. Where an answerer is moved by order, format or wording, answers put in a fixed mix of these stray less than the correction assumes: closeness then comes out too high by the spread between the ways of asking over n - 1, at both levels alike unless the structure changes how much it is moved (see robustness). Intervals (${percent}) resample items ${resamples.toLocaleString('en')} times where there are at least five (expanded percentile intervals, Hesterberg 2015) and speak of items like these; for fewer items they resample answers (with one answer more spread over all options) and speak of these items only, so no finding is claimed from them. p-values flip the signs of item differences (${rearrangements.toLocaleString('en')} flips, p = (b + 1) / (m + 1)); planned comparisons are adjusted by Holm, all others by Benjamini and Hochberg.`,
    )
  if (apart.length > 0)
    found.push(
      "Language and country were told apart by pairs of slices that share one of them: the unbiased squared distance between the two slices' answers, item by item.",
    )
  if (robustness.length > 0)
    found.push(
      'Robustness: each option order, reply format, wording and form was set against the first one on the same questions; an answerer that it leaves cold shows zero.',
    )
  if (variance.some(({ result }) => result.kind === 'decomposed'))
    found.push(
      "Variance was taken apart by Henderson's method I with all effects random, answers rescaled to 0..1 of their item's range; intervals resample items. Shares depend on the levels that were chosen. Generalisability coefficients follow Cronbach et al. (1972) and Brennan (2001), with the country as the object of measurement.",
    )
  return found
}
