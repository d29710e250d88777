/** What is called with each event: its data, its name ('' where the endpoint gave none), and whether a blank line ended it. */
export type OnEvent = (data: string, event: string, whole: boolean) => void

/**
 * Splits a server-sent event stream into events, as the WHATWG HTML standard defines them (section 9.2.6),
 * for line ends LF and CRLF. It is fed decoded text, in pieces of any size.
 *
 * The `openai` package has a reader of its own. This one exists because that one hides the `[DONE]` mark, prints
 * what it cannot parse to the console, does not show a body that is no event stream at all, and passes every
 * chunk through four nested generators.
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

  /** Characters held back until a line or an event ends; the caller bounds it. */
  get held(): number {
    return this.#rest.length + this.#data.length + this.#strayLength
  }

  push(text: string): void {
    const buffer = this.#rest + text
    let from = 0
    // What was held back has no line end in it, so it is not searched again.
    let end = buffer.indexOf('\n', this.#rest.length)
    while (end !== -1) {
      this.#line(buffer.slice(from, buffer.charCodeAt(end - 1) === CARRIAGE_RETURN && end > from ? end - 1 : end))
      from = end + 1
      end = buffer.indexOf('\n', from)
    }
    this.#rest = from === 0 ? buffer : buffer.slice(from)
  }

  /** The body has ended. An event that no blank line ended is given too, marked as such: it may be half of one. */
  end(): void {
    if (this.#rest !== '') this.#line(this.#rest)
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
      this.#strayLength += line.length
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

function valueAfter(line: string, from: number): string {
  return line.slice(line.charCodeAt(from) === SPACE ? from + 1 : from)
}
