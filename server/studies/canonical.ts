import { createHash } from 'node:crypto'

/**
 * JSON with sorted keys and without white space: one text for one value, whatever order a file was written in.
 * Keys whose value is undefined are left out. Throws for what JSON cannot hold (a function, NaN, an infinity),
 * since two different values must never share a text.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}; give a finite number.`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const pairs = Object.entries(value)
      .filter(([, held]) => held !== undefined)
      // By UTF-16 units, not by a language's alphabet: the order must be the same on every machine.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`)
    return `{${pairs.join(',')}}`
  }
  throw new TypeError(`JSON has no ${typeof value}; give a text, a number, a list or a mapping.`)
}

/** SHA-256 of the canonical JSON in lower-case hexadecimal, 64 characters: the name of a study's version. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')
}
