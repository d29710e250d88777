import * as z from 'zod'
import { StudyFile } from '../../shared/study/study.ts'
import { page, table } from './markdown.ts'

/** The part of a JSON Schema that is read here. */
export type Schema = {
  description?: string
  type?: string
  const?: string | number
  enum?: (string | number)[]
  default?: unknown
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  propertyNames?: Schema
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
}

/**
 * The schema of a study file, for editors. `study check` says more than a schema can say, for example which names lead
 * nowhere.
 */
export function studySchema(): Schema {
  return { title: 'A study file of Parallax', ...schemaOf(StudyFile) } as Schema
}

/** What a file may say whose content has this schema. */
export function schemaOf(content: z.ZodType): Schema {
  return z.toJSONSchema(content, {
    io: 'input',
    // The draft that editors know best.
    target: 'draft-07',
    // The limits of whole numbers in a computer say nothing to a reader.
    override({ jsonSchema }) {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.format === 'email') delete jsonSchema.pattern
    },
  }) as Schema
}

export const studySchemaText = (): string => `${JSON.stringify(studySchema(), null, 2)}\n`

/** A mapping with its place in the file; the file itself has no place. */
type Section = { title: string; place: string; schema: Schema }

/** `docs/study.md`: every key of a study file. */
export function studyPage(schema: Schema = studySchema()): string {
  return page('The study file', 'the schema in shared/study/study.ts', [
    'Every key that `study.yaml` may have. A key with "must be there" has no default. `studies/demo/study.yaml` shows most of them in use; `study check` says what is wrong in a file, also what no schema can know. Your editor can complete from `docs/study.schema.json`: see the README.',
    'The files that a study names have pages of their own: [instruments and translations](instrument.md), [populations, places and risks](population.md), and [`responder.yaml`](responder.md), which the built-in responder and simulated people need.',
    ...sectionsOf('The file', schema),
  ])
}

/**
 * The sections of a file: that of its own keys, and those of the mappings inside it. If `isBrief`, mappings that may hold
 * the same have one section.
 */
export function sectionsOf(title: string, schema: Schema, isBrief = false): string[] {
  const made: string[] = []
  const told = new Map<string, string>()
  const waiting: Section[] = [{ title, place: '', schema }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const inside: Section[] = []
    const { place, schema: mapping } = next
    const rows = Object.entries(mapping.properties ?? {}).map(([key, value]) => [
      `\`${key}\``,
      typeOf(value, place === '' ? key : `${place}.${key}`, { told, inside, isBrief }),
      need(key, value, mapping),
      value.description ?? '',
    ])
    made.push(`## ${next.title}\n\n${table(['key', 'what stands there', 'if left out', 'meaning'], rows)}`)
    waiting.unshift(...inside)
  }
  return made
}

function need(key: string, value: Schema, of: Schema): string {
  if (value.default !== undefined) return shown(value.default)
  return of.required?.includes(key) ? 'must be there' : 'nothing'
}

function shown(value: unknown): string {
  return `\`${JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ')}\``
}

/** The titles of mappings that have a section, by what they may hold, and the sections that are still to be made. */
type Sections = { told: Map<string, string>; inside: Section[]; isBrief: boolean }

/**
 * What stands at a place, in words. A mapping gets a section of its own, which is added to the list, or leads to the
 * section that there is.
 */
function typeOf(schema: Schema, place: string, sections: Sections): string {
  if (schema.oneOf !== undefined) return `one of ${schema.oneOf.map((one) => typeOf(one, place, sections)).join(', ')}`
  if (schema.anyOf !== undefined)
    return choices(schema.anyOf)
      .map((one) => typeOf(one, place, sections))
      .join(', or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ')
  if (schema.properties !== undefined) {
    const kind = Object.entries(schema.properties).find(([, { const: only }]) => only !== undefined)
    const what = `${sections.isBrief ? '' : place} ${JSON.stringify(schema.properties)}`
    const wanted = kind === undefined ? place : `${place} (${kind[0]}: ${kind[1].const})`
    const taken = [...sections.told.values()].includes(wanted)
    const title = sections.told.get(what) ?? (taken ? `${wanted} (${Object.keys(schema.properties)[0]})` : wanted)
    if (!sections.told.has(what)) sections.inside.push({ title, place: wanted, schema })
    sections.told.set(what, title)
    return `[${title}](#${anchor(title)})`
  }
  switch (schema.type) {
    case 'array':
      return `a list; each: ${typeOf(schema.items!, `${place}[]`, sections)}`
    case 'object':
      return mapping(schema, place, sections)
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'a whole number' : 'a number'}${range(schema)}`
    case 'boolean':
      return '`true` or `false`'
    case 'string':
      return 'text'
  }
  throw new Error(`The schema has something at ${place} that the page cannot say: ${JSON.stringify(schema)}.`)
}

/** Choices within a choice are choices of it. */
function choices(of: readonly Schema[]): Schema[] {
  return of.flatMap((one) => (one.anyOf === undefined ? [one] : choices(one.anyOf)))
}

function mapping(schema: Schema, place: string, sections: Sections): string {
  const { propertyNames, additionalProperties: values } = schema
  if (typeof values !== 'object') throw new Error(`The mapping at ${place} does not say what it holds.`)
  const isLocalised = values.type === 'string' && propertyNames?.pattern?.startsWith('^[a-z]{2,3}') === true
  return isLocalised ? 'text by language' : `names, and for each: ${typeOf(values, `${place}.NAME`, sections)}`
}

function range({ minimum, maximum, exclusiveMinimum }: Schema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` from ${minimum} on`
  return maximum === undefined ? '' : ` up to ${maximum}`
}

/** The address of a heading, as GitHub makes it. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
