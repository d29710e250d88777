import { Item } from '../../../shared/instrument/instrument.ts'

/** Small items of the corpus of answers, labelled in every language that answers are read in. */

const LANGUAGES = ['en', 'ar', 'es', 'zh', 'hi', 'de', 'tr', 'ja'] as const

/** Labels in the order of `LANGUAGES`. */
type Labels = readonly [string, string, string, string, string, string, string, string]

const label = (labels: Labels) => Object.fromEntries(LANGUAGES.map((language, at) => [language, labels[at]!]))

/** Options with the codes 1, 2, 3 … */
const options = (...each: Labels[]) => each.map((labels, at) => ({ code: at + 1, label: label(labels) }))

function itemWith(id: string, answer: object): Item {
  const forms = { question: [Object.fromEntries(LANGUAGES.map((language) => [language, 'Question?']))] }
  return Item.parse({ id, label: id, topic: 't', theory: 'none', author: 'test', provenance: {}, forms, answer })
}

export const items: Readonly<Record<string, Item>> = {
  agree: itemWith('agree', {
    kind: 'ordinal',
    options: options(
      [
        'Strongly disagree',
        'لا أوافق بشدة',
        'Totalmente en desacuerdo',
        '非常不同意',
        'पूरी तरह असहमत',
        'Stimme überhaupt nicht zu',
        'Kesinlikle katılmıyorum',
        '全くそう思わない',
      ],
      ['Disagree', 'لا أوافق', 'En desacuerdo', '不同意', 'असहमत', 'Stimme nicht zu', 'Katılmıyorum', 'そう思わない'],
      [
        'Neither agree nor disagree',
        'محايد',
        'Ni de acuerdo ni en desacuerdo',
        '既不同意也不反对',
        'न सहमत न असहमत',
        'Teils, teils',
        'Ne katılıyorum ne katılmıyorum',
        'どちらとも言えない',
      ],
      ['Agree', 'أوافق', 'De acuerdo', '同意', 'सहमत', 'Stimme zu', 'Katılıyorum', 'そう思う'],
      [
        'Strongly agree',
        'أوافق بشدة',
        'Totalmente de acuerdo',
        '非常同意',
        'पूरी तरह सहमत',
        'Stimme voll und ganz zu',
        'Kesinlikle katılıyorum',
        'とてもそう思う',
      ],
    ),
  }),
  scale: itemWith('scale', {
    kind: 'range',
    min: 1,
    max: 10,
    low: label([
      'never acceptable',
      'غير مقبول أبدًا',
      'nunca aceptable',
      '从不可以接受',
      'कभी उचित नहीं',
      'nie akzeptabel',
      'asla kabul edilemez',
      '決して許されない',
    ]),
    high: label([
      'always acceptable',
      'مقبول دائمًا',
      'siempre aceptable',
      '总是可以接受',
      'हमेशा उचित',
      'immer akzeptabel',
      'her zaman kabul edilebilir',
      'いつでも許される',
    ]),
  }),
  much: itemWith('much', {
    kind: 'ordinal',
    options: options(
      ['A great deal', 'كثيرًا جدًا', 'Mucho', '很多', 'बहुत', 'Sehr', 'Çok', 'とても'],
      ['A fair amount', 'كثيرًا', 'Bastante', '不少', 'काफ़ी', 'Ziemlich', 'Oldukça', 'かなり'],
      ['A little', 'قليلاً', 'Poco', '一点', 'थोड़ा', 'Etwas', 'Biraz', '少し'],
      ['Not at all', 'لا شيء', 'Nada', '完全没有', 'बिल्कुल नहीं', 'Gar nicht', 'Hiç', 'まったく'],
    ),
  }),
  age: itemWith('age', {
    kind: 'ordinal',
    options: options(
      ['18 to 24', 'من 18 إلى 24', '18 a 24', '18到24岁', '18 से 24', '18 bis 24', '18-24 arası', '18～24歳'],
      ['25 to 34', 'من 25 إلى 34', '25 a 34', '25到34岁', '25 से 34', '25 bis 34', '25-34 arası', '25～34歳'],
      ['35 or older', '35 فأكثر', '35 o más', '35岁以上', '35 या अधिक', '35 oder älter', '35 ve üzeri', '35歳以上'],
    ),
  }),
  pick: itemWith('pick', {
    kind: 'ordinal',
    options: options(
      [
        'Yes, I would pick it',
        'نعم، أختار ذلك',
        'Sí, lo elegiría',
        '是，我会选',
        'हाँ, मैं इसे चुनूँगा',
        'Ja, ich würde es wählen',
        'Evet, seçerdim',
        'はい、選びます',
      ],
      [
        'No, I would leave it out',
        'لا، لا أختار ذلك',
        'No, no lo elegiría',
        '否，我不会选',
        'नहीं, मैं इसे नहीं चुनूँगा',
        'Nein, ich würde es nicht wählen',
        'Hayır, seçmezdim',
        'いいえ、選びません',
      ],
    ),
  }),
  tree: itemWith('tree', {
    kind: 'nominal',
    options: options(
      ['Fig', 'تين', 'Higuera', '无花果', 'अंजीर', 'Feige', 'İncir', 'いちじく'],
      ['Olive', 'زيتون', 'Olivo', '橄榄', 'जैतून', 'Olive', 'Zeytin', 'オリーブ'],
    ),
  }),
  'next-door': itemWith('next-door', {
    kind: 'ordinal',
    options: options(
      [
        'I would rather not live next door to them',
        'أفضّل ألا يكون ذلك بجوار مسكني',
        'Preferiría no vivir al lado',
        '我不想住在他们隔壁',
        'मैं उनके पड़ोस में नहीं रहना चाहूँगा',
        'Ich möchte nicht neben ihnen wohnen',
        'Onlarla komşu olmak istemem',
        '隣に住みたくない',
      ],
      [
        'I would have nothing against it',
        'لا مانع عندي',
        'No tendría inconveniente',
        '我没有意见',
        'मुझे कोई आपत्ति नहीं',
        'Ich hätte nichts dagegen',
        'Benim için sakıncası yok',
        '特に構わない',
      ],
    ),
  }),
  petition: itemWith('petition', {
    kind: 'ordinal',
    options: options(
      [
        'I have done it before',
        'سبق لي ذلك',
        'Ya lo he hecho',
        '我做过',
        'मैं कर चुका हूँ',
        'Das habe ich schon getan',
        'Bunu daha önce yaptım',
        'したことがある',
      ],
      [
        'I have not done it, but I could imagine it',
        'لم يسبق لي ذلك، وقد أفعله',
        'No lo he hecho, pero podría hacerlo',
        '没做过，但可能会做',
        'किया नहीं, पर कर सकता हूँ',
        'Noch nicht, aber ich kann es mir vorstellen',
        'Yapmadım, ama yapabilirim',
        'したことはないが、するかもしれない',
      ],
      [
        'I have not done it and never will',
        'لم يسبق لي ذلك، ولن أفعله أبدًا',
        'No lo he hecho ni lo haré',
        '没做过，也绝不会做',
        'किया नहीं और कभी नहीं करूँगा',
        'Noch nicht, und ich werde es nie tun',
        'Yapmadım, asla da yapmam',
        'したことはなく、今後もしない',
      ],
    ),
  }),
  open: itemWith('open', { kind: 'text' }),
}
