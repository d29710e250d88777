import { describe, expect, it } from 'vitest'
import { meanOf } from '../../../server/model/builtin/tilt.ts'
import { afterShares, peopleShares, pullOf } from '../../../server/simulate/opinion.ts'
import { answerOf, createPerson, type Person, turnsWanted } from '../../../server/simulate/person.ts'
import { sideOf, turnOf } from '../../../server/simulate/person-talk.ts'
import { chiSquareUpper } from '../../../shared/statistics/probability/special.ts'
import { EFFECTS, item, villageProfile } from '../model/builtin/village.ts'

const profile = villageProfile()
const well = { ref: 'square/well', item: item('square/well') }
const OPEN = 'A well that is shared never runs dry.'
const CLOSED = 'تحتاج البئر إلى مالك واحد يعتني بها.'
const egyptian: Person = { seed: 'p', locale: 'en', places: ['EGY'] }
const intro = 'Talk about the well, please.'

const people = (n: number) => Array.from({ length: n }, (_, index) => createPerson(profile, `person ${index}`))

describe('a simulated person', () => {
  it('is the same for the same seed, and declares places and speaks languages as the file says', () => {
    expect(people(5)).toEqual(people(5))
    const many = people(600)
    const share = (of: (person: Person) => boolean) => many.filter(of).length / many.length
    expect(share((person) => person.places.length === 0)).toBeCloseTo(0.1, 1)
    expect(share((person) => person.places[0] === 'EGY')).toBeCloseTo(0.45, 1)
    expect(share((person) => person.locale === 'ar')).toBeCloseTo(0.5, 1)
  })

  it('answers from the distribution of the declared place, and of the place for people where none is declared', () => {
    expect(peopleShares(profile, ['NLD'], well.ref, well.item).shares[0]).toBeCloseTo(0.3, 12)
    expect(peopleShares(profile, [], well.ref, well.item).shares[0]).toBe(0)
    expect(peopleShares(profile, ['NER'], well.ref, well.item).shares[0]).toBe(0)
    const { codes, shares } = peopleShares(profile, ['EGY'], well.ref, well.item)
    const n = 800
    const counts = codes.map(() => 0)
    for (let index = 0; index < n; index += 1) {
      const answer = answerOf(
        profile,
        { ...egyptian, seed: `n ${index}` },
        { ...well, stage: 'before', earlier: null, read: [] },
      )
      if (answer.kind === 'code') counts[codes.indexOf(answer.code)]! += 1
    }
    const cells = shares.flatMap((share, k) => (share > 0 ? [(counts[k]! - n * share) ** 2 / (n * share)] : []))
    expect(counts[0]).toBe(0)
    expect(
      chiSquareUpper(
        cells.reduce((sum, cell) => sum + cell, 0),
        cells.length - 1,
      ),
    ).toBeGreaterThan(0.001)
  })

  it('keeps its answer but for the noise where nothing was read', () => {
    const after = (earlier: number) => afterShares(profile, ['EGY'], well.ref, well.item, { earlier, pull: 0 }).shares
    const anew = peopleShares(profile, ['EGY'], well.ref, well.item).shares
    expect(after(3)).toEqual(anew.map((share, k) => expect.closeTo(0.2 * share + (k === 2 ? 0.8 : 0), 12)))
  })

  it('moves by the susceptibility of the scale toward what it read, and stops at the end', () => {
    const quiet = villageProfile(EFFECTS.replace('noise: 0.2', 'noise: 0'))
    const mean = (earlier: number, pull: number) => {
      const { codes, shares } = afterShares(quiet, ['EGY'], well.ref, well.item, { earlier, pull })
      return meanOf(codes, shares)
    }
    expect(mean(3, 1) - 3).toBeCloseTo(0.3 * 4, 12)
    expect(mean(3, -1) - 3).toBeCloseTo(-0.3 * 4, 12)
    expect(mean(3, 0.5) - 3).toBeCloseTo(0.15 * 4, 12)
    expect(mean(5, 1)).toBe(5)
    expect(mean(1, -1)).toBe(1)
  })

  it("reads a position off the assistant's words alone, in any language", () => {
    expect(pullOf(profile, well.ref, [`Yes. ${OPEN} And you?`])).toBe(-1)
    expect(pullOf(profile, well.ref, [CLOSED])).toBe(1)
    expect(pullOf(profile, well.ref, [OPEN, CLOSED])).toBe(0)
    expect(pullOf(profile, well.ref, ['A well is a well.'])).toBe(0)
    expect(pullOf(profile, 'square/harvest', [OPEN])).toBe(0)
  })

  it('is moved by what it read and not by the condition: the same replies, the same answer', () => {
    const mean = (read: string[]) => {
      let sum = 0
      for (let index = 0; index < 400; index += 1) {
        const person = { ...egyptian, seed: `m ${index}` }
        const answer = answerOf(profile, person, { ...well, stage: 'after', earlier: 3, read })
        sum += answer.kind === 'code' ? answer.code : 0
      }
      return sum / 400
    }
    const quiet = mean(['Nice weather.'])
    expect(mean([OPEN])).toBeLessThan(quiet - 0.8)
    expect(mean([CLOSED])).toBeGreaterThan(quiet + 0.6)
  })

  it('declares its places, and skips optional questions as often as the file says', () => {
    const home = { ref: 'square/home', item: item('square/home'), stage: 's', earlier: null, read: [] }
    expect(answerOf(profile, egyptian, home)).toEqual({ kind: 'places', places: ['EGY'], words: '' })
    const optional = { ...well, item: { ...well.item, optional: true }, stage: 's', earlier: null, read: [] }
    const skipped = people(500).filter((person) => answerOf(profile, person, optional).kind === 'skipped')
    expect(skipped.length / 500).toBeCloseTo(0.1, 1)
  })

  it('takes between the least and the most turns', () => {
    const turns = people(40).map((person) => turnsWanted(person, 'talk', { min: 2, max: 3 }))
    expect([...new Set(turns)].sort()).toEqual([2, 3])
    expect(turnsWanted(egyptian, 'talk', { min: 0, max: 1 })).toBe(1)
  })
})

