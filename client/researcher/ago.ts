const UNITS = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
] as const

const words = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })

/** How long ago something was, in the largest whole unit; `elapsed` in milliseconds. */
export function ago(elapsed: number): string {
  const unit = UNITS.find((one) => elapsed >= one.ms)
  return unit === undefined ? 'just now' : words.format(-Math.floor(elapsed / unit.ms), unit.name)
}
