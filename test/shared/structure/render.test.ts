import { describe, expect, test } from 'vitest'
import { plainQuestion, renderQuestion } from '../../../shared/structure/question.ts'
import { render } from '../../../shared/structure/render.ts'
import type { InteractionStructure, TalkTurn } from '../../../shared/structure/structure.ts'
import { itemOf } from '../../../shared/study/items.ts'
import { smallStudy } from '../../study.ts'

const structure: InteractionStructure = {
  assistantRole: 'You answer plainly.',
  personRole: null,
  topic: null,
  frame: { task: 'answer', whose: 'assistant', place: null, words: null },
  position: null,
  language: { interface: 'en', prompt: 'en', reply: null, words: null },
  strategy: { kind: 'direct', words: null },
  initiative: { opens: 'person' },
  constraints: [],
  form: 'question',
}
const demonstrations = { place: null, examples: [] }
const person = (text: string): TalkTurn => ({ speaker: 'person', text })
const assistant = (text: string): TalkTurn => ({ speaker: 'assistant', text })
const question = plainQuestion(itemOf(smallStudy(), 'near/trust'), 'question', 0)
const asked = renderQuestion(question, structure.strategy, 'en')

const talk = (turns: TalkTurn[]) => render(structure, turns, { task: { kind: 'talk' }, demonstrations })
const probe = (turns: TalkTurn[]) => render(structure, turns, { task: { kind: 'probe', question }, demonstrations })
const system = { role: 'system', content: 'You answer plainly.' }

describe('roles never stand twice in a row', () => {
  test('a turn whose reply failed is joined to the next by a blank line', () => {
    expect(talk([person('One.'), assistant('Two.'), person('Three.'), person('Four.'), person('Five.')])).toEqual([
      system,
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: 'Three.\n\nFour.\n\nFive.' },
    ])
  })

  test('a question is joined to a last turn without a reply, and stands alone after a reply', () => {
    expect(probe([person('One.')])).toEqual([system, { role: 'user', content: `One.\n\n${asked}` }])
    expect(probe([person('One.'), assistant('Two.')]).slice(-2)).toEqual([
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: asked },
    ])
  })

  test('the turns that were given stay as they were', () => {
    const turns = [person('One.'), person('Two.')]
    expect(probe(turns)).toEqual(probe(turns))
    expect(turns).toEqual([person('One.'), person('Two.')])
  })
})
