import * as z from 'zod'
import { type Locale, Localised, localise } from '../localised.ts'
import type { Given, ItemKind } from './kind.ts'

/**
 * In data of surveys, and in our older exports, negative numbers say why an answer is missing. So no answer may be
 * negative.
 */
export const NOT_NEGATIVE =
  'is negative; use 0 or more, since negative codes say in data of surveys why an answer is missing'

/**
 * One answer that can be chosen. `code` is the code in the table of the reference population, and the position on the
 * scale.
 */
export const Option = z.strictObject({
  code: z.int().min(0, NOT_NEGATIVE).describe('Its number in the data; never change it once data exist'),
  label: Localised.describe('Its words'),
})
export type Option = z.infer<typeof Option>

export type CodeAnswer = Extract<Given, { kind: 'code' }>

/** Options as they are shown. The person chooses one. */
export type ShownOptions = { kind: 'options'; options: { code: number; label: string }[] }

type WithOptions = { kind: string; options: Option[] }

/** Why a code cannot be chosen. */
export function codeMisfit(codes: readonly number[], code: number): string | null {
  return codes.includes(code) ? null : `There is no option ${code}; the options are ${codes.join(', ')}.`
}

const codesIn = ({ options }: WithOptions): number[] => options.map((option) => option.code)

const linesOf = ({ options }: WithOptions, locale: Locale): string[] =>
  options.map(({ code, label }) => `${code} = ${localise(label, locale)}`)

/** A kind with labelled options of which one is chosen. Its name and what a study may write are missing here. */
export function ofOptions<Format extends WithOptions>(
  ordered: boolean,
): Omit<ItemKind<Format, CodeAnswer, ShownOptions>, 'kind' | 'schema'> {
  return {
    takes: 'code',
    showsPlaces: false,
    scale: { kind: 'codes', ordered, labelled: 'all', codes: codesIn, labels: ({ options }) => options },
    misfit: (format, { code }) => codeMisfit(codesIn(format), code),
    problems: (format, item) =>
      codesIn(format).flatMap((code, nth, all) =>
        all.indexOf(code) === nth
          ? []
          : [
              {
                path: ['options', nth, 'code'],
                message: `two options of "${item}" have code ${code}; give each its own.`,
              },
            ],
      ),
    texts: ({ options }) =>
      options.map(({ code, label }, nth) => ({
        name: `option ${code}`,
        path: ['options', nth, 'label'],
        slot: { kind: 'option', code },
        text: label,
      })),
    withTexts: (format, change) => ({
      ...format,
      options: format.options.map(({ code, label }) => ({ code, label: change(label, { kind: 'option', code }) })),
    }),
    optionLines: ({ options }, phrases, locale) =>
      options.map(({ code, label }) => phrases.optionLine(code, localise(label, locale))),
    coderLines: linesOf,
    shown: ({ options }, locale) => ({
      kind: 'options',
      options: options.map(({ code, label }) => ({ code, label: localise(label, locale) })),
    }),
    simulated: (_, person) => ({ kind: 'code', code: person.code() }),
    column: {
      type: 'integer',
      values: (format, locale) => linesOf(format, locale).join('; '),
      cell: ({ code }) => code,
    },
  }
}
