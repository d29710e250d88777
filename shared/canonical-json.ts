/**
 * JSON without spaces. The keys of objects are in the order of their UTF-16 units, so that equal values have equal
 * texts (the ordering of RFC 8785, the JSON Canonicalization Scheme). Members that are undefined are left out, as JSON
 * does. Throws a TypeError for what JSON cannot express: functions, symbols, big integers, numbers that are not finite.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members: string[] = []
    for (const [key, member] of Object.entries(value).sort(byKey))
      if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}.`)
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError(`JSON cannot say a value of the type ${typeof value}.`)
  return text
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
