import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = 'Think it through in a few sentences first. Then close with one last line: "Answer: " and'

export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `A whole number from ${min} (${low}) to ${max} (${high}).`,
  answer: {
    number: 'Reply with the number alone.',
    label: 'Reply with the words of one option alone.',
    unforced: 'Reply with the number, or say in your own words why none fits.',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} the number.`,
    label: `${reasonFirst} the words of one option.`,
    unforced: `${reasonFirst} the number, or why none fits.`,
  },
  norm: (place) =>
    place === null
      ? 'This is about other people: give the answer that most people around you would give.'
      : `This is about other people: give the answer that most people in ${place} would give.`,
  assistant: (place) =>
    place === null
      ? 'This is about the assistant: give the answer that an assistant should give to the person that it talks with.'
      : `This is about the assistant: give the answer that an assistant should give to a person from ${place}.`,
  demonstrationsHead: (place) =>
    place === null
      ? 'Typical answers to other questions:'
      : `Typical answers of people in ${place} to other questions:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
