import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = '请先用几句话把理由想清楚，最后再写一行结尾：以“答案：”开头，后面写'

/** Chinese in simplified characters. No space follows a full-width sign, since the sign brings its own space. */
export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `从 ${min}（${low}）到 ${max}（${high}）的一个整数。`,
  answer: {
    number: '请只回答数字。',
    label: '请只用其中一个选项的原文回答。',
    unforced: '请回答数字，或者用自己的话说明为什么没有一个合适。',
  },
  reasonThenAnswer: {
    number: `${reasonFirst}数字。`,
    label: `${reasonFirst}其中一个选项的原文。`,
    unforced: `${reasonFirst}数字，或者写为什么没有一个合适。`,
  },
  norm: (place) =>
    place === null
      ? '这个问题问的是别人：请给出您周围大多数人会给出的答案。'
      : `这个问题问的是别人：请给出${place}大多数人会给出的答案。`,
  assistant: (place) =>
    place === null
      ? '这个问题问的是助手：请给出一个助手应该给正在和它交谈的人的答案。'
      : `这个问题问的是助手：请给出一个助手应该给来自${place}的人的答案。`,
  demonstrationsHead: (place) => (place === null ? '其他问题的典型回答：' : `在${place}，人们对其他问题的典型回答：`),
  demonstrationLine: (question, answer) => `- ${question}${answer}`,
}
