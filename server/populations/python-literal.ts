/** A value as Python writes it: text, a number, a list, or a dictionary with texts as keys. */
export type Literal = string | number | Literal[] | Map<string, Literal>

/** How deep values may be nested. Tables of shares have no more than lists in dictionaries. */
const DEEPEST = 4
const DEFAULTDICT = /^defaultdict\(\s*<class '[A-Za-z_.]+'>\s*,\s*/
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', t: '\t', r: '\r' }

/**
 * Reads the text that Python's `repr` gives for texts, numbers, lists and dictionaries of them, also inside
 * `defaultdict(<class 'list'>, …)`. Nothing is run. Every character must belong to one of these; otherwise the result
 * is a sentence that says what is wrong and where.
 */
export function readLiteral(text: string): { ok: true; value: Literal } | { ok: false; problem: string } {
  const trimmed = text.trim()
  const wrapper = DEFAULTDICT.exec(trimmed)
  const inner = wrapper === null ? trimmed : trimmed.slice(wrapper[0].length)
  const reader = new Reader(inner)
  try {
    const value = reader.value(0)
    if (wrapper !== null) {
      if (!(value instanceof Map)) reader.fail('a dictionary')
      reader.expect(')')
    }
    reader.end()
    return { ok: true, value }
  } catch (error) {
    if (error instanceof NotLiteral) return { ok: false, problem: error.message }
    throw error
  }
}

class NotLiteral extends Error {}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): Literal {
    this.#space()
    if (depth > DEEPEST) this.fail(`at most ${DEEPEST} levels`)
    const next = this.#text[this.#at]
    if (next === '[') return this.#list(depth)
    if (next === '{') return this.#dictionary(depth)
    if (next === "'" || next === '"') return this.#string()
    return this.#number()
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) this.fail('the end')
  }

  expect(sign: string): void {
    if (!this.#take(sign)) this.fail(`"${sign}"`)
  }

  fail(wanted: string): never {
    const found = this.#text.slice(this.#at, this.#at + 12)
    throw new NotLiteral(`${wanted} was expected at character ${this.#at + 1}, before ${JSON.stringify(found)}`)
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #take(sign: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #list(depth: number): Literal[] {
    this.expect('[')
    const values: Literal[] = []
    while (!this.#take(']')) {
      values.push(this.value(depth + 1))
      if (this.#take(',')) continue
      this.expect(']')
      break
    }
    return values
  }

  #dictionary(depth: number): Map<string, Literal> {
    this.expect('{')
    const entries = new Map<string, Literal>()
    while (!this.#take('}')) {
      this.#space()
      const key = this.#string()
      if (entries.has(key)) this.fail(`another key than ${JSON.stringify(key)} again`)
      this.expect(':')
      entries.set(key, this.value(depth + 1))
      if (this.#take(',')) continue
      this.expect('}')
      break
    }
    return entries
  }

  #string(): string {
    const quote = this.#text[this.#at]
    if (quote !== "'" && quote !== '"') this.fail('a quoted text')
    let text = ''
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const sign = this.#text[at]!
      if (sign === quote) {
        this.#at = at + 1
        return text
      }
      if (sign !== '\\') {
        text += sign
        continue
      }
      const rest = this.#text.slice(at + 1)
      const code = /^x([0-9a-fA-F]{2})|^u([0-9a-fA-F]{4})/.exec(rest)
      const plain = ESCAPES[rest[0] ?? '']
      if (code === null && plain === undefined) {
        this.#at = at
        this.fail('an escape that Python writes')
      }
      text += code === null ? plain! : String.fromCharCode(Number.parseInt(code[1] ?? code[2]!, 16))
      at += code === null ? 1 : code[0].length
    }
    return this.fail('a closing quote')
  }

  #number(): number {
    NUMBER.lastIndex = this.#at
    const found = NUMBER.exec(this.#text)
    if (found === null) this.fail('a text, a number, a list or a dictionary')
    this.#at += found[0].length
    return Number(found[0])
  }
}
