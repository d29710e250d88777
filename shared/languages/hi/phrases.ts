import type { PhraseWords } from '../phrase-words.ts'

const reasonFirst = 'पहले कुछ वाक्यों में सोच-विचार करें। फिर एक आखिरी पंक्ति लिखकर खत्म करें: "उत्तर: " और उसके आगे'

export const words: PhraseWords = {
  optionLine: (code, label) => `${code} = ${label}`,
  rangeLine: (min, max, low, high) => `${min} (${low}) से ${max} (${high}) तक की कोई पूरी संख्या।`,
  answer: {
    number: 'सिर्फ़ संख्या लिखकर उत्तर दें।',
    label: 'सिर्फ़ किसी एक विकल्प के शब्द लिखकर उत्तर दें।',
    unforced: 'संख्या लिखकर उत्तर दें, या अपने शब्दों में बताएँ कि कोई भी विकल्प ठीक क्यों नहीं बैठता।',
  },
  reasonThenAnswer: {
    number: `${reasonFirst} संख्या।`,
    label: `${reasonFirst} किसी एक विकल्प के शब्द।`,
    unforced: `${reasonFirst} संख्या, या यह कि कोई भी विकल्प ठीक क्यों नहीं बैठता।`,
  },
  norm: (place) =>
    place === null
      ? 'यह सवाल दूसरे लोगों के बारे में है: वह उत्तर दें, जो आपके आसपास के ज़्यादातर लोग देंगे।'
      : `यह सवाल दूसरे लोगों के बारे में है: वह उत्तर दें, जो ${place} में ज़्यादातर लोग देंगे।`,
  assistant: (place) =>
    place === null
      ? 'यह सवाल असिस्टेंट के बारे में है: वह उत्तर दें, जो असिस्टेंट को उस व्यक्ति को देना चाहिए, जिससे उसकी बातचीत हो रही है।'
      : `यह सवाल असिस्टेंट के बारे में है: वह उत्तर दें, जो असिस्टेंट को ${place} के किसी व्यक्ति को देना चाहिए।`,
  demonstrationsHead: (place) => (place === null ? 'दूसरे सवालों के आम उत्तर:' : `दूसरे सवालों पर ${place} के लोगों के आम उत्तर:`),
  demonstrationLine: (question, answer) => `- ${question} ${answer}`,
}
