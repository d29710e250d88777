import path from 'node:path'
import { InputProblem } from '../../shared/input-problem.ts'
import { sha256 } from '../digest.ts'
import { nothingUsable, rangeOfN } from './account.ts'
import { unassignedNote } from './country-codes.ts'
import { sampleNamed } from './country-names.ts'
import { openQuestions, type QuestionRow } from './globalopinionqa-rows.ts'
import type { Account, FigureRow, Imported } from './imported.ts'
import type { WantedItems } from './instrument-files.ts'
import { Misfits } from './misfits.ts'
import { isNoAnswer, NO_ANSWER_RULE } from './no-answer.ts'

/**
 * How much the shares of a question may differ from 1 in total. They are rounded, some to hundredths. With a larger
 * difference they are not taken for shares.
 */
const ROUNDING = 0.03

/** `shares` by code. Options that are no answer are left out, and the rest is scaled to 1. */
type Item = { row: QuestionRow; countries: Map<string, Map<number, number>> }

/**
 * GlobalOpinionQA (Durmus et al. 2023, arXiv 2306.16388): questions of the World Values Survey and of Pew's Global
 * Attitudes Survey with the shares of each country. Items get an id from the question and its options, so that the same
 * question has the same id in any copy of the file; the codebook says which is which. The code of an option is its place
 * in the list, from 1. Options that are no answer are kept out (`NO_ANSWER_RULE`). Memory grows with items x countries x
 * options. Throws an InputProblem for a file of another format and for one of which nothing could be used.
 */
export async function importGlobalOpinionQa(file: string, wanted: WantedItems | null): Promise<Imported> {
  const { rows, sha256: digest } = await openQuestions(file)
  const reading = new Reading(wanted)
  for await (const { line, row } of rows) reading.row(line, row)
  return reading.imported(file, digest())
}

class Reading {
  readonly #wanted: WantedItems | null
  readonly #rows = { read: 0, used: 0, misfits: new Misfits() }
  readonly #answers = { read: 0, used: 0, misfits: new Misfits() }
  readonly #items = new Map<string, Item>()
  readonly #unknown = new Set<string>()
  #keptOut = { distributions: 0, sum: 0, most: 0, where: '' }

  constructor(wanted: WantedItems | null) {
    this.#wanted = wanted
  }

  row(line: number, read: { ok: true; value: QuestionRow } | { ok: false; why: string }): void {
    this.#rows.read += 1
    const why = read.ok ? this.#take(line, read.value) : read.why
    if (why === null) this.#rows.used += 1
    else this.#rows.misfits.add(why, line)
  }

