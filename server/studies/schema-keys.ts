import * as z from 'zod'
import type { YamlPath } from './study-problem.ts'

/**
 * The keys that a schema knows at `path`. If there are several kinds, the value decides between them. Empty if any key
 * may stand there.
 */
export function knownKeys(schema: z.ZodType, value: unknown, path: YamlPath): string[] {
  let at = settle(schema, value)
  let held = value
  for (const step of path) {
    held = typeof held === 'object' && held !== null ? (held as Record<string | number, unknown>)[step] : undefined
    const inner = stepInto(at, step)
    if (inner === undefined) return []
    at = settle(inner, held)
  }
  if (at instanceof z.ZodObject) return Object.keys(at.shape)
  return at instanceof z.ZodRecord && at.def.keyType instanceof z.ZodEnum ? at.def.keyType.options.map(String) : []
}

function stepInto(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.ZodType>)[step]
  if (schema instanceof z.ZodArray) return schema.def.element as z.ZodType
  if (schema instanceof z.ZodRecord) return schema.def.valueType as z.ZodType
  return undefined
}

/** Removes defaults and optionality, and chooses the kind of a union that the value names. */
function settle(schema: z.ZodType, value: unknown): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return settle(schema.def.innerType as z.ZodType, value)
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const key = schema.def.discriminator
    const kind = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
    const chosen = schema.options.find((option) => {
      const literal = option instanceof z.ZodObject ? option.shape[key] : undefined
      return literal instanceof z.ZodLiteral && literal.values.has(kind as string)
    })
    return chosen === undefined ? schema : (chosen as z.ZodType)
  }
  if (schema instanceof z.ZodUnion) {
    const shaped = schema.options.find((option) => option instanceof z.ZodObject || option instanceof z.ZodRecord)
    return shaped === undefined ? schema : settle(shaped as z.ZodType, value)
  }
  return schema
}
