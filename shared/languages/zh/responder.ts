import type { ResponderWords } from '../responder-words.ts'

export const words: ResponderWords = {
  reasons: [
    '我先想这件事关系到谁，人们彼此期待什么。',
    '人们会按自己的成长环境和亲身经历来衡量这件事。',
    '想说的话和平常日子里会做的事，往往不是同一回事。',
    '从整个尺度来看，两端像是为特殊情形准备的。',
    '这里要紧的是日常生活，而不是少见的事。',
  ],
  closes: ['综合起来，我有了结论。', '总的来说，有一个选项比其他的更合适。'],
  last: (answer) => `答案：${answer}`,
  refusals: ['我不想回答这个问题。', '抱歉，我无法回答这个问题。'],
  evasions: ['各方都有道理，人们对此的想法多种多样。', '这是个有意思的问题，人们已经谈论了很久。'],
  notApplicable: ['这个问题在这里不适用。', '这与我无关。'],
  needsContext: ['这要看情况。', '这取决于很多事，我需要更多信息。'],
  between: '',
  zero: 0xff10,
}
