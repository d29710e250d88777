/**
 * The words by which answers in one language are read. Lists hold sources of regular expressions, spelt as the language is
 * spelt; they are folded like the replies. Folding makes two letters of ä, ö, ü and ß, so these stand in no `[...]`.
 */
export type AnswerWords = {
  /** Whether spaces stand between words. */
  spaced: boolean
  /** Words for 0 to 10 in this order, with `|` between several for one number. */
  numbers: string
  /** Begins a line that gives the answer: "So my answer". */
  answer: readonly string[]
  /** Joins it to the answer where no colon does: "is". */
  is: readonly string[]
  /** Right before the number meant: "I would say". */
  before: readonly string[]
  /** May stand between the beginning and the number that leads: "a". */
  article: readonly string[]
  /** Goes on behind a number that is meant, where a noun would make it a count: "here", "for me". */
  onward: readonly string[]
  /** Right behind the number meant: "is my answer". */
  after: readonly string[]
  /** May stand between a number and the end of its clause, and changes nothing: "points". */
  unit: readonly string[]
  /** Begins the reason behind a number that leads: "because". */
  because: readonly string[]
  /** Speaks of what others hold, up to the number or label: "some would". */
  others: readonly string[]
  /** Tells the scale, around "1 to 5": "on a scale from", "to", "scale". */
  scale: { before: readonly string[]; to: readonly string[]; after: readonly string[] }
  /** Between a number and the most there is ("4 out of 5"), and behind the most where it comes first. */
  outOf: { between: readonly string[]; behind: readonly string[] }
  /** Between two numbers of which neither is meant alone: "or", "and". */
  or: readonly string[]
  /** Right before a number that is not meant itself: "between", "more than". */
  near: readonly string[]
  /** Right before, and right behind, what is denied or left open: "not", "whether". */
  not: { before: readonly string[]; behind: readonly string[] }
  /** Opens a sentence about oneself, and may be left out of a label: "I am". */
  subject: readonly string[]
  /** Words that make labels ("very little") and are as often a part of other speech: "no", "very", "some". */
  loose: readonly string[]
  /** The answerer declines. */
  refusal: readonly string[]
  /** The question does not apply. */
  notApplicable: readonly string[]
  /** It depends, or more has to be known. */
  needsContext: readonly string[]
}
