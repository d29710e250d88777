import { describe, expect, it } from 'vitest'
import { parseEffects } from '../../../../server/model/builtin/read-effects.ts'
import { EFFECTS, village } from './village.ts'

/** What is said of the village's effects file after one change, as `line: message`. */
function said(from: string, to: string): string[] {
  expect(EFFECTS).toContain(from)
  const read = parseEffects(EFFECTS.replace(from, to), 'responder.yaml', village)
  return read.ok ? [] : read.problems.map((problem) => `${problem.line}: ${problem.message}`)
}

/** The line on which a text stands in the file. */
const lineOf = (text: string) => EFFECTS.slice(0, EFFECTS.indexOf(text)).split('\n').length

describe('an effects file', () => {
  it('is taken as it is', () => {
    expect(parseEffects(EFFECTS, 'responder.yaml', village).ok).toBe(true)
  })

  it.each([
    ['level: keeper', 'level: keper', 'there is no level of "persona" "keper" here; did you mean "keeper"?'],
    ['factor: persona', 'factor: person', 'there is no factor "person" here; did you mean "persona"?'],
    ['populations: [census]', 'populations: [cenus]', 'there is no population "cenus" here; did you mean "census"?'],
    ['items: [square/well]', 'items: [square/wel]', 'there is no item "square/wel" here; did you mean "square/well"?'],
    ['topics: [water]', 'topics: [watr]', 'there is no topic "watr" here; did you mean "water"?'],
    ['declares: [EGY, NLD]', 'declares: [EGY, FRA]', 'there is no place "FRA" here; known: EGY, NLD, NER, NGA.'],
    [
      'about: water\n      high',
      'about: wine\n      high',
      'there is no subject of "talk" "wine" here; known: water, market.',
    ],
    ['nothing: [colour]', 'nothing: [color]', 'there is no factor "color" here; did you mean "colour"?'],
  ])('names the line and the remedy for %s written as %s', (from, to, message) => {
    const [problem] = said(from, to)
    expect(problem).toBe(`${problem!.split(':')[0]}: ${message}`)
    const lines = from.split('\n').length - 1
    expect(Math.abs(Number(problem!.split(':')[0]) - lineOf(from))).toBeLessThanOrEqual(lines)
  })

  it('refuses a level that leaves no words in the messages, and one that cannot be told from another', () => {
    expect(said('level: user }\n    shift', 'level: none }\n    shift').join()).toMatch(
      /the level "none" of "framing" puts no words into the messages, so the responder cannot see it; give the level wordings/,
    )
    expect(said('factor: strategy, level: reasoning', 'factor: arm, level: one').join()).toMatch(/puts no words into/)
    const twins = structuredClone(village)
    const { red, blue } = twins.factors.colour!.levels as Record<string, { wordings?: unknown }>
    blue!.wordings = red!.wordings
    const read = parseEffects(
      EFFECTS.replace('nothing: [colour]', 'nothing: []').replace(
        'factor: persona, level: keeper',
        'factor: colour, level: red',
      ),
      'responder.yaml',
      twins,
    )
    expect(JSON.stringify(read)).toContain('share the wording')
  })

  it('refuses an effect of a factor that is to do nothing', () => {
    expect(said('nothing: [colour]', 'nothing: [persona]').join()).toContain(
      'the factor "persona" is listed under "nothing"; take it out there or remove the effect.',
    )
  })

  it('refuses figures that do not fit their item, and moves on options without an order', () => {
    expect(said('3: 0.2 }', '3: 0.3 }').join()).toContain('the shares sum to 1.1; make them sum to 1.')
    expect(said('3: 0.2 }', '4: 0.2 }').join()).toContain("there is no option 4; the item's codes are 1, 2, 3.")
    expect(said('items: [square/well]\n    shift', 'items: [square/tree]\n    shift').join()).toContain(
      '"square/tree" has options without an order',
    )
  })

  it('refuses shapes that are unknown, in the words of the study files', () => {
    expect(said('noise: 0.2', 'noice: 0.2').join()).toContain('did you mean "noise"?')
    expect(said('noise: 0.2', 'noise: 2').join()).toContain('is 2; it must be at most 1.')
    expect(said('topics: [water]\n', 'topics: [water]\n    items: [square/well]\n').join()).toMatch(/items and topics/)
    expect(said('base:', 'base: [').join()).toContain('this is not YAML')
  })
})
