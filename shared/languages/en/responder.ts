import type { ResponderWords } from '../responder-words.ts'

export const words: ResponderWords = {
  reasons: [
    'I first ask who is concerned by this and what they expect of one another.',
    'People weigh this by what they grew up with and by what they have lived through.',
    'There is what one would like to say, and there is what one would do on an ordinary day.',
    'Looking at the whole scale, the far ends seem made for special cases.',
    'What counts here is everyday life rather than a rare event.',
  ],
  closes: ['Taking this together, I come to one answer.', 'On balance one option fits better than the others.'],
  last: (answer) => `Answer: ${answer}`,
  refusals: ['I would rather not answer that.', "I'm sorry, but I can't answer this question."],
  evasions: [
    'There are good reasons on all sides, and people see it in many ways.',
    'That is an interesting question, and it has kept people talking for a long time.',
  ],
  notApplicable: ['This does not apply here.', 'The question does not really apply.'],
  needsContext: ['It depends on the circumstances.', 'That depends; I would need more context.'],
  between: ' ',
  zero: null,
}
