import { InputProblem } from '../../input-problem.ts'

/** What can be wrong with a call for a model: the call itself, the data, the design, or the fit. */
export type ModelProblemCode =
  | 'formula'
  | 'option'
  | 'unknown-column'
  | 'not-numeric'
  | 'not-categorical'
  | 'no-rows'
  | 'constant-outcome'
  | 'outcome-values'
  | 'singular-design'
  | 'too-few-rows'
  | 'too-few-groups'
  | 'leverage'
  | 'separation'
  | 'not-converged'
  | 'too-large'

/**
 * A model that cannot be fitted as asked. The message says what, where and the remedy. It is thrown inside the
 * statistics. At their edge, `fitModel` turns it into a value.
 */
export class ModelProblem extends InputProblem {
  readonly code: ModelProblemCode
  constructor(code: ModelProblemCode, message: string) {
    super(message)
    this.name = 'ModelProblem'
    this.code = code
  }
}

/** Names for a message: the first few, then how many more. */
export function listed(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
