import { createRandom } from '../../shared/random.ts'
import { drawSessions } from './drawn-sessions.ts'
import { positionOf, type Strays, straysOf } from './plant.ts'
import { askedIn, type Ground, type Line, linesOf, type PowerCall, peopleOf, plantOf, SMALLEST } from './power.ts'
import { truthOf } from './truth.ts'

/** The fewest people at two levels together from which a change of people can be fitted. */
const FEWEST_PEOPLE = 6
/** Data sets that are drawn to see how few sessions a level may get. */
const TRIES = 5

const NO_STRAYS: Strays = { item: () => 0, wording: () => 0 }

/** The mean effect of a line, as far as the limits of the scales allow it; null if nothing can be measured. */
export function truthOfLine(call: PowerCall, ground: Ground, line: Line): number | null {
  return truthOf(askedIn(call, ground, line), plantOf(call.plant, line), NO_STRAYS, ground.spread)
}

/** Why a call cannot be carried out: what, where and the remedy. Null if it can. */
export function refusalOf(call: PowerCall, ground: Ground): string | null {
  const { study, sizes, contrasts } = call
  if (sizes.some(({ of }) => of === 'participants') && study.flow.length === 0)
    return `"${study.id}" has no flow: it asks models only, so there are no participants. Give --repeats instead.`
  if (sizes.some(({ of }) => of === 'repeats') && study.probeRun === undefined)
    return `"${study.id}" has no probeRun, so there are no repeats of it. Give --participants instead.`
  const lines = linesOf(call)
  const without = contrasts.find(({ id }) => lines.every(({ contrast }) => contrast.id !== id))
  if (without !== undefined)
    return `"${without.id}" compares positions, which people may move toward, and a probe run has no people. Give --participants, or leave it out with --contrast.`
  for (const line of lines) {
    const refused = unmeasured(call, ground, line) ?? tooFew(call, ground, line)
    if (refused !== null) return refused
  }
  return null
}

function unmeasured(call: PowerCall, ground: Ground, line: Line): string | null {
  if (truthOfLine(call, ground, line) !== null) return null
  const { contrast, size } = line
  if (positionOf(call.study, contrast) !== null)
    return `"${contrast.id}" is read on people's answers before and after, and no item with ordered options is asked at both moments. Mark surveys with moment: before and moment: after.`
  const where = size.of === 'repeats' ? 'the slices of the probe run' : `the places ${call.places.join(', ')}`
  return `"${contrast.id}" is read in sd of a reference distribution, and no population has one for an item asked of the model in ${where}. Add a population with distributions, or name other places with --places.`
}

function tooFew(call: PowerCall, ground: Ground, { contrast, size }: Line): string | null {
  if (size.of === 'repeats') return null
  const { study } = call
  const plant = plantOf(call.plant, { contrast, size })
  let least = Number.POSITIVE_INFINITY
  for (let nth = 0; nth < TRIES; nth += 1) {
    const random = createRandom(call.seed).split('least').split(nth)
    const { sessions } = drawSessions(peopleOf(call, ground), plant, straysOf(plant, random), size.count, random)
    const staying = sessions.filter(({ status }) => status === 'completed')
    for (const level of [contrast.level, contrast.baseline])
      least = Math.min(least, staying.filter(({ levels }) => levels[contrast.factor] === level).length)
  }
  const needed = positionOf(study, contrast) === null ? SMALLEST : FEWEST_PEOPLE / 2
  if (least >= needed) return null
  const enough = Math.ceil((size.count * needed * 1.5) / Math.max(least, 0.5))
  return `--participants ${size.count} is too few for ${study.conditions.length} conditions: one side of "${contrast.id}" gets ${least} sessions, and a report shows no interval of fewer than ${needed}. Ask for ${enough} or more.`
}
