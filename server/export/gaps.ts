/** A stretch of sequence numbers, both ends included, that a log lacks, or has beyond the end that its session knows. */
export type Gap = { what: 'missing' | 'unexpected'; from: number; to: number }

/** What keeps these sequence numbers, in order, from being 1 to `end` without a gap. */
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
