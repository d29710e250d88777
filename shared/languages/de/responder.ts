import type { ResponderWords } from '../responder-words.ts'

export const words: ResponderWords = {
  reasons: [
    'Zuerst frage ich mich, wen das angeht und was die Menschen voneinander erwarten.',
    'Menschen wägen das danach ab, wie sie aufgewachsen sind und was sie erlebt haben.',
    'Es gibt das, was man gern sagen würde, und das, was man an einem gewöhnlichen Tag tut.',
    'Auf der ganzen Skala gesehen scheinen die Enden für besondere Fälle gemacht.',
    'Hier zählt der Alltag mehr als das seltene Ereignis.',
  ],
  closes: ['So komme ich zu einem Ergebnis.', 'Alles in allem passt eine Möglichkeit besser als die anderen.'],
  last: (answer) => `Antwort: ${answer}`,
  refusals: [
    'Das möchte ich lieber nicht beantworten.',
    'Es tut mir leid, aber diese Frage kann ich nicht beantworten.',
  ],
  evasions: [
    'Es gibt auf allen Seiten gute Gründe, und man sieht das auf viele Arten.',
    'Das ist eine spannende Frage, über die man seit Langem spricht.',
  ],
  notApplicable: ['Das trifft hier nicht zu.', 'Die Frage ist hier nicht anwendbar.'],
  needsContext: ['Das kommt auf die Umstände an.', 'Das hängt von vielem ab; ich bräuchte mehr Kontext.'],
  between: ' ',
  zero: null,
}
