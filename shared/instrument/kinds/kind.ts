import type * as z from 'zod'
import type { PhraseWords } from '../../languages/phrase-words.ts'
import type { Answer } from '../answer.ts'
import type { Locale, Localised } from '../localised.ts'

/** An answer that was given. Leaving an item out works in the same way for all kinds. */
export type Given = Exclude<Answer, { kind: 'skipped' }>
export type Skipped = Extract<Answer, { kind: 'skipped' }>

/**
 * Whether the answers of a kind are codes, which is what measures read. `ordered`: a mean of them says something.
 * `labelled`: `all` if every code is listed with words of its own, by which it may be answered; `ends` if only the two
 * ends have words and the answer is the number. If answers are no codes, `why` ends the sentence that begins with the
 * item's name and "has": a measure, a probe or a condition refuses the item with this sentence.
 */
export type ScaleOf<Format> =
  | {
      readonly kind: 'codes'
      readonly ordered: boolean
      readonly labelled: 'all' | 'ends'
      /** All codes that can be chosen, in the order shown. */
      codes(format: Format): number[]
      /** The codes that have words. */
      labels(format: Format): CodeLabel[]
    }
  | { readonly kind: 'no codes'; readonly why: string }

export type CodeLabel = { code: number; label: Localised }

/** Where the words of an answer stand in a translation: under its code, or as one of two ends. */
export type WordSlot = { kind: 'option'; code: number } | { kind: 'end'; end: 'low' | 'high' }

/** Words that belong to the answer of an item: their name in a sentence, and where they stand below `answer`. */
export type AnswerText = { name: string; path: (string | number)[]; slot: WordSlot; text: Localised }

/** A place's name in the language shown. */
export type ShownPlace = { code: string; name: string }

/** What a simulated person needs to answer. Only a kind whose answers are codes may ask for a code. */
export type Simulated = {
  optional: boolean
  /** The places that the person counts as theirs. */
  places: readonly string[]
  /** What the person says when free words are asked for. */
  remark(): string | null
  /** Draws a code in the way in which people of the place answer. */
  code(): number
}

/**
 * Everything that other code needs to know about one kind of item. `Format` is what a study writes under `answer:`,
 * `Takes` is the answer that a person gives, and `Shown` is what the person's page gets. Everything here is a pure
 * function of words and numbers.
 */
export type ItemKind<
  Format extends { kind: string } = { kind: string },
  Takes extends Given = Given,
  Shown extends { kind: string } = { kind: string },
> = {
  readonly kind: Format['kind']
  /** What a study may write. */
  readonly schema: z.ZodType<Format>
  /** The kind of answer that it takes. */
  readonly takes: Takes['kind']
  readonly scale: ScaleOf<Format>
  /** Whether it asks for places, so that the study's places must have names. */
  readonly showsPlaces: boolean
  /** Why an answer of the right kind does not fit; null if it does. */
  misfit(format: Format, answer: Takes, optional: boolean): string | null
  /**
   * What is wrong with the format although each part of it is well-formed. `item` is the item's id. `path` begins below
   * `answer`.
   */
  problems(format: Format, item: string): { path: (string | number)[]; message: string }[]
  /** All words that belong to the answer. */
  texts(format: Format): AnswerText[]
  /** The same format with each of those words changed. */
  withTexts(format: Format, change: (text: Localised, slot: WordSlot) => Localised): Format
  /** The lines that list the options to a model, in the order of the codes; no lines if there are no options. */
  optionLines(format: Format, phrases: PhraseWords, locale: Locale): string[]
  /** The same for a coder, whose instructions are English. */
  coderLines(format: Format, locale: Locale): string[]
  /** What the participant's page gets. `places` are those of the study, in the order shown. */
  shown(format: Format, locale: Locale, places: () => ShownPlace[]): Shown
  /** A simulated person's answer. */
  simulated(format: Format, person: Simulated): Takes | Skipped
  /** Its column in an export with one line for each session. */
  readonly column: {
    readonly type: 'integer' | 'number' | 'text'
    /** What its values mean; empty if they need no words. */
    values(format: Format, locale: Locale): string
    /** The answer in one cell. An empty text means an answer without words. */
    cell(answer: Takes): number | string
  }
}
