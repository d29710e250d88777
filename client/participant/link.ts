/** The study's link as this page was opened with. */
export type Link = { name: string; query: Record<string, string> }

/**
 * Reads `/s/:link?...`; null when the address is another. All query parameters are passed on, since the study names
 * those that it keeps; the server takes at most 50, of 100 and 500 characters.
 */
export function readLink(address: { pathname: string; search: string }): Link | null {
  const name = /^\/s\/([A-Za-z0-9_-]+)\/?$/.exec(address.pathname)?.[1]
  if (name === undefined) return null
  const parameters = [...new URLSearchParams(address.search)]
    .filter(([key, value]) => key.length <= 100 && value.length <= 500)
    .slice(0, 50)
  return { name, query: Object.fromEntries(parameters) }
}
