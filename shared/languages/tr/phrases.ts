import type { PhraseWords } from '../phrase-words.ts'

// The name of a place has no ending here, since endings change with its sounds: "Almanya halkı" fits every name.
const reasonFirst = 'Önce birkaç cümleyle düşünün. Sonra tek bir son satırla bitirin: "Cevap: " ve ardından'

export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `${min} (${low}) ile ${max} (${high}) arasında bir tam sayı.`,
  answer: {
    number: 'Yalnızca sayıyla cevap verin.',
    label: 'Yalnızca seçeneklerden birinin sözleriyle cevap verin.',
    unforced: 'Sayıyla cevap verin ya da hiçbirinin neden uymadığını kendi sözlerinizle söyleyin.',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} sayı.`,
    label: `${reasonFirst} seçeneklerden birinin sözleri.`,
    unforced: `${reasonFirst} sayı ya da hiçbirinin neden uymadığı.`,
  },
  norm: (place) =>
    place === null
      ? 'Bu soru başka insanlar hakkında: çevrenizdeki çoğu insanın vereceği cevabı verin.'
      : `Bu soru başka insanlar hakkında: ${place} halkının çoğunun vereceği cevabı verin.`,
  assistant: (place) =>
    place === null
      ? 'Bu soru asistan hakkında: bir asistanın konuştuğu kişiye vermesi gereken cevabı verin.'
      : `Bu soru asistan hakkında: bir asistanın ${place} halkından bir kişiye vermesi gereken cevabı verin.`,
  demonstrationsHead: (place) =>
    place === null
      ? 'Başka sorulara verilen tipik cevaplar:'
      : `${place} halkından kişilerin başka sorulara verdiği tipik cevaplar:`,
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
