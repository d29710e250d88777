import { setImmediate } from 'node:timers/promises'
import type { Study } from '../../shared/study/study.ts'
import { knownPlaces } from '../power/places.ts'
import { type Ground, groundOf, linesOf, type PowerCall, type Simulated, type Size, simulated } from '../power/power.ts'
import { refusalOf, truthOfLine } from '../power/refusal.ts'
import { type PowerRow, summaryOf } from '../power/summary.ts'
import { CallProblem, numberOption, required, verb } from './call.ts'
import { json } from './figures.ts'
import { liveLine } from './meter.ts'
import { asJson, asText, notesOf } from './power-account.ts'
import { oneOfKnown, openNamedStudy } from './study-file.ts'
import type { Io } from './verb.ts'

/** Fewer than in a report, since every data set needs them. */
const RESAMPLES = 400
const REARRANGEMENTS = 499

/** Participants: what one data set may hold in memory. Repeats: what `probe` accepts. */
const MOST = { participants: 100_000, repeats: 10_000 } as const
/** In sd of people's answers. On no scale are answers so far apart, so a larger number is a typing error. */
const MOST_SD = 10
/** Options that mean nothing for a probe run. */
const OF_PEOPLE = ['session-sd', 'retest', 'dropout', 'places'] as const

const help = `Usage: npm run -s parallax -- power STUDY --effect D --participants N[,N...] [--contrast ID] [--simulations S] [...]
       npm run -s parallax -- power STUDY --effect D --repeats R[,R...] [...]

Power by simulation: how often the study's own analysis would find a planned contrast of this size. STUDY is the id of a study or
the path of its file. Each simulated data set has sessions by the study's own assignment (or every question of its probe
run), and answers drawn from reference populations with the effect planted in one contrast and in no other. It is analysed by the
planned analysis with its adjustment for all planned tests. No model is called and nothing is stored.

  --effect D        shift of the contrast's level, in sd of people's answers; 0 shows how often an effect is found where none is;
                    a negative one is written --effect=-0.2
  --participants    numbers of sessions to try, like 100,200,400; one number of repeats likewise:
  --repeats         how often a probe run asks each question; only for studies that have a probeRun
  --contrast ID     a planned contrast; without it, each of them in turn
  --simulations S   data sets for each line (default 200)
  --item-sd A       how much the effect differs between items, in sd (default 0)
  --wording-sd B    how much each wording of the two levels differs from its level, in sd (default 0)
  --session-sd C    how much sessions differ whatever their condition, in sd (default 0)
  --retest T        share of people whose second answer depends on where they stood before (default 0.7)
  --dropout P       share of sessions without any answer after the talk, by chance (default 0)
  --places A,B      where people come from, equally often (default: all places of which a population knows distributions)
  --alpha A         an adjusted p below it counts as found; intervals are of 1 - alpha (default 0.05)
  --minutes M       begins no further data set after this time, and says how many there are (default 10)
  --seed S          any word (default: power); the same call gives the same figures
  --json            the same as JSON

In each data set, intervals come from ${RESAMPLES} resamples and tests from ${REARRANGEMENTS} rearrangements. These are fewer
than in a report, so power comes out slightly too low if there are many tests. If a place has no distribution for an item,
answers are drawn from the flattest one with the known mean, or from equal shares of all options.

Exit codes: 0 done, 2 the call or the study cannot be used.`

