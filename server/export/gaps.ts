/**
 * A range of sequence numbers, both ends included. Either the log lacks them, or they lie beyond the last number that
 * its session knows.
 */
export type Gap = { what: 'missing' | 'unexpected'; from: number; to: number }

/** The gaps because of which these sequence numbers, in order, do not run from 1 to `end`. */
export function gapsOf(seqs: readonly number[], end: number): Gap[] {
  const gaps: Gap[] = []
  let next = 1
  for (const seq of seqs) {
    if (seq > next) gaps.push({ what: 'missing', from: next, to: seq - 1 })
    next = seq + 1
  }
  if (next <= end) gaps.push({ what: 'missing', from: next, to: end })
  if (next > end + 1) gaps.push({ what: 'unexpected', from: end + 1, to: next - 1 })
  return gaps
}
