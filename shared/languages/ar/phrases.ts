import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = 'فكّر أولاً في بضع جمل، ثم اختم بسطر أخير فيه «الإجابة: »'

export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `عدد صحيح من ${min} (${low}) إلى ${max} (${high}).`,
  answer: {
    number: 'أجب بالرقم وحده.',
    label: 'أجب بنص أحد الخيارات وحده.',
    unforced: 'أجب بالرقم، أو بيّن بكلماتك لماذا لا يناسب أي منها.',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} يليها الرقم.`,
    label: `${reasonFirst} يليها نص أحد الخيارات.`,
    unforced: `${reasonFirst} يليها الرقم، أو السبب في أن أيًّا منها لا يناسب.`,
  },
  norm: (place) =>
    place === null
      ? 'السؤال عن غيرك: اذكر الإجابة التي قد يعطيها معظم الناس من حولك.'
      : `السؤال عن غيرك: اذكر الإجابة التي قد يعطيها معظم الناس في ${place}.`,
  assistant: (place) =>
    place === null
      ? 'السؤال عن المساعد: اذكر الإجابة التي ينبغي أن يعطيها مساعد للشخص الذي يحادثه.'
      : `السؤال عن المساعد: اذكر الإجابة التي ينبغي أن يعطيها مساعد لشخص من ${place}.`,
  demonstrationsHead: (place) =>
    place === null ? 'إجابات معتادة عن أسئلة أخرى:' : `إجابات معتادة لأناس في ${place} عن أسئلة أخرى:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
