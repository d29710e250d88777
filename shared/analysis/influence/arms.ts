import { InputProblem } from '../../input-problem.ts'
import type { TTest } from '../../statistics/inference/tests.ts'
import { ModelProblem } from '../../statistics/regression/model-problem.ts'
import type { Study } from '../../study/study.ts'
import type { Counted, Estimate, Unit } from '../estimate.ts'

/** Arms that are described together: all arms but the control, the control, and each other condition. */
export type Arm = {
  readonly condition: string | null
  readonly pooled: 'treated' | 'control' | null
  /** Whether the arm contains a condition, given by its index in `Columns.conditions`; -1 is before assignment. */
  readonly has: (condition: number) => boolean
}

/** The arms of a study. The control arm is listed only once. */
export function armsOf(study: Study): Arm[] {
  const control = study.conditions.findIndex(({ id }) => id === study.control)
  return [
    { condition: null, pooled: 'treated', has: (condition) => condition >= 0 && condition !== control },
    { condition: study.control, pooled: 'control', has: (condition) => condition === control },
    ...study.conditions.flatMap(({ id }, index): Arm[] =>
      index === control ? [] : [{ condition: id, pooled: null, has: (condition) => condition === index }],
    ),
  ]
}

/** The estimate of a t test, or the reason why there is none. */
export function estimated(unit: Unit, n: number, of: Counted, smallest: number, test: () => TTest): Estimate {
  if (n < smallest) return { value: null, unit, n, of, why: `fewer than ${smallest} ${of}` }
  return attempted({ unit, n, of }, () => {
    const { estimate, se, df, interval } = test()
    return { value: estimate, se, df, ...interval, interval: 't interval over sessions', unit, n, of }
  })
}

/** Returns what `compute` gives. A problem with the data becomes the reason of a missing estimate. */
export function attempted(about: { unit: Unit; n: number; of: Counted }, compute: () => Estimate): Estimate {
  try {
    return compute()
  } catch (problem) {
    if (problem instanceof InputProblem || problem instanceof ModelProblem)
      return { value: null, ...about, why: problem.message }
    throw problem
  }
}
