/** Words by which answers are read. All of them stand in the plain form that `plain` gives. */

/**
 * A text in the form that answers are compared in: compatibility forms unified (NFKC), digits of every script as 0 to 9,
 * lower case, without marks of direction, vowels and stretching in Arabic, with one form of alef, yeh and teh marbuta,
 * and without the signs of markdown. Lines stay lines.
 */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asciiDigit)
    .toLowerCase()
    .replace(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u00AD]|\uFE0F|\u20E3/gu, '')
    .replace(/[\u064B-\u065F\u0670\u0640]/gu, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/[’‘]/gu, "'")
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/(?<=\d)\u066B(?=\d)/gu, '.')
    .replace(/[*_#`"“”«»]/gu, '')
    .replace(/[ \t\u00A0]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .trim()
}

/** Every run of decimal digits in Unicode has ten, from its zero on. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0x1810,
]

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!
  const zero = ZEROS.find((start) => code >= start && code < start + 10)
  return zero === undefined ? digit : String(code - zero)
}

/** A number in words, from 0 to 10. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  [
    'zero one two three four five six seven eight nine ten',
    'صفر واحد اثنان ثلاثه اربعه خمسه سته سبعه ثمانيه تسعه عشره',
  ].flatMap((words) => words.split(' ').map((word, value) => [word, value] as const)),
)

/** Begins a line that gives the answer; the answer is in the first or the second group. */
export const ANSWER_LINE =
  /^[-> {"]*(?:so |therefore,? |thus,? |finally,? )?(?:my |the )?(?:final |last |short )?(?:answer|choice|response|rating|score)"?(?:(?: is| would be)? ?[:=-]| is| would be) ?(.*)$|^[-> ]*(?:اذن |لذلك )?(?:و?الاجابه|و?الجواب|اجابتي|جوابي|اختياري|الاختيار|اجابه|جواب)(?: النهائيه?| الاخيره?)?(?:(?: هي| هو)? ?[:=-]| هي| هو) ?(.*)$/

/** Stands right before the number that is meant. */
export const CUE =
  /(?:option|number|(?:answer|rating|score)(?: is)?|choose|chose|choosing|choice(?: is)?|pick|select|go with|going with|say|it(?:'s| is)(?: an?)?|give (?:it |this )?(?:an? )?|rate (?:it|this)(?: as)?(?: an?)?|put it at|lean(?:ing)? (?:to|towards?)|settle on|a solid|would be(?: an?)?|الخيار|الرقم|رقم|اختار|اخترت|اقول|ساختار|اميل الي|اجابتي(?: هي)?|الاجابه(?: هي)?|هو|هي) ?[:=]? ?\(?$/

/** Makes of a number a part of something else: "4 out of 10", "50 %", "3 or 4", "between 2 and 3". */
export const NO_SINGLE_NUMBER =
  /\d ?(?:%|percent|out of|of \d|\/ ?\d|من(?: اصل)? ?\d)|\d+ ?(?:-|to|or|and|او|الي|و) ?\d|between \d|بين \d/

const any = (...sources: string[]): RegExp => new RegExp(sources.join('|'), 'u')

/** Turns a label that follows into its opposite. */
export const NEGATION = any(
  "(?:^|[^\\p{L}])(?:not|never|no|hardly|don't|do not|doesn't|isn't|wouldn't|can't|cannot|neither|nor|rather than|without)(?: [\\p{L}']+){0,3} ?$",
  '(?:^|[^\\p{L}])(?:لا|ليس|ليست|لست|لم|لن|غير|دون|بدلا من)(?: [\\p{L}]+){0,3} ?$',
)

/** The answerer declines. */
export const REFUSAL = any(
  "(?:i'm|i am) (?:sorry,? (?:but|i)|afraid (?:i|that)|unable|not able|not comfortable|not in a position)",
  "(?:can't|cannot|can not|couldn't|won't|will not|would not|wouldn't|shouldn't|must not|unable to|not able to|not comfortable) (?:to )?(?:answer|respond|provide|give|share|choose|pick|select|rate|take|offer|comment|say(?! that)|state|express|help)",
  '(?:rather|prefer|choose|chose) (?:not|to not|to skip|to decline)',
  '(?:i|must|have to|respectfully|politely) decline',
  "(?:don't|do not|cannot|can't) have (?:any )?(?:personal |own |my own |real )*(?:opinions?|beliefs?|views?|feelings?|preferences?|experiences?)",
  '(?:no comment|^pass\\.?$|^skip\\.?$|^refused?\\.?$|i refuse)',
  'افضل (?:عدم|الا|ان لا)',
  '(?:لا|لن) (?:استطيع|يمكنني|اقدر|اود|اريد|ارغب)(?: في)? ?(?:ان )?(?:الاجابه|اجيب|الرد|ارد|اختيار|اختار|تقديم|اقدم|ابداء|ابدي|اعطاء|المشاركه)',
  'ليس(?:ت)? (?:لدي|عندي) (?:اي )?(?:اراء?|راي|معتقدات|مشاعر|تفضيلات)',
  '(?:ارفض|اعتذر عن|امتنع عن|اتحفظ عن) (?:الاجابه|الرد|ان اجيب)',
)

/** The question does not apply. */
export const NOT_APPLICABLE = any(
  "(?:does not|doesn't|do not|don't|cannot|can't|not) (?:really )?apply(?: |\\.|,|$)",
  '(?:not applicable|inapplicable|^n ?/ ?a\\.?$|no such thing (?:here|where))',
  '(?:لا|ليس) (?:ينطبق|تنطبق|منطبقا)',
  'غير (?:منطبق|قابل للتطبيق)',
)

/** It depends, or more has to be known. */
export const NEEDS_CONTEXT = any(
  '(?:it|that|this|which|answer) (?:really |all |very much |would |will |always )?depends?',
  '^depends(?: |\\.|,|$)',
  '(?:need|needs|without|require|requires) (?:to know )?(?:more|further|some more|additional) (?:context|information|details?)',
  '(?:could|can) you (?:tell me more|clarify|be more specific|give me more)',
  '(?:يتوقف|يعتمد|متوقف) (?:ذلك |هذا |الامر )?(?:علي|كثيرا)',
  '(?:الامر|هذا|ذلك) (?:يعتمد|يتوقف)',
  '(?:احتاج|نحتاج|يلزم(?:ني)?) (?:الي )?(?:مزيد|المزيد|معلومات|سياق|تفاصيل)',
  'حسب (?:الظروف|الحاله|الموقف|السياق)',
)
