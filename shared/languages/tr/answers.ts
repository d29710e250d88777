import type { AnswerWords } from '../answer-words.ts'

/** The endings that a number takes behind an apostrophe: "4'ü", "4'tür". */
const object = "(?:'(?:y?(?:ı|i|u|ü)))?"
const copula = "'(?:t|d)(?:ı|i|u|ü)r"

export const words: AnswerWords = {
  spaced: true,
  numbers: 'sıfır bir iki üç dört beş altı yedi sekiz dokuz on',
  answer: [
    '(?:bu yüzden |sonuç olarak,? |öyleyse |dolayısıyla )?(?:benim |nihai |son |kısa )*(?:cevap|cevabım|cevabımız|yanıt|yanıtım|seçimim|seçim|tercihim|puanım|puan|kararım)',
  ],
  is: ['şudur', 'şu', 'olarak'],
  before: [
    '(?:benim |nihai )*(?:cevabım|yanıtım|cevap|yanıt|seçimim|tercihim|puanım)|seçenek|seçeneği|numara|şık',
    '(?:kararım|oyum)|(?:benim için|bence)(?: doğru cevap| cevap)?',
  ],
  article: ['kesinlikle|tabii ki|bence'],
  onward: ['olarak|olurdu|olur|ama|fakat|ancak|burada|için|diye|oldu|olacak|çünkü'],
  after: [
    `${object}(?: (?:numarayı|numaralı (?:seçeneği|şıkkı)|seçeneğini|puan|puanı|olarak|diye))*,? (?:derim|diyorum|derdim|diyebilirim|diyeceğim|seçerim|seçiyorum|seçerdim|seçtim|seçeceğim|veririm|veriyorum|verirdim|işaretlerim|işaretliyorum|işaretlerdim|yanıtlarım|yanıtlıyorum|cevaplarım|tercih ederim|tercih ediyorum|tercih ederdim)`,
    `${copula}`,
    'benim (?:cevabım|yanıtım|seçimim)',
  ],
  unit: [copula, 'puan'],
  because: ['çünkü', 'zira', 'nedeni'],
  others: [
    'önceden|eskiden',
    '(?:bazı|kimi|birçok|çoğu) (?:insan|insanlar|kişi|kişiler)',
    'bazıları|kimileri|başkaları|birileri|biri',
  ],
  scale: {
    before: ['ölçekte', 'ölçeğinde', 'ölçek'],
    to: ["'?(?:den|dan|ten|tan)", 'ile', 'ila'],
    after: [
      "'?(?:y?[ea]) kadar(?: olan)?(?: bir)?",
      "'?l(?:ı|i|u|ü)k(?: bir)?",
      'arası(?:nda|ndaki)?(?: bir)?',
      'ölçekte|ölçeğinde|ölçeğine göre|puan üzerinden',
    ],
  },
  outOf: { between: [], behind: ['(?:puan )?üzerinden', 'içinden', "'?l(?:ı|i|u|ü)k (?:bir )?ölçekte"] },
  or: ['veya', 'ya da', 'ile', 've', 'yahut', 'ila'],
  near: ['en az', 'en fazla', 'en çok'],
  not: {
    before: ['ne|pek|hiçbir|asla'],
    behind: [
      "(?:'[\\p{L}]{1,4})?(?: [\\p{L}]+){0,2} (?:değil(?:im|dir)?|diyemem|diyemiyorum|demem|denemez|denilemez|sayılmaz|söyleyemem|olmaz|seçmem|seçmezdim|vermem)",
      ' m(?:ı|i|u|ü)',
    ],
  },
  subject: ['ben'],
  loose: [
    'evet|hayır|çok|oldukça|biraz|az|hiç|pek|epey|kısmen|tamamen|bir miktar|bazı',
    'epey|var|yok|tam|bir ölçüde|güçlü|zayıf',
  ],
  refusal: [
    '(?:cevap|yanıt) ver(?:mek istem|mek istemiyor|mek istemem|memeyi|meyeceğ|emem|emiyor|meyi reddediyor|mem(?![\\p{L}])|miyor)',
    '(?:cevapla|yanıtla)(?:mak istem|mamayı|mayacağ|yamam|yamıyor|mayı reddediyor)',
    'söyle(?:mek istem|memeyi)|belirt(?:mek istem|memeyi)',
    '(?:seç(?:im yapamam|im yapamıyor|im yapmak istem|emem|emiyor)|puan veremem|değerlendiremem|görüş bildiremem|görüş belirtemem|yorum yapamam|yorum yapmak istem)',
    '(?:kişisel |kendi |kendime ait )fik(?:rim|irlerim) yok|görüş belirtmemek|tarafsız kal',
    '(?:kişisel |kendi |kendime ait )?(?:görüş|düşünce|inanc|duygu|tercih|kanaat)(?:[\\p{L}]{0,12}?)(?: veya [\\p{L}]+| ya da [\\p{L}]+)? (?:yok(?![\\p{L}])|yoktur|bulunmu|bulunmam|sahip değil)',
    'yardımcı olam|yardım edem|(?:reddediyorum|yorum yok|çekimser kal|^pas\\.?$|^geç\\.?$|^cevap yok\\.?$)',
  ],
  notApplicable: [
    'geçerli değil|uygulanamaz|uygulanabilir değil|soru (?:[^.!?\\n]{0,20})(?:bana|bize|bizim için|benim için|durumuma) (?:uymuyor|uymaz|uygun değil)|beni ilgilendirmiyor',
    '(?:benim için |bizim için )?söz konusu değil',
  ],
  needsContext: [
    '(?:bilmem|bilmek|öğrenmem) gerek',
    '(?:göre|bağlı olarak) değiş|(?:duruma|kişiye|koşullara|şartlara|insana|yerine|bağlama) (?:göre|bağlı)|bağlı(?:dır|\\.|$)|(?:na|ne|ya|ye) bağlı',
    '(?:daha fazla|daha çok|ek) (?:bilgi|bağlam|ayrıntı|detay)(?:[\\p{L}]*) (?:gerek|ihtiyac|lazım|olmadan|vermeniz|verir|verebilir)',
    '(?:biraz daha|daha) (?:açık|ayrıntılı|net) (?:anlat|açıkla|bilgi|olabilir|sorar)',
  ],
}
