/**
 * The order of survey codes: Q2 before Q10, letters and signs by their code points. It is the same on every machine.
 */
export function byCode(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [one, other] = [left[at]!, right[at]!]
    if (one === other) continue
    const numbers = /^\d/.test(one) && /^\d/.test(other) ? Number(one) - Number(other) : 0
    if (numbers !== 0) return numbers
    return one < other ? -1 : 1
  }
  return left.length - right.length
}

function parts(code: string): string[] {
  return code.match(/\d+|\D+/g) ?? []
}