  /** Takes a question with all distributions that can be used, or says why there is nothing to take. */
  #take(line: number, row: QuestionRow): string | null {
    const why = this.#whyNot(row)
    if (why !== null) return why
    const id = idOf(row)
    const item = this.#items.get(id) ?? { row, countries: new Map() }
    let used = 0
    for (const [sample, shares] of row.selections) {
      this.#answers.read += 1
      const wrong = this.#distribution(id, item, sample, shares)
      if (wrong === null) used += 1
      else this.#answers.misfits.add(wrong, line)
    }
    if (used === 0) return 'no distribution of the question can be used'
    this.#answers.used += used
    this.#items.set(id, item)
    return null
  }

  #whyNot(row: QuestionRow): string | null {
    const codes = keptCodes(row.options)
    if (codes.length < 2) return 'fewer than two options are answers'
    if (this.#wanted === null) return null
    const known = this.#wanted.get(idOf(row))
    if (known === undefined) return 'the item is not in the given instruments'
    return codes.every((code) => known.includes(code)) ? null : 'the instrument lacks an option of the item'
  }

  /** Takes the shares of one country, or says why they cannot be used. */
  #distribution(id: string, item: Item, sample: string, shares: readonly number[]): string | null {
    const { options } = item.row
    const named = sampleNamed(sample)
    if (named.kind === 'refused') {
      if (named.why.startsWith('the name')) this.#unknown.add(sample)
      return named.why
    }
    if (item.countries.has(named.code)) return 'the country has shares for this question already'
    if (shares.length !== options.length) return 'there are more or fewer shares than options'
    if (!shares.every((share) => share >= 0)) return 'a share is negative'
    const total = shares.reduce((sum, share) => sum + share, 0)
    const scale = Math.abs(total - 1) <= ROUNDING ? 1 : Math.abs(total / 100 - 1) <= ROUNDING ? 100 : null
    if (scale === null) return `the shares do not sum to 1 (within ${ROUNDING}), nor to 100 %`
    const codes = keptCodes(options)
    const kept = codes.reduce((sum, code) => sum + shares[code - 1]!, 0)
    if (kept === 0) return 'nobody chose an option that is an answer'
    if (codes.length < options.length) this.#countKeptOut(1 - kept / total, `${id} in ${named.code}`)
    item.countries.set(named.code, new Map(codes.map((code) => [code, shares[code - 1]! / kept])))
    return null
  }

  #countKeptOut(share: number, where: string): void {
    const { distributions, sum, most } = this.#keptOut
    this.#keptOut = {
      distributions: distributions + 1,
      sum: sum + share,
      ...(share > most ? { most: share, where } : { most, where: this.#keptOut.where }),
    }
  }

  imported(file: string, digest: string): Imported {
    const items = [...this.#items].sort(([a], [b]) => (a < b ? -1 : 1))
    const figures = () => figureRows(items)
    const found = rangeOfN(figures())
    const account: Account = {
      rows: { ...this.#rows, misfits: this.#rows.misfits.list() },
      answers: { unit: 'distributions', ...this.#answers, misfits: this.#answers.misfits.list(), missing: [] },
      ...found,
      notes: this.#notes(found.countries),
    }
    if (account.items === 0) throw new InputProblem(nothingUsable(`"${file}"`, account))
    return { head: head(file, digest, account), figures, codebook: codebookOf(items), account }
  }

  #notes(countries: readonly string[]): string[] {
    const { distributions, sum, most, where } = this.#keptOut
    const strange = unassignedNote(countries)
    const unknown = [...this.#unknown].sort()
    return [
      ...(distributions === 0
        ? []
        : [
            `${NO_ANSWER_RULE} Of ${distributions} distributions with such an option it holds ${percent(sum / distributions)} on average and ${percent(most)} at most (${where}).`,
          ]),
      ...(unknown.length === 0
        ? []
        : [
            `Names that stand for no country known here: ${unknown.slice(0, 20).join('; ')}${unknown.length > 20 ? '; …' : ''}.`,
          ]),
      ...(strange === null ? [] : [strange]),
      'The items have ids of their own; the codebook says which question each is. Write the id as the "reference" of the item that asks it.',
    ]
  }
}

/** The same question with the same options gets the same id, wherever it stands. */
function idOf({ question, options }: QuestionRow): string {
  return `goqa-${sha256(JSON.stringify([question, options])).slice(0, 12)}`
}

function keptCodes(options: readonly string[]): number[] {
  return options.flatMap((option, index) => (isNoAnswer(option) ? [] : [index + 1]))
}

function* figureRows(items: readonly [string, Item][]): Generator<FigureRow> {
  const countries = [...new Set(items.flatMap(([, item]) => [...item.countries.keys()]))].sort()
  for (const country of countries)
    for (const [item, { countries: shares }] of items)
      for (const [code, value] of shares.get(country) ?? [])
        if (value > 0) yield { country, subgroup: '', item, code, value, n: null, effective: null }
}

function codebookOf(items: readonly [string, Item][]): Imported['codebook'] {
  const rows = items.flatMap(([id, { row, countries }]) =>
    row.options.map((option, index) => [
      id,
      row.source,
      countries.size,
      row.question,
      index + 1,
      option,
      isNoAnswer(option) ? 'no answer, kept out' : 'answer',
    ]),
  )
  return { columns: ['item', 'source', 'countries', 'question', 'code', 'option', 'counts_as'], rows }
}

function head(file: string, digest: string, { countries }: Account): Imported['head'] {
  return {
    title: `GlobalOpinionQA, answers in ${countries.length} countries and territories`,
    source:
      'GlobalOpinionQA (Durmus et al. 2023, arXiv 2306.16388), from the World Values Survey and the Pew Global Attitudes Survey',
    wave: 'World Values Survey wave 7, and Pew Global Attitudes Surveys of several years; the file does not date its questions',
    mode: 'An interview or a questionnaire, depending on the survey and the country; the file does not say.',
    weighted: false,
    n: 'unknown',
    caution:
      'n is not known to us, and the file does not say whether its shares are weighted, so they carry no margin of error. Questions come from two surveys and ' +
      'many years. "Don\'t know" and refusals are not part of the shares. People met other wording, at another time and in another mode than participants here do.',
    provenance: `Rearranged from ${path.basename(file)} (SHA-256 ${digest}), published as Anthropic/llm_global_opinions under CC BY-NC-SA 4.0. No answer of a single person is included.`,
    kind: 'distributions',
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
