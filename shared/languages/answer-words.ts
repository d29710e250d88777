/**
 * The words by which answers in one language are read. Lists hold sources of regular expressions, in the usual spelling
 * of the language. They are folded in the same way as the replies. Folding makes two letters of ä, ö, ü and ß, so these
 * stand in no `[...]`.
 */
export type AnswerWords = {
  /** Whether the language has spaces between words. */
  spaced: boolean
  /** Words for 0 to 10 in this order, with `|` between several for one number. */
  numbers: string
  /** Begins a line that gives the answer: "So my answer". */
  answer: readonly string[]
  /** Joins it to the answer if there is no colon: "is". */
  is: readonly string[]
  /** Right before the number meant: "I would say". */
  before: readonly string[]
  /** May stand between the beginning of the line and a number that begins it: "a". */
  article: readonly string[]
  /** Continues behind a number that is meant, where a noun would make the number a count: "here", "for me". */
  onward: readonly string[]
  /** Right behind the number meant: "is my answer". */
  after: readonly string[]
  /** May stand between a number and the end of its clause without changing anything: "points". */
  unit: readonly string[]
  /** Begins the reason behind a number at the beginning of a line: "because". */
  because: readonly string[]
  /** Says what others hold, up to the number or label: "some would". */
  others: readonly string[]
  /** Describes the scale, around "1 to 5": "on a scale from", "to", "scale". */
  scale: { before: readonly string[]; to: readonly string[]; after: readonly string[] }
  /**
   * `between`: between a number and the highest number ("4 out of 5"). `behind`: after the highest number, if that
   * comes first.
   */
  outOf: { between: readonly string[]; behind: readonly string[] }
  /** Stands between two numbers of which neither is meant alone: "or", "and". */
  or: readonly string[]
  /** Stands right before a number that is not meant itself: "between", "more than". */
  near: readonly string[]
  /** Stands right before, or right behind, something that is denied or left open: "not", "whether". */
  not: { before: readonly string[]; behind: readonly string[] }
  /** Begins a sentence about oneself, and may be left out of a label: "I am". */
  subject: readonly string[]
  /** Words that form labels ("very little") and appear as often in other sentences: "no", "very", "some". */
  loose: readonly string[]
  /** The answerer declines. */
  refusal: readonly string[]
  /** The question does not apply. */
  notApplicable: readonly string[]
  /** It depends, or more must be known. */
  needsContext: readonly string[]
}
