import { parseArgs } from 'node:util'
import { InputProblem } from '../../shared/input-problem.ts'
import { argumentProblem, type Options, takenByNpm } from './arguments.ts'
import type { Io, Verb } from './verb.ts'

/** A call that cannot be carried out. The message says what is wrong, where, and the remedy. */
export class CallProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CallProblem'
  }
}

type Call<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>

/**
 * A verb that reads its options, answers `--help`, and turns problems of the call and of the input into exit code 2.
 * `run` gives the exit code; if it gives nothing, the code is 0. Anything else that is thrown is a defect and is thrown
 * further.
 */
export function verb<T extends Options>(parts: {
  summary: string
  help: string
  options: T
  run: (call: Call<T>, io: Io) => Promise<void> | Promise<number>
}): Verb {
  return {
    summary: parts.summary,
    help: parts.help,
    async run(args, io) {
      if (args.includes('--help')) {
        io.out(parts.help)
        return 0
      }
      try {
        const usage = usageOf(parts.help)
        const wrong = takenByNpm(args, parts.options, usage) ?? argumentProblem(args, parts.options, usage)
        if (wrong !== null) throw new CallProblem(wrong)
        const call = parseArgs({ args, options: parts.options, allowPositionals: true })
        return (await parts.run(call, io)) ?? 0
      } catch (problem) {
        if (problem instanceof CallProblem || problem instanceof InputProblem) {
          io.err(`${problem.message}\n`)
          return 2
        }
        throw problem
      }
    },
  }
}

/** The call of a verb up to the verb, as the first line of its help says it: `npm run -s parallax -- study check`. */
function usageOf(help: string): string {
  return /^Usage: (npm run -s parallax -- [a-z-]+(?: [a-z-]+)*)/.exec(help)![1]!
}

/** The one file that the call names. */
export function oneFile(positionals: readonly string[]): string {
  const [file, ...more] = positionals
  if (file === undefined) throw new CallProblem('No file was named. Give the path of a CSV file after the verb.')
  if (more.length > 0)
    throw new CallProblem(`One file is read at a time; "${more[0]}" is one too many. Quote paths with spaces.`)
  return file
}

/** The value of an option that the verb cannot do without. */
export function required(value: string | undefined, option: string, meaning: string): string {
  if (value === undefined || value === '') throw new CallProblem(`--${option} is missing: ${meaning}.`)
  return value
}

/** An option that is a number within limits, or its default. */
export function numberOption(
  text: string | undefined,
  option: string,
  rule: { whole?: true; above: number; below?: number; otherwise: number },
): number
export function numberOption(
  text: string | undefined,
  option: string,
  rule: { whole?: true; above: number; below?: number },
): number | undefined
export function numberOption(
  text: string | undefined,
  option: string,
  rule: { whole?: true; above: number; below?: number; otherwise?: number },
): number | undefined {
  if (text === undefined) return rule.otherwise
  const value = Number(text)
  const fits =
    text.trim() !== '' &&
    Number.isFinite(value) &&
    value > rule.above &&
    (rule.below === undefined || value < rule.below) &&
    (rule.whole === undefined || Number.isSafeInteger(value))
  if (fits) return value
  const limits = rule.below === undefined ? `above ${rule.above}` : `above ${rule.above} and below ${rule.below}`
  throw new CallProblem(`--${option} must be a ${rule.whole ? 'whole ' : ''}number ${limits}; it was "${text}".`)
}
