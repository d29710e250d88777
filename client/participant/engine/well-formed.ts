/**
 * Text as the server takes it: without null characters, and with no half of a surrogate pair, which a cut through an
 * emoji leaves behind. Everything else stays as it was written.
 */
export function wellFormed(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}

/** How many characters of a text can be told as shown: a pair whose second half is not there yet does not count. */
export function shownLength(text: string): number {
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
}
