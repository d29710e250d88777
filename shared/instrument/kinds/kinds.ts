import * as z from 'zod'
import type { Localised } from '../localised.ts'
import type { CodeLabel, Given, ItemKind } from './kind.ts'
import { nominal } from './nominal.ts'
import { ordinal } from './ordinal.ts'
import { population } from './population.ts'
import { range } from './range.ts'
import { text } from './text.ts'

/**
 * Every kind of item. A kind is its own file and one line here. The compiler then asks for its field on the
 * participant's page.
 */
const KINDS = { ordinal, range, nominal, text, population }

type Kinds = typeof KINDS
export type Kind = keyof Kinds

/** What kind of answer an item takes. */
export const AnswerFormat = z.discriminatedUnion('kind', schemasOf(KINDS))
export type AnswerFormat = z.infer<typeof AnswerFormat>

/** What the participant's page gets of an item's answer format. */
export type ShownFormat = ReturnType<Kinds[Kind]['shown']>

type Schema = Kinds[Kind]['schema']

function schemasOf(kinds: Kinds): [Schema, ...Schema[]] {
  const [first, ...rest] = Object.values(kinds).map(({ schema }) => schema)
  return [first!, ...rest]
}

const TABLE: { readonly [K in Kind]: ItemKind<AnswerFormat, Given, ShownFormat> } = KINDS

/** The record of a format's kind. */
export function kindOf(format: AnswerFormat): ItemKind<AnswerFormat, Given, ShownFormat> {
  return TABLE[format.kind]
}

/** An item's codes: whether they have an order, which of them have words, and the codes in the order shown. */
export type Scale = { ordered: boolean; labelled: 'all' | 'ends'; codes: number[]; labels: CodeLabel[] }

/** The scale of a format whose answers are codes, or why they are no codes, in words that follow "has". */
export function scaleOf(format: AnswerFormat): { ok: true; scale: Scale } | { ok: false; why: string } {
  const { scale } = kindOf(format)
  if (scale.kind === 'no codes') return { ok: false, why: scale.why }
  const { ordered, labelled } = scale
  return { ok: true, scale: { ordered, labelled, codes: scale.codes(format), labels: scale.labels(format) } }
}

/** The codes that can be chosen, in their order; empty for answers that are not coded. */
export function codesOf(format: AnswerFormat): number[] {
  const found = scaleOf(format)
  return found.ok ? found.scale.codes : []
}

/** Whether the answers are codes that have an order, so that a mean says something. */
export function isOrdered(format: AnswerFormat): boolean {
  const { scale } = kindOf(format)
  return scale.kind === 'codes' && scale.ordered
}

/** Whether the answers are codes without an order. */
export function isUnordered(format: AnswerFormat): boolean {
  const { scale } = kindOf(format)
  return scale.kind === 'codes' && !scale.ordered
}

/** Whether every code is listed with words of its own, by which it may be answered. */
export function isListed(format: AnswerFormat): boolean {
  const { scale } = kindOf(format)
  return scale.kind === 'codes' && scale.labelled === 'all'
}

/** The codes that have words: all, the ends, or none. */
export function labelsOf(format: AnswerFormat): CodeLabel[] {
  const { scale } = kindOf(format)
  return scale.kind === 'codes' ? scale.labels(format) : []
}

/** The words by which a code is answered; undefined if it is answered by its number. */
export function answerLabel(format: AnswerFormat, code: number): Localised | undefined {
  return isListed(format) ? labelsOf(format).find((one) => one.code === code)?.label : undefined
}
