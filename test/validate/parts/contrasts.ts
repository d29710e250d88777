import { referencesOf } from '../../../shared/analysis/alignment/reference.ts'
import { columnsOf } from '../../../shared/analysis/answers/session-answers.ts'
import { overall } from '../../../shared/analysis/contrasts/finding.ts'
import { contrastOf } from '../../../shared/analysis/contrasts/in-sessions/contrast.ts'
import { createRandom } from '../../../shared/random.ts'
import {
  CODES,
  generate,
  generatedStudy,
  meanOf,
  REFERENCE,
  type Shares,
  sdOf,
  towardOption,
} from '../../shared/analysis/generate.ts'
import { covers, type Look, type Part } from '../tally.ts'

const study = generatedStudy()

/** The squared Cramer distance of two distributions. */
export function squaredDistance(p: Shares, q: Shares): number {
  let [fp, fq, sum] = [0, 0, 0]
  for (let k = 0; k + 1 < CODES.length; k += 1) {
    fp += p[k]!
    fq += q[k]!
    sum += (fp - fq) ** 2
  }
  return sum / (CODES.length - 1)
}

/** The truth when these shares of the answers at each level go to the first option. */
function truth(warm: number, plain: number): { location: number; closeness: number } {
  const all = Object.values(REFERENCE).flatMap((items) => Object.values(items))
  const mean = (of: (q: Shares) => number) => all.reduce((sum, q) => sum + of(q) / all.length, 0)
  return {
    location: mean((q) => (meanOf(towardOption(q, 0, warm)) - meanOf(towardOption(q, 0, plain))) / sdOf(q)),
    closeness: mean(
      (q) => squaredDistance(towardOption(q, 0, plain), q) - squaredDistance(towardOption(q, 0, warm), q),
    ),
  }
}

function looks(seed: string, sessions: number, warm: number, plain: number, what: string): Look[] {
  const drawn = generate({
    study,
    seed,
    sessions,
    model: (session, item) =>
      towardOption(
        REFERENCE[session.place!]![item.slice(7).toUpperCase()]!,
        0,
        session.levels.persona === 'warm' ? warm : plain,
      ),
  })
  const found = contrastOf({
    study,
    columns: columnsOf(study, drawn.sessions, new Set(), drawn.answers),
    references: referencesOf(study),
    series: 0,
    comparison: { ...study.contrasts[0]!, planned: true, in: 0 },
    random: createRandom(seed),
    resamples: 400,
    rearrangements: 199,
    level: 0.95,
    smallest: 5,
  })!
  const expected = truth(warm, plain)
  return (['location', 'closeness'] as const).flatMap((measure): Look[] => {
    const { estimate, p } = overall(found.findings, measure)!
    if (estimate.value === null) return []
    const line = `${measure}, ${sessions} sessions, ${what}`
    const covered = covers(estimate, expected[measure])
    return [warm === plain ? { line, covered, rejected: p! <= 0.05 } : { line, covered }]
  })
}

/** Context shift of the model's answers in sessions. */
export const contrasts: Part = {
  about: 'session contrasts: 5 items, 2 places, 3 repeats that are alike within a session',
  look: (seed) => [
    ...looks(`${seed} none`, 80, 0.3, 0.3, 'no effect'),
    ...looks(`${seed} planted`, 80, 0.1, 0.4, 'planted'),
    ...looks(`${seed} small`, 30, 0.3, 0.3, 'no effect'),
  ],
}
