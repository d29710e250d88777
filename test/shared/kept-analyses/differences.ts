/** Numbers are the same where they agree to this, of their size or by themselves. */
const TOLERANCE = 1e-12

/** Where two values of JSON differ, each as a line with its path; the first `most` of them. */
export function differences(kept: unknown, now: unknown, most = 20): string[] {
  const lines: string[] = []
  compare('', kept, now)
  return lines.slice(0, most)

  function compare(at: string, before: unknown, after: unknown): void {
    if (lines.length >= most || isSame(before, after)) return
    if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) {
      lines.push(`${at}: ${shown(before)} -> ${shown(after)}`)
      return
    }
    const [old, own] = [before as Record<string, unknown>, after as Record<string, unknown>]
    for (const key of new Set([...Object.keys(old), ...Object.keys(own)])) compare(`${at}/${key}`, old[key], own[key])
  }
}

function isSame(before: unknown, after: unknown): boolean {
  if (typeof before !== 'number' || typeof after !== 'number') return Object.is(before, after)
  return Math.abs(before - after) <= TOLERANCE * Math.max(1, Math.abs(before), Math.abs(after))
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
