import { expect, test } from 'vitest'
import { probePrompt } from '../../../shared/session/prompt.ts'
import type { Session } from '../../../shared/session/session.ts'
import { plainQuestion } from '../../../shared/structure/question.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { chosenAssignment, type PreviewChoice, previewMessages, wordingsOf } from '../../../shared/study/preview.ts'
import { goodStudy } from './good-study.ts'

const study = goodStudy()

function sessionOf(choice: PreviewChoice): Session {
  const places = choice.place === null ? [] : [choice.place]
  return {
    id: 'session',
    seq: 9,
    study: 'hash',
    kind: 'preview',
    participant: 'p',
    wave: 1,
    locale: choice.locale,
    openedAt: 0,
    lastAt: 0,
    phase: { kind: 'in-stage', stage: 'talk' },
    consent: { version: '1', uses: [] },
    assignment: chosenAssignment(study, choice),
    answers: { screen: { 'trust/home': { kind: 'places', places, words: '' } } },
    talks: {},
    probed: [],
    completed: [],
  }
}

test('a preview shows what a session of that condition sends, for every cell, locale, wording and place', () => {
  const ref = 'local/guest'
  const question = plainQuestion(itemOf(study, ref), 'question', 0)
  for (const condition of study.conditions)
    for (const locale of study.locales)
      for (const language of ['own', 'english'])
        for (const wording of [0, 1])
          for (const place of ['EGY', null]) {
            const choice = { condition, crossed: { language }, wording, locale, place }
            const shown = previewMessages(study, choice, [], { ref, task: { kind: 'probe', question } })
            expect(shown.messages).toEqual(probePrompt(study, sessionOf(choice), 'talk', 'start', ref).messages)
          }
})

test('a choice has a level of every factor, the first of a crossed one that is not named, and the last wording there is', () => {
  const condition = study.conditions[0]!
  const choice = { condition, crossed: {}, locale: 'en', place: null }
  expect(chosenAssignment(study, { ...choice, wording: 7 })).toEqual({
    condition: 'plain-none',
    levels: { persona: 'plain', framing: 'none', arm: 'focal', language: 'own' },
    wordings: { persona: 1 },
    stratum: 'preview',
    index: 0,
  })
  expect(wordingsOf(study, choice)).toBe(2)
})

test('a condition that says nothing has one preview', () => {
  const silent = goodStudy((s) => {
    for (const level of Object.values(s.factors!.persona!.levels!)) delete (level as { wordings?: unknown }).wordings
  })
  const condition = silent.conditions[0]!
  expect(wordingsOf(silent, { condition, crossed: {}, locale: 'en', place: null })).toBe(1)
})
