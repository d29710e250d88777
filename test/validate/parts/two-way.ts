import { drawSessions } from '../../../server/power/drawn-sessions.ts'
import { movableAnswers } from '../../../server/power/movable-answers.ts'
import { type Plant, straysOf } from '../../../server/power/plant.ts'
import { peopleTruth, spreadOf } from '../../../server/power/truth.ts'
import { columnsOf } from '../../../shared/analysis/answers/session-answers.ts'
import type { SessionRow } from '../../../shared/analysis/answers/session-row.ts'
import { towardModel } from '../../../shared/analysis/influence/toward-model.ts'
import { towardPeople, towardPeopleKey } from '../../../shared/analysis/influence/toward-people.ts'
import { createRandom } from '../../../shared/random.ts'
import type { Study } from '../../../shared/study/study.ts'
import { CODES, generate, generatedStudy, ITEMS, REFERENCE, towardOption } from '../../shared/analysis/generate.ts'
import { covers, type Look, type Part } from '../tally.ts'

const study = generatedStudy()
const sharesOf = (place: string, item: string) => REFERENCE[place]![item.slice(7).toUpperCase()]!

/** What moving a share of all answers to the person's own option adds to closeness, averaged over items, places and people. */
function gained(weight: number): number {
  const all = Object.values(REFERENCE).flatMap((items) => Object.values(items))
  const apart = all.map((q) =>
    q.reduce((sum, a, i) => sum + q.reduce((own, b, j) => own + (a * b * Math.abs(i - j)) / (CODES.length - 1), 0), 0),
  )
  return (weight * apart.reduce((sum, one) => sum + one, 0)) / apart.length
}

function closerLooks(seed: string, weight: number, what: string): Look[] {
  const answerOf = (session: SessionRow, item: string) =>
    createRandom(`${seed} person ${session.session} ${item}`).choice(sharesOf(session.place!, item))
  const drawn = generate({
    study,
    seed,
    sessions: 100,
    moments: ['start', 'end'],
    model: (session, item, moment) => {
      const moves = moment === 'end' && session.condition !== 'placebo'
      return towardOption(sharesOf(session.place!, item), answerOf(session, item), moves ? weight : 0)
    },
    person: (session, item) => {
      const code = CODES[answerOf(session, item)]!
      return { before: code, after: code }
    },
  })
  const { rows, tests } = towardPeople({
    study,
    columns: columnsOf(study, drawn.sessions, new Set(), drawn.answers),
    random: createRandom(seed),
    rearrangements: 199,
    level: 0.95,
    smallest: 5,
  })
  const row = rows.find(({ pooled, people }) => pooled === 'treated' && people === 'before')!
  const p = tests.find(({ key }) => key === towardPeopleKey(row))?.p
  return (['change', 'changeBeyondOthers', 'againstControl'] as const).flatMap((which): Look[] => {
    const estimate = row[which]
    if (estimate.value === null) return []
    const line = `toward people, ${which}, ${what}`
    const covered = covers(estimate, gained(weight))
    return [weight === 0 && which === 'againstControl' ? { line, covered, rejected: p! <= 0.05 } : { line, covered }]
  })
}

/** Model toward people: the closeness of side branches to this person. */
export const towardPeoplePart: Part = {
  about: 'toward people: 100 sessions, a fifth of them control',
  look: (seed) => [...closerLooks(`${seed} none`, 0, 'no effect'), ...closerLooks(`${seed} planted`, 0.3, 'planted')],
}

const contrast = { id: 'high-low', title: 'High, against low', factor: 'position', level: 'high', baseline: 'low' }

function studyAbout(about: readonly string[] | undefined): Study {
  const made = generatedStudy({ contrasts: [contrast] })
  const { position } = made.factors
  if (position?.aspect !== 'position') throw new Error('The generated study has a position.')
  const { about: _, ...rest } = position
  return {
    ...made,
    factors: { ...made.factors, position: about === undefined ? rest : { ...rest, about: [...about] } },
  }
}

const aboutOne = studyAbout(['values/q1'])
const aboutAll = studyAbout(undefined)

function positionLooks(seed: string, moved: Study, effect: number, what: string): Look[] {
  const plant: Plant = { contrast, effect, itemSd: 0, wordingSd: 0, sessionSd: 0.3, retest: 0.7, dropout: 0.1 }
  const random = createRandom(seed)
  const strays = straysOf(plant, random.split('strays'))
  const places = ['EGY', 'MAR']
  const answers = movableAnswers(moved)
  const spread = spreadOf({ answers, places }, plant.sessionSd)
  const drawn = drawSessions({ study: moved, hash: '', answers, places, spread }, plant, strays, 120, random)
  const columns = columnsOf(moved, drawn.sessions, new Set(), drawn.answers)
  const { rows, tests } = towardModel({
    study: moved,
    columns,
    level: 0.95,
    smallest: 5,
    planned: new Set(['high-low']),
  })
  const row = rows.find((one) => one.contrast === 'high-low')
  if (row === undefined || row.estimate.value === null) return []
  // From low, -1, to high, 1, are two units of m.
  const truth = peopleTruth({ study: moved, answers, places, items: ITEMS }, plant, strays, spread)! / 2
  const line = `toward the model, ${row.estimate.interval}, ${what}`
  const covered = covers(row.estimate, truth)
  return [
    effect === 0 ? { line, covered, rejected: tests.find(({ planned }) => planned)!.p <= 0.05 } : { line, covered },
  ]
}

/** People toward the model's position. */
export const towardModelPart: Part = {
  about: 'people toward the model: 120 sessions, retest 0.7, dropout 0.1',
  look: (seed) =>
    [0, 0.6].flatMap((effect) => [
      ...positionLooks(`${seed} one ${effect}`, aboutOne, effect, effect === 0 ? 'no effect' : 'planted'),
      ...positionLooks(`${seed} all ${effect}`, aboutAll, effect, effect === 0 ? 'no effect' : 'planted'),
    ]),
}
