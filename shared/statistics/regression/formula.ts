import { type Token, tokensOf } from './formula-tokens.ts'
import { ModelProblem } from './model-problem.ts'
import { byDegree, cross, ordered, type Term, union, without } from './terms.ts'

/** A column as a formula names it: `dose`, or `factor(dose)` for its values taken as categories. */
export interface Variable {
  readonly key: string
  readonly column: string
  readonly asFactor: boolean
}

/** Coefficients that vary together over the levels of a grouping factor (an interaction, if it has several names). */
export interface RandomTerm {
  readonly terms: readonly Term[]
  readonly group: readonly string[]
}

/** What a formula says. Terms stand with main effects first, then interactions, as R orders them. */
export interface Formula {
  readonly text: string
  readonly response: Variable
  /** For counts written `successes / trials`: the column of trials. */
  readonly trials: Variable | null
  readonly fixed: readonly Term[]
  readonly random: readonly RandomTerm[]
  readonly variables: ReadonlyMap<string, Variable>
  /** Random terms written with `||`, as written. */
  readonly doubleBars: readonly { readonly terms: readonly Term[]; readonly text: string }[]
}

/**
 * Parses the language of R's `lm` and lme4: `y ~ a * b + (x | g) + (1 | a/b) + (x || g)`, with
 * `+ - : * / ^ 0 1`, parentheses, `factor(x)`, and back quotes around unusual names.
 * Throws `ModelProblem` ('formula') with the place of the first mistake.
 * Source: Wilkinson and Rogers 1973; Bates, Maechler, Bolker and Walker 2015.
 */
export function parseFormula(text: string): Formula {
  const reader = new Reader(text)
  const response = reader.variable()
  const trials = reader.take('/') ? reader.variable() : null
  if (!reader.take('~')) reader.fail('expected "~" after the outcome')
  const fixed = reader.sum([[]], true)
  if (reader.peek()) reader.fail('expected the end')
  return {
    text,
    response,
    trials,
    fixed: byDegree(ordered(fixed)),
    random: reader.random,
    variables: reader.variables,
    doubleBars: reader.doubleBars,
  }
}

/** Brackets in brackets, at most. The reader calls itself for each, and deeper ones would exhaust its stack. */
const DEEPEST = 100

function checkDepth(tokens: readonly Token[]): void {
  let depth = 0
  for (const { kind, text, place } of tokens) {
    if (kind !== 'symbol') continue
    if (text === '(') depth += 1
    else if (text === ')') depth -= 1
    if (depth > DEEPEST)
      throw new ModelProblem(
        'formula',
        `The formula has more than ${DEEPEST} brackets in one another (place ${place + 1}). Leave out those that are not needed.`,
      )
  }
}

class Reader {
  readonly variables = new Map<string, Variable>()
  readonly random: RandomTerm[] = []
  readonly doubleBars: { terms: readonly Term[]; text: string }[] = []
  private readonly tokens: readonly Token[]
  private readonly text: string
  private next = 0

  constructor(text: string) {
    this.text = text
    this.tokens = tokensOf(text)
    checkDepth(this.tokens)
  }

  peek(): Token | undefined {
    return this.tokens[this.next]
  }

  take(symbol: string): boolean {
    const token = this.peek()
    if (token?.kind !== 'symbol' || token.text !== symbol) return false
    this.next += 1
    return true
  }

  fail(what: string): never {
    const token = this.peek()
    const where = token ? `at "${token.text}" (place ${token.place + 1})` : 'at the end'
    throw new ModelProblem(
      'formula',
      `Formula "${this.text}": ${what} ${where}. Write it like "y ~ a * b + (1 | participant)".`,
    )
  }

  variable(): Variable {
    const token = this.peek()
    if (token?.kind !== 'name') this.fail('expected the name of a column')
    this.next += 1
    if (!this.take('(')) return this.known({ key: token.text, column: token.text, asFactor: false })
    if (token.text !== 'factor') {
      throw new ModelProblem(
        'formula',
        `Formula "${this.text}": no function "${token.text}". Only factor(column) is known; compute others as columns first.`,
      )
    }
    const inner = this.variable()
    if (!this.take(')')) this.fail('expected ")"')
    return this.known({ key: `factor(${inner.column})`, column: inner.column, asFactor: true })
  }

