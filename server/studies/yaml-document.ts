import { Composer, type Document, type LineCounter, Parser, YAMLParseError } from 'yaml'

/**
 * How deep lists and mappings may be nested. What people write has about ten levels, and a recursive parser has its
 * limit.
 */
const DEEPEST = 100

/** A YAML text is nested deeper than anybody writes; `offset` is where. */
export class TooDeep extends Error {
  readonly offset: number

  constructor(offset: number) {
    super(`lists and mappings are nested more than ${DEEPEST} deep`)
    this.offset = offset
  }
}

/**
 * Parses YAML 1.2, or JSON, as the library's own `parseDocument` does, without excerpts in errors. Throws `TooDeep`
 * before a text could use up the stack: with some thousand brackets, that would end the whole program and not just this
 * reading.
 */
export function parseYamlDocument(text: string, lineCounter?: LineCounter): Document.Parsed {
  const parser = new BoundedParser(lineCounter?.addNewLine)
  const composer = new Composer({ prettyErrors: false, ...(lineCounter && { lineCounter }) })
  const [first, second] = composer.compose(parser.parse(text), true, text.length)
  const document = first as Document.Parsed
  if (second !== undefined) {
    const message = 'there is more than one document in it; keep one, and take out the lines "---"'
    document.errors.push(new YAMLParseError(second.range.slice(0, 2) as [number, number], 'MULTIPLE_DOCS', message))
  }
  return document
}

/** Reads nested values without recursion, so it can count the depth before anything is made of them. */
class BoundedParser extends Parser {
  override *next(source: string) {
    // The stack has one place for the document and one for each list and mapping, and one more while a scalar is being
    // read.
    if (this.stack.length > DEEPEST + 2) throw new TooDeep(this.offset)
    yield* super.next(source)
  }
}
