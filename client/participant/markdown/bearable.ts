/** Longest text that is drawn as markdown, in UTF-16 units and in lines: about ten pages. */
const LONGEST = 20_000
const MOST_LINES = 1_200
/** Deepest nesting of quotes, lists, emphasis and brackets that is drawn. */
const DEEPEST = 30
/** The most columns of a table, signs of markdown in the whole text, and addresses that are drawn. */
const MOST_COLUMNS = 60
const MOST_SIGNS = 3_000
const MOST_ADDRESSES = 300

const CONTAINERS = /^(?:[ \t]*(?:>|[-*+](?=[ \t>])|\d{1,9}[.)](?=[ \t>])))*/
const CONTAINER = />|[-*+]|\d+[.)]/g
const SIGNS = /[[\]<>*_~`|&]/g
const ADDRESSES = /www\.|:\/\/|@/g
const MARKS = /[*_~]+|\[|\]/g
const LETTER = /[\p{L}\p{N}]/u

/**
 * Whether a text can be drawn as markdown quickly and without breaking the page. A reader of markdown nests elements as
 * deep as the text does; somewhere beyond a thousand levels the page ends. For some signs its time grows with the
 * square of their number. A text that people or models write on purpose is far from these limits. A text beyond them is
 * shown as it was written. The time of this check grows linearly with the text.
 */
export function isBearable(text: string): boolean {
  if (text.length > LONGEST) return false
  if (count(text, SIGNS) > MOST_SIGNS || count(text, ADDRESSES) > MOST_ADDRESSES) return false
  const lines = text.split(/\r\n?|\n/)
  if (lines.length > MOST_LINES) return false
  let open = NOTHING
  let isCode = false
  for (const line of lines) {
    if (FENCE.test(line)) isCode = !isCode
    // A list inside a list may be marked only by the spaces before it.
    const indent = /^[ \t]*/.exec(line)![0].replace(/\t/g, '    ').length
    if (count(CONTAINERS.exec(line)![0], CONTAINER) + indent / 2 > DEEPEST) return false
    if (count(line, /\|/g) > MOST_COLUMNS) return false
    const after = openAfter(line, open)
    if (after === null) return false
    // Nothing stays open over an empty line, nor from one line of code to the next.
    open = line.trim() === '' || isCode ? NOTHING : after
  }
  return true
}

/** How much is open at a place of a paragraph. */
type Open = { readonly emphasis: number; readonly brackets: number }
const NOTHING: Open = { emphasis: 0, brackets: 0 }
const FENCE = /^ {0,3}(?:```[^`]*|~~~.*)$/

/** How much is open after a line; null if the nesting is too deep somewhere in the line. */
function openAfter(line: string, { emphasis, brackets }: Open): Open | null {
  for (const { 0: mark, index } of line.matchAll(MARKS)) {
    const before = line[index - 1] ?? ' '
    const after = line[index + mark.length] ?? ' '
    if (mark === '[') brackets += 1
    else if (mark === ']') brackets = Math.max(0, brackets - 1)
    else if (emphasis > 0 && !/\s/.test(before) && !LETTER.test(after)) emphasis -= 1
    // An underscore inside a word counts as a letter.
    else if (!/\s/.test(after) && !(mark[0] === '_' && LETTER.test(before))) emphasis += 1
    if (emphasis > DEEPEST || brackets > DEEPEST) return null
  }
  return { emphasis, brackets }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
