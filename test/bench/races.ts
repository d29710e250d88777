/** A figure of a bench that is raced against another revision's: where it stands in what the bench prints, and which way is better. */
export type Race = { readonly name: string; readonly figure: RegExp; readonly better: 'more' | 'less' }

/** The races of each bench, in the words that it prints. Other revisions are read by the same words. */
export const RACES: Readonly<Record<string, readonly Race[]>> = {
  streaming: [
    { name: 'sessions streaming through the engine', figure: /: (\d+) through the engine/, better: 'more' },
    // A bare emitter is of no revision: where it wanders, the machine does.
    { name: '(a bare socket.io emitter, as a measure of the machine)', figure: /(\d+) from a bare/, better: 'more' },
  ],
  adapter: [{ name: 'streams through the model adapter', figure: /under 100 ms: (\d+)/, better: 'more' }],
  turns: [{ name: 'turns a second', figure: /: (\d+) a second/, better: 'more' }],
  start: [
    { name: 'start on an empty data folder', figure: /start-up: ([\d.]+) s/, better: 'less' },
    { name: 'second start', figure: /, ([\d.]+) s the second time/, better: 'less' },
  ],
  memory: [{ name: 'memory of an idle session', figure: /session: ([\d.]+) KB/, better: 'less' }],
  statistics: [
    { name: 'mixed model of 100,000 rows', figure: /participant\): ([\d.]+) s/, better: 'less' },
    { name: 'cluster bootstrap', figure: /2,000 sessions: ([\d.]+) s/, better: 'less' },
  ],
  million: [
    { name: 'two-way report of a million answers', figure: /answers: ([\d.]+) s/, better: 'less' },
    { name: 'its peak memory', figure: /peak memory ([\d.]+) MB with the heap/, better: 'less' },
  ],
  export: [{ name: 'export', figure: /export: (\d+) rows a second/, better: 'more' }],
  probes: [{ name: 'probe run of 10,000 questions', figure: /at once: ([\d.]+) s/, better: 'less' }],
}

/** How much better one revision is in a race: above 1 is better, below 1 worse. Null where a text lacks the figure. */
export function ratioOf({ figure, better }: Race, own: string, other: string): number | null {
  const [a, b] = [figure.exec(own), figure.exec(other)].map((found) => Number(found?.[1] ?? Number.NaN))
  if (!(a! > 0) || !(b! > 0)) return null
  return better === 'more' ? a! / b! : b! / a!
}

/** The median of pairs and the worst of them. Throws for none. */
export function summaryOf(ratios: readonly number[]): { median: number; least: number } {
  if (ratios.length === 0) throw new Error('No pair of runs has the figure.')
  const sorted = [...ratios].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, least: sorted[0]! }
}
