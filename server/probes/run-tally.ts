import type { Tokens } from './tokens.ts'

/** What one command has done so far with one model. It is counted as the work goes on. */
export class Tally {
  readonly toAsk: number
  /** Answers that are on the disk by now. */
  done = 0
  /** Questions that brought no reply after all attempts. */
  failed = 0
  /** The setting to change, if the endpoint refused a parameter of some questions. */
  remedy: string | null = null
  retries = 0
  promptTokens = 0
  completionTokens = 0
  /** USD. */
  cost = 0
  /** Calls for which the endpoint reported no usage, so that their tokens are estimates. */
  estimated = 0

  constructor(toAsk: number) {
    this.toAsk = toAsk
  }

  spend(tokens: Tokens, cost: number, reported: boolean): void {
    this.promptTokens += tokens.prompt
    this.completionTokens += tokens.completion
    this.cost += cost
    if (!reported) this.estimated += 1
  }
}
