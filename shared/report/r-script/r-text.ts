/** A text as R writes it, in ASCII, so that no locale and no quote in it can change what it says. */
export function rText(text: string): string {
  const inside = [...text].map((character) => {
    const code = character.codePointAt(0)!
    if (character === '"' || character === '\\') return `\\${character}`
    if (code >= 0x20 && code < 0x7f) return character
    // R knows no text with a zero in it.
    if (code === 0) return ''
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `"${inside.join('')}"`
}

/** Texts as a vector of R. */
export function rTexts(texts: readonly string[]): string {
  return texts.length === 0 ? 'character()' : `c(${texts.map(rText).join(', ')})`
}

/** Numbers as a vector of R, with all their digits; null is NA. */
export function rNumbers(numbers: readonly (number | null)[]): string {
  return numbers.length === 0
    ? 'numeric()'
    : `c(${numbers.map((one) => (one === null ? 'NA' : String(one))).join(', ')})`
}

/** Truth values as a vector of R. */
export function rFlags(flags: readonly boolean[]): string {
  return flags.length === 0 ? 'logical()' : `c(${flags.map((one) => (one ? 'TRUE' : 'FALSE')).join(', ')})`
}

/** A list of R with names; one without entries keeps none. */
export function rList(entries: readonly (readonly [string, string])[]): string {
  return `list(${entries.map(([name, value]) => `${rText(name)} = ${value}`).join(', ')})`
}

/** A line of a comment: no line break in it may end the comment, and it stays in ASCII. */
export function rComment(text: string): string {
  return `# ${rText(text).slice(1, -1).replaceAll('\\"', '"')}`
}
