/**
 * Text in the form that the server accepts: without null characters, and without half of a surrogate pair, which is
 * left when an emoji is cut. Everything else stays as it was written.
 */
export function wellFormed(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}

/** How many characters of a text count as shown. A pair whose second half has not come yet does not count. */
export function shownLength(text: string): number {
  return /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length
}
