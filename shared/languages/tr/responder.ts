import type { ResponderWords } from '../responder-words.ts'

export const words: ResponderWords = {
  reasons: [
    'Önce bunun kimi ilgilendirdiğini ve insanların birbirinden ne beklediğini soruyorum.',
    'İnsanlar bunu yetiştikleri ortamla ve yaşadıklarıyla tartar.',
    'Söylemek istenen bir şey vardır, sıradan bir günde yapılan başka bir şey vardır.',
    'Ölçeğin tamamına bakınca uçlar özel durumlar için gibi görünüyor.',
    'Burada önemli olan, nadir bir olay değil, gündelik hayattır.',
  ],
  closes: ['Bunları bir araya getirince bir sonuca varıyorum.', 'Genel olarak bir seçenek ötekilerden daha uygun.'],
  last: (answer) => `Cevap: ${answer}`,
  refusals: ['Buna cevap vermek istemiyorum.', 'Üzgünüm, bu soruya cevap veremem.'],
  evasions: [
    'Her tarafın iyi gerekçeleri var ve insanlar bunu çok farklı görüyor.',
    'Bu ilginç bir soru; insanlar bunu uzun zamandır konuşuyor.',
  ],
  notApplicable: ['Bu burada geçerli değil.', 'Bu soru bize uymuyor; burada söz konusu değil.'],
  needsContext: ['Bu, duruma göre değişir.', 'Bu koşullara bağlı; daha fazla bilgi gerekir.'],
  between: ' ',
  zero: null,
}