describe('the turns of a simulated person', () => {
  const first = (code: number, locale = 'en', about = intro) =>
    turnOf(profile, { ...egyptian, locale }, { intro: about, turns: [], codes: { 'square/well': code } })

  it("voice the side of the person's own answer, in their language, and neither from the middle", () => {
    expect(first(5)).toContain('A lock keeps the peace.')
    expect(first(2)).toContain('Everybody must be able to drink.')
    expect(first(1, 'ar', 'تحدث عن البئر.')).toContain('يجب أن يشرب الجميع.')
    expect(first(3)).not.toMatch(/lock|drink/)
    expect(first(3)).toContain('My grandmother went there at dawn.')
    expect(sideOf(5.5, [1, 10])).toBeNull()
  })

  it('keep to the subject of the talk: no stance where it is about something else', () => {
    expect(first(5, 'en', 'Talk about anything but this.')).not.toContain('lock')
    expect(first(5, 'en', 'Talk about the market.')).toContain('I sell figs on Mondays.')
    expect(first(5, 'en', 'Talk about the market.')).not.toContain('lock')
  })

  it('say each line once and go on with other words', () => {
    const turns = [
      { speaker: 'person' as const, text: first(5) },
      { speaker: 'assistant' as const, text: 'I see.' },
    ]
    const second = turnOf(profile, egyptian, { intro, turns, codes: { 'square/well': 5 } })
    expect(second).not.toContain('A lock keeps the peace.')
    expect(second.length).toBeGreaterThan(10)
    expect(turnOf(profile, egyptian, { intro, turns, codes: { 'square/well': 5 } })).toBe(second)
  })
})
