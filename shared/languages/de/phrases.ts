import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst =
  'Denken Sie zuerst in ein paar Sätzen darüber nach. Schließen Sie dann mit einer letzten Zeile: „Antwort: “ und'

/** Names of places are in the dative here, with their article if they have one ("in der Türkei", "aus der Türkei"). */
export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `Eine ganze Zahl von ${min} (${low}) bis ${max} (${high}).`,
  answer: {
    number: 'Antworten Sie nur mit der Zahl.',
    label: 'Antworten Sie nur mit den Worten einer der Möglichkeiten.',
    unforced: 'Antworten Sie mit der Zahl, oder sagen Sie mit eigenen Worten, warum keine passt.',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} die Zahl.`,
    label: `${reasonFirst} die Worte einer der Möglichkeiten.`,
    unforced: `${reasonFirst} die Zahl, oder warum keine passt.`,
  },
  norm: (place) =>
    place === null
      ? 'Hier geht es um andere Menschen: Geben Sie die Antwort, die die meisten Menschen in Ihrer Umgebung geben würden.'
      : `Hier geht es um andere Menschen: Geben Sie die Antwort, die die meisten Menschen in ${place} geben würden.`,
  assistant: (place) =>
    place === null
      ? 'Hier geht es um den Assistenten: Geben Sie die Antwort, die ein Assistent der Person geben sollte, mit der er spricht.'
      : `Hier geht es um den Assistenten: Geben Sie die Antwort, die ein Assistent einer Person aus ${place} geben sollte.`,
  demonstrationsHead: (place) =>
    place === null
      ? 'Typische Antworten auf andere Fragen:'
      : `Typische Antworten von Menschen in ${place} auf andere Fragen:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
