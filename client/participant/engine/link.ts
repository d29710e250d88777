/** The study's link with which this page was opened. */
export type Link = { name: string; query: Record<string, string> }

/**
 * Reads `/s/:link?...`; null for any other address. All query parameters are passed on: the server knows which of them
 * the study names, and ignores the rest. If a parameter comes again with another value, it is passed on as `amp;NAME`,
 * which also stands for NAME (see shared/study/platform-id.ts). So the server sees that there are several values; four
 * of them are enough for that.
 */
export function readLink(address: { pathname: string; search: string }): Link | null {
  const name = /^\/s\/([A-Za-z0-9_-]+)\/?$/.exec(address.pathname)?.[1]
  if (name === undefined) return null
  const query = new Map<string, string>()
  for (const [parameter, value] of new URLSearchParams(address.search)) {
    const names = [0, 1, 2, 3].map((nth) => 'amp;'.repeat(nth) + parameter)
    const free = names.find((one) => !query.has(one) || query.get(one) === value)
    if (free !== undefined) query.set(free, value)
  }
  // No study can give this name to a parameter, and no server accepts JSON that contains it.
  query.delete('__proto__')
  return { name, query: Object.fromEntries(query) }
}
