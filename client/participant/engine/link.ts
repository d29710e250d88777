/** The study's link as this page was opened with. */
export type Link = { name: string; query: Record<string, string> }

/**
 * Reads `/s/:link?...`; null when the address is another. All query parameters are passed on: the server knows which of them
 * the study names, and passes over the rest. One that comes again with another value is passed on as `amp;NAME`, which stands
 * for NAME as well (see shared/study/platform-id.ts), so that the server sees that there are several; four of them tell that.
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
  // No study can name this one, and no server takes JSON with it.
  query.delete('__proto__')
  return { name, query: Object.fromEntries(query) }
}
