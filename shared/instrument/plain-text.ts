/**
 * A text in the form in which answers are compared: `folded`, and without the signs of markdown, code fences, simple
 * tags and quotation marks. Lines stay lines.
 */
export function plain(text: string): string {
  return folded(text)
    .replace(/^```[a-z]*$/gm, '')
    .replace(/\$?\\boxed\{([^{}\n]{0,200})\}\$?/g, '$1')
    .replace(/<\/?[a-z]{1,12} ?\/?>/g, '')
    .replace(/[*_#`"“”„‟«»「」『』【]/gu, '')
    .replace(/】/gu, ': ')
    .replace(/[ \t]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .trim()
}

/**
 * A text in which all spellings of a word become one: compatibility forms unified (NFKC), digits of every script as 0
 * to 9, lower case, without marks of direction; vowels and stretching left out in Arabic, with one form of alef, yeh
 * and teh marbuta; one i in Turkish; ä, ö, ü and ß as ae, oe, ue and ss; one nasal sign and no nukta in Devanagari;
 * nothing for private use.
 */
export function folded(text: string): string {
  return text
    .replace(/[¼-¾⅐-⅞]/gu, '.5')
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asciiDigit)
    .toLowerCase()
    .replace(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF\u00AD]|\uFE0F|\u20E3/gu, '')
    .replace(/[\u064B-\u065F\u0670\u0640]|\u0307|\u093C|\p{Co}/gu, '')
    .replace(/[أإآٱىةıäöüß]/gu, (letter) => LETTERS[letter]!)
    .replace(/\u0901/gu, '\u0902')
    .replace(/[’‘]/gu, "'")
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/〜/gu, '~')
    .replace(/٪/gu, '%')
    .replace(/(?<=\d)\u066B(?=\d)/gu, '.')
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ى: 'ي', ة: 'ه' },
  ...{ ı: 'i', ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' },
}

/** Every run of decimal digits in Unicode has ten digits, beginning with its zero. */
const ZEROS = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0x1810,
]

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!
  const zero = ZEROS.find((start) => code >= start && code < start + 10)
  return zero === undefined ? digit : String(code - zero)
}

/** A text without the signs and spaces around it. */
export function bare(text: string): string {
  // This is done by hand: with an expression that ends in "signs up to the end", the time grows with the square of a
  // long run of signs.
  let [from, to] = [0, text.length]
  while (from < to && SIGN.test(text[from]!)) from += 1
  while (to > from && SIGN.test(text[to - 1]!)) to -= 1
  return text.slice(from, to).replace(/\s+/g, ' ')
}

const SIGN = /[\s\p{P}\p{S}\p{Cs}]/u

/** Characters of scripts that are written without spaces between words: Han and kana. */
export const UNSPACED = '\\u3005-\\u3007\\u3040-\\u30FF\\u3400-\\u9FFF'

/** The length of a text in words. In a script without spaces, two characters count as a word. */
export function lengthInWords(text: string): number {
  const unspaced = text.match(UNSPACED_EACH)?.length ?? 0
  const words = text.replace(UNSPACED_EACH, ' ').match(/\S+/g)?.length ?? 0
  return words + unspaced / 2
}

const UNSPACED_EACH = new RegExp(`[${UNSPACED}]`, 'g')

/**
 * Takes the place of an option's label in a text. It is a character for private use; `plain` leaves none of these in a
 * text.
 */
export function maskOf(code: number): string {
  return String.fromCodePoint(FIRST_MASK + (code % MASKS))
}

const FIRST_MASK = 0xe000
const MASKS = 0x1900

/** Every mask, for use in `[...]`. */
export const MASK = '\\uE000-\\uF8FF'
