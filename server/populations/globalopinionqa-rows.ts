import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { InputProblem } from '../../shared/input-problem.ts'
import { type Literal, readLiteral } from './python-literal.ts'
import { beginOf } from './source-file.ts'
import { openTable } from './table-stream.ts'

/** A question with the shares of each sample, as the data set has them: in the order of `options`. */
export type QuestionRow = { question: string; options: string[]; source: string; selections: Map<string, number[]> }

/** A row of the file: a question, or why the row cannot be read as one. */
export type ReadRow = { line: number; row: { ok: true; value: QuestionRow } | { ok: false; why: string } }

const COLUMNS = ['question', 'selections', 'options', 'source'] as const

/**
 * The rows of a GlobalOpinionQA file: the CSV as published (its lists and dictionaries are Python's), or JSON lines with
 * the same four fields. Throws an InputProblem for a file of another format. `sha256` is known after the last row.
 */
export async function openQuestions(file: string): Promise<{ rows: AsyncGenerator<ReadRow>; sha256: () => string }> {
  return (await beginOf(file)).trimStart().startsWith('{') ? openLines(file) : openCsv(file)
}

async function openCsv(file: string) {
  const table = await openTable(file)
  const places = COLUMNS.map((name) => table.columns.indexOf(name))
  if (places.includes(-1)) {
    const found = table.columns.slice(0, 12).join(', ')
    throw new InputProblem(
      `"${file}" is not a file of this format. Expected the columns ${COLUMNS.join(', ')}; found: ${found}${table.columns.length > 12 ? ', …' : ''}.`,
    )
  }
  async function* rows(): AsyncGenerator<ReadRow> {
    for await (const { line, cells } of table.rows) {
      const [question, selections, options, source] = places.map((at) => cells[at]) as (string | undefined)[]
      const whole = cells.length === table.columns.length
      yield {
        line,
        row: whole
          ? questionRow({ question, selections, options, source })
          : refused('the row has more or fewer cells than the header'),
      }
    }
  }
  return { rows: rows(), sha256: table.sha256 }
}

const Shares = z.record(z.string(), z.array(z.number()))
const JsonRow = z.object({
  question: z.string().nullish(),
  selections: z.union([z.string(), Shares]),
  options: z.union([z.string(), z.array(z.union([z.string(), z.number()]))]),
  source: z.string().nullish(),
})

async function openLines(file: string) {
  const hash = createHash('sha256')
  async function* rows(): AsyncGenerator<ReadRow> {
    const source = createReadStream(file)
    source.on('data', (chunk) => hash.update(chunk))
    let line = 0
    for await (const text of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1
      if (text.trim() !== '') yield { line, row: jsonRow(text.replace(/^\uFEFF/, '')) }
    }
  }
  return { rows: rows(), sha256: () => hash.digest('hex') }
}

function jsonRow(text: string): ReadRow['row'] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused('the line is not JSON')
  }
  const parsed = JsonRow.safeParse(value)
  if (!parsed.success) return refused('the line lacks question, selections, options or source')
  return questionRow(parsed.data)
}

type Fields = {
  question?: string | null | undefined
  selections?: string | Record<string, number[]> | undefined
  options?: string | (string | number)[] | undefined
  source?: string | null | undefined
}

function questionRow({ question, selections, options, source }: Fields): ReadRow['row'] {
  const asked = question?.trim() ?? ''
  if (asked === '') return refused('there is no question')
  const texts = typeof options === 'string' ? literal(options) : (options ?? null)
  if (!Array.isArray(texts) || !texts.every((one) => typeof one === 'string' || typeof one === 'number'))
    return refused('the options are no list of texts')
  const shares =
    typeof selections === 'string' ? literal(selections) : new Map<string, Literal>(Object.entries(selections ?? {}))
  if (!(shares instanceof Map)) return refused('the selections are no dictionary')
  const read = new Map<string, number[]>()
  for (const [sample, list] of shares) {
    if (!Array.isArray(list) || !list.every((one) => typeof one === 'number'))
      return refused('the selections are no dictionary of lists of numbers')
    read.set(sample, list)
  }
  const value = { question: asked, options: texts.map(String), source: source?.trim() ?? '', selections: read }
  return { ok: true, value }
}

function literal(text: string): Literal | null {
  const read = readLiteral(text)
  return read.ok ? read.value : null
}

function refused(why: string): { ok: false; why: string } {
  return { ok: false, why }
}
