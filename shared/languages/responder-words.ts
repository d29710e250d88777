/** How the built-in responder words its answer to an item in one language. */
export type ResponderWords = {
  /** Sentences before an answer, or an answer in words alone. None holds a number or leans to a side. */
  reasons: readonly string[]
  closes: readonly string[]
  /** The last line, with this language's own word for "Answer". */
  last(answer: string): string
  refusals: readonly string[]
  /** Sentences without an option in them. */
  evasions: readonly string[]
  /** "It does not apply", and "it depends". */
  notApplicable: readonly string[]
  needsContext: readonly string[]
  /** What stands between sentences. */
  between: string
  /**
   * The digit 0 of a script in which numbers are sometimes written, so that readers of answers meet both kinds of
   * digits; null for none.
   */
  zero: number | null
}
