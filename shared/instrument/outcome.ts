import * as z from 'zod'

/** What became of one question: exactly one of these. None of the last six is ever turned into an option. */
export const Outcome = z.discriminatedUnion('kind', [
  /** An option was chosen. */
  z.strictObject({ kind: z.literal('classified'), code: z.int() }),
  /** There is an answer, but no option can be read from it. */
  z.strictObject({ kind: z.literal('unclassifiable') }),
  /** The answerer declined. */
  z.strictObject({ kind: z.literal('refused') }),
  /** "This does not apply here." */
  z.strictObject({ kind: z.literal('not-applicable') }),
  /** "It depends; tell me more." */
  z.strictObject({ kind: z.literal('needs-context') }),
  /** An answer that is no option of the item, such as 7 on a scale from 1 to 5. */
  z.strictObject({ kind: z.literal('out-of-range') }),
  /** No reply came. */
  z.strictObject({ kind: z.literal('failed') }),
])
export type Outcome = z.infer<typeof Outcome>
export type OutcomeKind = Outcome['kind']

/** The kinds in the order in which reports list them. */
export const outcomeKinds: readonly OutcomeKind[] = Outcome.options.map((option) => option.shape.kind.value)
