import { expect, test } from 'vitest'
import { EMPTY_REPLICA } from '../../../../client/participant/engine/replica.ts'
import {
  answeredCount,
  answersNow,
  charactersOver,
  missingItems,
  type SurveyScreen,
} from '../../../../client/participant/survey/item.ts'
import type { SurveyItem } from '../../../../shared/session/view.ts'

const options: SurveyItem['answer'] = { kind: 'options', options: [{ code: 1, label: 'Yes' }] }
const items: SurveyItem[] = [
  { id: 'must', words: 'Must?', optional: false, answer: options },
  { id: 'may', words: 'May?', optional: true, answer: options },
  { id: 'words', words: 'Why?', optional: false, answer: { kind: 'text', maxLength: 5 } },
]
const nothing = () => ''
const ids = (list: SurveyItem[]) => list.map((item) => item.id)

test('items without an answer hold up the page, but not the optional ones', () => {
  expect(ids(missingItems(items, {}, nothing))).toEqual(['must', 'words'])
  const answers = { must: { kind: 'code', code: 1 }, words: { kind: 'text', text: 'so' } } as const
  expect(missingItems(items, answers, nothing)).toEqual([])
})

test('a text that is being written counts as an answer unless it is too long or was emptied', () => {
  const must = { must: { kind: 'code', code: 1 } } as const
  expect(missingItems(items, must, () => 'fine')).toEqual([])
  expect(ids(missingItems(items, must, () => 'too long'))).toEqual(['words'])
  expect(ids(missingItems(items, { ...must, words: { kind: 'text', text: 'old' } }, () => ' '))).toEqual(['words'])
})

test('a text that is too long is counted by its characters, and is no missing answer', () => {
  const [must, , words] = items as [SurveyItem, SurveyItem, SurveyItem]
  expect(['', '12345', '123456', '12345678'].map((text) => charactersOver(words, () => text))).toEqual([0, 0, 1, 3])
  expect(charactersOver(must, () => 'however long')).toBe(0)
})

test('an answer left out on purpose is not counted as given', () => {
  expect(answeredCount(items, { must: { kind: 'code', code: 1 }, may: { kind: 'skipped' } })).toBe(1)
})

test('an answer on its way stands over the one that the server has', () => {
  const screen: SurveyScreen = {
    kind: 'survey',
    stage: 'page',
    title: 'Page',
    intro: null,
    items,
    answers: { must: { kind: 'code', code: 1 } },
  }
  const sent = (stage: string, code: number) => ({
    id: `id-${code}`,
    at: 1,
    offset: null,
    type: 'item.answered' as const,
    body: { stage, item: 'must', answer: { kind: 'code' as const, code }, position: 0 },
  })
  const pending = [sent('page', 2), sent('page', 3), sent('other', 4)]
  const state = {
    replica: EMPTY_REPLICA,
    online: false,
    pending,
    leaving: null,
    erased: null,
    stops: {},
    notice: null,
    refused: null,
  }
  expect(answersNow(screen, state).must).toEqual({ kind: 'code', code: 3 })
})
