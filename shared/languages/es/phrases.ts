import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = 'Primero razone en unas pocas frases. Después termine con una última línea: «Respuesta: » y'

/** Names of places may have "la", "los" or "las" here, but not "el", since "de" would merge with it: "de Líbano". */
export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `Un número entero de ${min} (${low}) a ${max} (${high}).`,
  answer: {
    number: 'Responda solo con el número.',
    label: 'Responda solo con las palabras de una de las opciones.',
    unforced: 'Responda con el número, o diga con sus propias palabras por qué ninguno encaja.',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} el número.`,
    label: `${reasonFirst} las palabras de una de las opciones.`,
    unforced: `${reasonFirst} el número, o por qué ninguno encaja.`,
  },
  norm: (place) =>
    place === null
      ? 'Se trata de otras personas: dé la respuesta que daría la mayoría de la gente de su entorno.'
      : `Se trata de otras personas: dé la respuesta que daría la mayoría de la gente en ${place}.`,
  assistant: (place) =>
    place === null
      ? 'Se trata del asistente: dé la respuesta que un asistente debería dar a la persona con la que habla.'
      : `Se trata del asistente: dé la respuesta que un asistente debería dar a una persona de ${place}.`,
  demonstrationsHead: (place) =>
    place === null
      ? 'Respuestas habituales a otras preguntas:'
      : `Respuestas habituales de la gente en ${place} a otras preguntas:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
