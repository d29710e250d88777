/** A text as an R literal, in ASCII. No locale, and no quote in the text, can change its meaning. */
export function rText(text: string): string {
  const inside = [...text].map((character) => {
    const code = character.codePointAt(0)!
    if (character === '"' || character === '\\') return `\\${character}`
    if (code >= 0x20 && code < 0x7f) return character
    // R allows no NUL character in a text.
    if (code === 0) return ''
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `"${inside.join('')}"`
}

/** Texts as an R vector. */
export function rTexts(texts: readonly string[]): string {
  return texts.length === 0 ? 'character()' : `c(${texts.map(rText).join(', ')})`
}

/** Numbers as an R vector, with all their digits. Null becomes NA. */
export function rNumbers(numbers: readonly (number | null)[]): string {
  return numbers.length === 0
    ? 'numeric()'
    : `c(${numbers.map((one) => (one === null ? 'NA' : String(one))).join(', ')})`
}

/** Truth values as an R vector. */
export function rFlags(flags: readonly boolean[]): string {
  return flags.length === 0 ? 'logical()' : `c(${flags.map((one) => (one ? 'TRUE' : 'FALSE')).join(', ')})`
}

/** An R list with names. Without entries, it has no names. */
export function rList(entries: readonly (readonly [string, string])[]): string {
  return `list(${entries.map(([name, value]) => `${rText(name)} = ${value}`).join(', ')})`
}

/** A comment line in R, in ASCII. A line break in the text does not end the comment. */
export function rComment(text: string): string {
  return `# ${rText(text).slice(1, -1).replaceAll('\\"', '"')}`
}
