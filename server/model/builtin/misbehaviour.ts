import { StartProblem } from '../../start-problem.ts'
import type { Misbehaviour } from './responder.ts'

const KINDS: readonly Misbehaviour['kind'][] = [
  'stall',
  'cut',
  'error-500',
  'rate-limit',
  'empty',
  'no-usage',
  'garbage',
]

/** Reads `PARALLAX_RESPONDER_MISBEHAVE`, such as `cut:3` for a cut at every third reply. Undefined when it is not set. */
export function readMisbehaviour(text: string | undefined): Misbehaviour | undefined {
  if (text === undefined) return undefined
  const [name, every = '1'] = text.split(':')
  const kind = KINDS.find((one) => one === name)
  const everyNth = Number(every)
  if (kind === undefined || !Number.isInteger(everyNth) || everyNth < 1)
    throw new StartProblem(
      `PARALLAX_RESPONDER_MISBEHAVE="${text}" cannot be used; write a kind and a number, like "cut:3". Kinds: ${KINDS.join(', ')}.`,
    )
  return { kind, everyNth }
}