  /** A sum of products, added to (or taken from) the terms it starts with. Random terms are kept apart. */
  sum(start: readonly Term[], outermost: boolean): Term[] {
    let terms = [...start]
    let sign = this.take('-') ? '-' : '+'
    if (sign === '+') this.take('+')
    for (;;) {
      if (outermost && this.randomTerm(sign)) {
        // Kept in `random`.
      } else if (this.isNumber('0')) terms = sign === '+' ? without(terms, [[]]) : union(terms, [[]])
      else if (sign === '+') terms = union(terms, this.product())
      else terms = without(terms, this.product())
      if (this.take('+')) sign = '+'
      else if (this.take('-')) sign = '-'
      else return terms
    }
  }

  private product(): Term[] {
    let left = this.colons()
    for (;;) {
      if (this.take('*')) {
        const right = this.colons()
        left = union(union(left, right), cross(left, right))
      } else if (this.take('/')) {
        const right = this.colons()
        left = union(left, cross([left.flat()], right))
      } else return left
    }
  }

  private colons(): Term[] {
    let left = this.power()
    while (this.take(':')) left = cross(left, this.power())
    return left
  }

  private power(): Term[] {
    const base = this.atom()
    if (!this.take('^')) return base
    const token = this.peek()
    const degree = token?.kind === 'number' ? Number(token.text) : 0
    if (!Number.isInteger(degree) || degree < 1 || degree > 9) this.fail('expected a whole power from 1 to 9')
    this.next += 1
    let terms = base
    for (let i = 1; i < degree; i++) terms = union(terms, cross(terms, base))
    return terms
  }

  private atom(): Term[] {
    if (this.isNumber('1')) return [[]]
    if (this.take('(')) {
      const inner = this.sum([], false)
      if (this.peek()?.text.startsWith('|')) this.fail('a random term stands by itself in a sum; unexpected')
      if (!this.take(')')) this.fail('expected ")"')
      return inner
    }
    return [[this.variable().key]]
  }

  /** Reads `(terms | group)` if one starts here. A slash in the group nests: a/b is a, then a:b. */
  private randomTerm(sign: string): boolean {
    if (!this.opensRandomTerm()) return false
    const from = this.peek()!.place
    if (sign === '-') this.fail('a random term cannot be subtracted')
    this.take('(')
    const terms = byDegree(ordered(this.sum([[]], false)))
    const double = this.take('||')
    if (!double && !this.take('|')) this.fail('expected "|"')
    const groups = this.product()
    if (groups.some((group) => group.length === 0)) this.fail('a grouping factor is a column, or columns joined by ":"')
    const close = this.peek()
    if (!this.take(')')) this.fail('expected ")" after the grouping factor')
    if (terms.length === 0) this.fail('a random term with no coefficient')
    const blocks = double ? terms.map((term) => [term]) : [terms]
    for (const group of byDegree(groups)) for (const block of blocks) this.random.push({ terms: block, group })
    if (double) this.doubleBars.push({ terms, text: this.text.slice(from, close!.place + 1) })
    return true
  }

  /** Whether the parenthesis that opens here holds a bar at its own depth. */
  private opensRandomTerm(): boolean {
    if (this.peek()?.text !== '(' || this.peek()?.kind !== 'symbol') return false
    let depth = 0
    for (let i = this.next; i < this.tokens.length; i++) {
      const token = this.tokens[i]!
      if (token.kind !== 'symbol') continue
      if (token.text === '(') depth += 1
      else if (token.text === ')') depth -= 1
      else if (depth === 1 && (token.text === '|' || token.text === '||')) return true
      if (depth === 0) return false
    }
    return false
  }

  private isNumber(text: string): boolean {
    const token = this.peek()
    if (token?.kind !== 'number' || token.text !== text) return false
    this.next += 1
    return true
  }

  private known(variable: Variable): Variable {
    this.variables.set(variable.key, variable)
    return variable
  }
}