export const powerVerb = verb({
  summary: 'how likely a planned contrast is to be found, by simulation',
  help,
  options: {
    effect: { type: 'string' },
    participants: { type: 'string' },
    repeats: { type: 'string' },
    contrast: { type: 'string' },
    simulations: { type: 'string' },
    'item-sd': { type: 'string' },
    'wording-sd': { type: 'string' },
    'session-sd': { type: 'string' },
    retest: { type: 'string' },
    dropout: { type: 'string' },
    places: { type: 'string' },
    alpha: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values, positionals }, io) {
    const { study, hash } = openNamedStudy(positionals)
    if (study.contrasts.length === 0)
      throw new CallProblem(
        `"${study.id}" plans no contrast, so there is nothing to find. Write what you compare under contrasts: in its file.`,
      )
    const ids = study.contrasts.map(({ id }) => id)
    const asked = values.contrast === undefined ? null : oneOfKnown(values.contrast, 'planned contrast', ids)
    const sizes = [
      ...numbersOf(values.participants, 'participants').map((count): Size => ({ of: 'participants', count })),
      ...numbersOf(values.repeats, 'repeats').map((count): Size => ({ of: 'repeats', count })),
    ]
    if (sizes.length === 0)
      throw new CallProblem(
        study.flow.length > 0
          ? '--participants is missing: how many people take part, like 100,200.'
          : '--repeats is missing: how often the probe run asks each question, like 1,2,5.',
      )
    const ofPeople = OF_PEOPLE.find((option) => values[option] !== undefined)
    if (ofPeople !== undefined && !sizes.some(({ of }) => of === 'participants'))
      throw new CallProblem(
        `--${ofPeople} is about people and would do nothing here; give --participants, or leave it out.`,
      )
    const call: PowerCall = {
      study,
      hash,
      contrasts: study.contrasts.filter(({ id }) => asked === null || id === asked),
      sizes,
      places: placesOf(study, values.places),
      plant: {
        effect: effectOption(required(values.effect, 'effect', 'the shift to find, in sd of people’s answers')),
        itemSd: spreadOption(values['item-sd'], 'item-sd'),
        wordingSd: spreadOption(values['wording-sd'], 'wording-sd'),
        sessionSd: spreadOption(values['session-sd'], 'session-sd'),
        retest: shareOption(values.retest, 'retest', 1, 0.7),
        dropout: shareOption(values.dropout, 'dropout', 0.95, 0),
      },
      alpha: numberOption(values.alpha, 'alpha', { above: 0, below: 0.5, otherwise: 0.05 }),
      simulations: numberOption(values.simulations, 'simulations', {
        ...{ whole: true, above: 0, below: 1_000_001 },
        otherwise: 200,
      }),
      resamples: RESAMPLES,
      rearrangements: REARRANGEMENTS,
      seed: values.seed ?? 'power',
    }
    const minutes = numberOption(values.minutes, 'minutes', { above: 0, otherwise: 10 })
    const ground = groundOf(call)
    const refusal = refusalOf(call, ground)
    if (refusal !== null) throw new CallProblem(refusal)
    const rows = await rowsOf(call, ground, minutes, io)
    const notes = notesOf(call, ground, rows)
    io.out(values.json ? json(asJson(call, rows, notes)) : asText(call, rows, notes))
  },
})

/** Simulates one data set of each line in turn, so that a call that is cut short has as many of each line. */
async function rowsOf(call: PowerCall, ground: Ground, minutes: number, io: Io): Promise<PowerRow[]> {
  const lines = linesOf(call)
  const found: Simulated[][] = lines.map(() => [])
  const begun = performance.now()
  const spent = () => (performance.now() - begun) / 1000
  const left = (done: number) => ((call.simulations - done) * spent()) / Math.max(done, 1)
  const round = (nth: number) => {
    for (const [at, line] of lines.entries()) found[at]!.push(simulated(call, ground, line, nth))
  }
  round(0)
  io.err(
    `${call.simulations} data sets for each of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, ${spent().toFixed(1)} s for one of each: about ${clock(left(1))}, or ${clock(minutes * 60)} at most (--minutes).`,
  )
  const progress = liveLine(io, {
    line: () => `${found[0]!.length} of ${call.simulations} data sets, about ${clock(left(found[0]!.length))} left`,
  })
  try {
    for (let nth = 1; nth < call.simulations && spent() < minutes * 60; nth += 1) {
      round(nth)
      await setImmediate()
    }
  } finally {
    progress.end()
  }
  const { alpha, plant } = call
  return lines.map((line, at) =>
    summaryOf(line, found[at]!, { alpha, effect: plant.effect, truth: truthOfLine(call, ground, line) }),
  )
}

function clock(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}

function placesOf(study: Study, asked: string | undefined): string[] {
  if (asked === undefined) return knownPlaces(study)
  return asked.split(',').map((place) => oneOfKnown(place.trim(), 'place', Object.keys(study.places)))
}

/** Whole numbers above 0, separated by commas. */
function numbersOf(text: string | undefined, option: keyof typeof MOST): number[] {
  if (text === undefined) return []
  const limits = { whole: true, above: 0, below: MOST[option] + 1 } as const
  return [...new Set(text.split(',').map((one) => numberOption(one, option, limits)!))]
}

function anyNumber(text: string, option: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new CallProblem(`--${option} must be a number, like 0.2; it was "${text}".`)
}

function effectOption(text: string): number {
  const value = anyNumber(text, 'effect')
  if (Math.abs(value) <= MOST_SD) return value
  throw new CallProblem(`--effect is in sd of people's answers, from -${MOST_SD} to ${MOST_SD}; it was "${text}".`)
}

function spreadOption(text: string | undefined, option: string): number {
  const value = text === undefined ? 0 : anyNumber(text, option)
  if (value >= 0 && value <= MOST_SD) return value
  throw new CallProblem(`--${option} is a spread in sd, from 0 to ${MOST_SD}; it was "${text}".`)
}

function shareOption(text: string | undefined, option: string, most: number, otherwise: number): number {
  const value = text === undefined ? otherwise : anyNumber(text, option)
  if (value >= 0 && value <= most) return value
  throw new CallProblem(`--${option} is a share from 0 to ${most}; it was "${text}".`)
}
