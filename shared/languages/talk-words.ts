/** What is said in talks without a language model, whatever the subject: by the built-in responder, and by simulated people. */
export type TalkWords = {
  /** A letter of the script in which the language is written. */
  script: RegExp
  openings: readonly string[]
  /** Sentences that repeat a word of the person. */
  takesUp: readonly ((word: string) => string)[]
  acknowledges: readonly string[]
  thoughts: readonly string[]
  questions: readonly string[]
  listHead: string
  identity: string
  /** Questions of people about what they are talking with. */
  asksIdentity: RegExp
  /** Words that are too common to be repeated. */
  common: ReadonlySet<string>
  /** What a simulated person says who has no particular subject. */
  person: {
    first: readonly string[]
    starts: readonly string[]
    says: readonly string[]
    asks: readonly string[]
  }
}
