import type { ResponderWords } from '../responder-words.ts'

export const words: ResponderWords = {
  reasons: [
    'Primero me pregunto a quién le importa esto y qué esperan los demás.',
    'La gente lo juzga según cómo se crio y lo que ha vivido.',
    'Está lo que se quisiera decir y está lo que se haría en un día corriente.',
    'Al mirar toda la escala, los extremos parecen hechos para casos especiales.',
    'Aquí cuenta la vida de todos los días más que lo excepcional.',
  ],
  closes: ['Con todo esto llego a mi conclusión.', 'En conjunto hay una opción que encaja mejor que las demás.'],
  last: (answer) => `Respuesta: ${answer}`,
  refusals: ['Prefiero no responder a eso.', 'Lo siento, pero no puedo responder a esta pregunta.'],
  evasions: [
    'Hay buenas razones por todos lados, y la gente lo ve de muchas maneras.',
    'Es una pregunta interesante, que ha dado que hablar durante mucho tiempo.',
  ],
  notApplicable: ['Esto no se aplica aquí.', 'La pregunta no es aplicable en este caso.'],
  needsContext: ['Depende de las circunstancias.', 'Eso depende; necesitaría más contexto.'],
  between: ' ',
  zero: null,
}
