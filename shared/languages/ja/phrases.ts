import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = 'まず、いくつかの文で考えを述べてください。最後は「答え：」で始まる一行で終え、そこに'

/** Japanese. No space follows a full-width sign, since the sign brings its own space. */
export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `${min}（${low}）から${max}（${high}）までの整数一つ。`,
  answer: {
    number: '数字だけで答えてください。',
    label: '選択肢一つの言葉だけで答えてください。',
    unforced: '数字で答えるか、どれも当てはまらない理由を自分の言葉で述べてください。',
  },
  reasonThenAnswer: {
    number: `${reasonFirst}数字を書いてください。`,
    label: `${reasonFirst}選択肢一つの言葉を書いてください。`,
    unforced: `${reasonFirst}数字か、どれも当てはまらない理由を書いてください。`,
  },
  norm: (place) =>
    place === null
      ? 'これはほかの人たちについての質問です。あなたのまわりの大半の人がするであろう答えを挙げてください。'
      : `これはほかの人たちについての質問です。${place}の大半の人がするであろう答えを挙げてください。`,
  assistant: (place) =>
    place === null
      ? 'これはアシスタントについての質問です。アシスタントが話し相手の人にすべき答えを挙げてください。'
      : `これはアシスタントについての質問です。アシスタントが${place}の人にすべき答えを挙げてください。`,
  demonstrationsHead: (place) =>
    place === null ? 'ほかの質問への典型的な答え：' : `${place}の人々の、ほかの質問への典型的な答え：`,
  demonstrationLine: (question, answer) => `- ${question}${answer}`,
}
