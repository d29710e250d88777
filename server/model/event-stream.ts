/** Called with each event: its data, its name ('' if the endpoint gave none), and whether a blank line ended it. */
export type OnEvent = (data: string, event: string, whole: boolean) => void

/**
 * Splits a server-sent event stream into events, as the WHATWG HTML standard defines them (section 9.2.6), for line
 * ends LF and CRLF. It is fed decoded text, in pieces of any size.
 *
 * The `openai` package has a reader of its own. We have this one because the other hides the `[DONE]` mark, prints to
 * the console what it cannot parse, does not show a body that is no event stream at all, and passes every chunk through
 * four nested generators.
 */
export class EventStream {
  readonly #onEvent: OnEvent
  #rest = ''
  #data = ''
  #event = ''
  #stray: string[] = []
  #strayLength = 0

  constructor(onEvent: OnEvent) {
    this.#onEvent = onEvent
  }

  /** Lines that belong to no event stream: a page of HTML, or a JSON body. */
  get stray(): string {
    return this.#stray.join('\n')
  }

  /** Characters held back until a line or an event ends. The caller limits their number. */
  get held(): number {
    return this.#rest.length + this.#data.length + this.#strayLength
  }

  push(text: string): void {
    let end = text.indexOf('\n')
    // Only the new text is searched. Otherwise a long line in many pieces would be read again with each piece.
    if (end === -1) {
      this.#rest += text
      return
    }
    this.#line(withoutReturn(this.#rest + text.slice(0, end)))
    let from = end + 1
    for (end = text.indexOf('\n', from); end !== -1; end = text.indexOf('\n', from)) {
      this.#line(withoutReturn(text.slice(from, end)))
      from = end + 1
    }
    this.#rest = text.slice(from)
  }

  /**
   * The body has ended. An event that no blank line ended is handed out too and marked as such, since it may be half of
   * one.
   */
  end(): void {
    if (this.#rest !== '') this.#line(withoutReturn(this.#rest))
    this.#rest = ''
    this.#dispatch(false)
  }

  #line(line: string): void {
    if (line === '') this.#dispatch(true)
    else if (line.startsWith('data:')) {
      const data = valueAfter(line, 5)
      this.#data = this.#data === '' ? data : `${this.#data}\n${data}`
    } else if (line.startsWith('event:')) this.#event = valueAfter(line, 6)
    else if (!line.startsWith(':') && !line.startsWith('id:') && !line.startsWith('retry:')) {
      this.#stray.push(line)
      this.#strayLength += line.length + 1
    }
  }

  #dispatch(whole: boolean): void {
    const data = this.#data
    const event = this.#event
    this.#data = ''
    this.#event = ''
    if (data !== '') this.#onEvent(data, event, whole)
  }
}

const CARRIAGE_RETURN = 13
const SPACE = 32

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.slice(0, -1) : line
}

function valueAfter(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === SPACE ? from + 1 : from)
}
