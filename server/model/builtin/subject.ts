import type { Subject } from './effects.ts'
import { even } from './matching.ts'

/**
 * The first text that has words of a subject decides: the subject with the most words in it. Undefined if no text has
 * any.
 */
export function subjectOf(
  subjects: readonly Subject[],
  texts: readonly string[],
  language: string,
): Subject | undefined {
  for (const text of texts) {
    const plain = even(text)
    let best: { subject: Subject; hits: number } | undefined
    for (const subject of subjects) {
      const hits = (subject.words[language] ?? []).filter((word) => plain.includes(even(word))).length
      if (hits > (best?.hits ?? 0)) best = { subject, hits }
    }
    if (best !== undefined) return best.subject
  }
  return undefined
}
