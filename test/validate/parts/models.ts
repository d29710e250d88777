import { createRandom } from '../../../shared/random.ts'
import { categoricalColumn, numericColumn, tableOf } from '../../../shared/statistics/regression/data-table.ts'
import { fitModel } from '../../../shared/statistics/regression/fit-model.ts'
import { covers, type Look, type Part } from '../tally.ts'

type Shape = { readonly people: number; readonly items: number; readonly perPerson: number; readonly effect: number }

/** Answers on a latent line: half of the people are treated; people and items (or only people) stray. */
function answersOf(
  seed: string,
  { people, items, perPerson, effect }: Shape,
  spread: { person: number; item: number },
) {
  const random = createRandom(seed)
  const ofItem = Float64Array.from({ length: items }, () => spread.item * random.normal())
  const rows: { person: string; item: string; arm: string; y: number }[] = []
  for (let person = 0; person < people; person += 1) {
    const own = spread.person * random.normal() + (person % 2) * effect
    for (let answer = 0; answer < perPerson; answer += 1) {
      const item = answer % items
      const u = random.next()
      rows.push({
        person: `p${person}`,
        item: `i${item}`,
        arm: person % 2 === 1 ? 'treated' : 'plain',
        // Logistic, so that cumulative links are the true model of cut answers.
        y: own + ofItem[item]! + Math.log(u / (1 - u)),
      })
    }
  }
  return rows
}

function looks(
  seed: string,
  shape: Shape,
  { line, formula, kind }: { line: string; formula: string; kind: 'mixed' | 'ordinal clustered' | 'ordinal mixed' },
): Look[] {
  const spread = { person: kind === 'ordinal clustered' ? 0 : 0.8, item: kind === 'mixed' ? 0.6 : 0 }
  const made = answersOf(seed, shape, spread)
  // Repeats of a person say mostly the same: what errors clustered by session are for.
  const alike = kind === 'ordinal clustered'
  const first = new Map<string, number>()
  const random = createRandom(`${seed} repeats`)
  const value = made.map(({ person, y }) => {
    const kept = first.get(person)
    const said = alike && kept !== undefined && random.next() < 0.5 ? kept : y
    if (kept === undefined) first.set(person, said)
    return said
  })
  const cuts = [-1.5, 0, 1.2]
  const response = kind === 'mixed' ? value : value.map((y) => 1 + cuts.filter((cut) => y > cut).length)
  const table = tableOf([
    numericColumn('y', response),
    categoricalColumn(
      'arm',
      made.map(({ arm }) => arm),
    ),
    categoricalColumn(
      'person',
      made.map(({ person }) => person),
    ),
    categoricalColumn(
      'item',
      made.map(({ item }) => item),
    ),
  ])
  const fit = fitModel(table, {
    formula,
    baselines: { arm: 'plain' },
    ...(kind === 'mixed' ? {} : { family: 'ordinal' as const }),
    ...(kind === 'ordinal clustered' ? { errors: { kind: 'cluster' as const, column: 'person' } } : {}),
  })
  if (fit.kind === 'refused') return []
  const term = fit.fit.terms.find((one) => one.term.startsWith('arm'))!
  const what = shape.effect === 0 ? 'no effect' : 'planted'
  const covered = covers(term, shape.effect)
  return [
    shape.effect === 0
      ? { line: `${line}, ${what}`, covered, rejected: term.p <= 0.05 }
      : { line: `${line}, ${what}`, covered },
  ]
}

/** Terms of the models of answers. */
export const models: Part = {
  about: 'models of answers: a term that lies between people',
  look: (seed) =>
    [0, 0.8].flatMap((effect) => [
      ...looks(
        `${seed} mixed ${effect}`,
        { people: 24, items: 6, perPerson: 12, effect },
        {
          line: 'linear mixed model, 24 people, 6 items',
          formula: 'y ~ arm + (1 | person) + (1 | item)',
          kind: 'mixed',
        },
      ),
      ...looks(
        `${seed} ordinal ${effect}`,
        { people: 80, items: 1, perPerson: 3, effect },
        { line: 'cumulative links clustered, 80 sessions, 3 repeats', formula: 'y ~ arm', kind: 'ordinal clustered' },
      ),
      ...looks(
        `${seed} random ${effect}`,
        { people: 60, items: 1, perPerson: 4, effect },
        {
          line: 'cumulative links with a random intercept, 60 people',
          formula: 'y ~ arm + (1 | person)',
          kind: 'ordinal mixed',
        },
      ),
    ]),
}
