import type { ReplyFormat } from './reply-format.ts'

/** The few words that rendering adds: how an item's options are listed and how the answer is asked for. */
export type PhraseWords = {
  optionLine(code: number, label: string): string
  rangeLine(min: number, max: number, low: string, high: string): string
  /** Asks for the answer. */
  answer: Readonly<Record<ReplyFormat, string>>
  /** Asks for reasons first, and the answer on a last line that begins with this language's "Answer: ". */
  reasonThenAnswer: Readonly<Record<ReplyFormat, string>>
  /** A line before the question that asks for the norm around the answerer. `place` is null if no place is known. */
  norm(place: string | null): string
  /** A line before the question that asks what this assistant should say. */
  assistant(place: string | null): string
  /** The heading of the demonstrations. `place` is null if they belong to no place. */
  demonstrationsHead(place: string | null): string
  demonstrationLine(question: string, answer: string): string
}
