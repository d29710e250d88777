/**
 * Data or a call from which no number can be computed. The message says what, where and the remedy, and may be shown to
 * a researcher as it is.
 */
export class InputProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'InputProblem'
  }
}
