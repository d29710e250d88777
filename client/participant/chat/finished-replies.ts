import { useEffect, useRef } from 'react'
import { useAnnounce } from '../Announcer.tsx'
import { useWords } from '../words-context.ts'
import type { Line } from './line.ts'
import { plainText } from './plain-text.ts'

/**
 * Makes screen readers read each reply once, when it is finished. Replies that were there when the page was loaded are
 * not read.
 */
export function useFinishedReplies(lines: readonly Line[]): void {
  const announce = useAnnounce()
  const { say } = useWords()
  const known = useRef<Set<string> | null>(null)
  useEffect(() => {
    const finished = lines.filter((line) => line.kind === 'finished')
    if (known.current === null) {
      known.current = new Set(finished.map((line) => line.id))
      return
    }
    for (const line of finished) {
      if (known.current.has(line.id)) continue
      known.current.add(line.id)
      const text = plainText(line.text)
      if (text !== '') announce(say('replyAnnounced', { text }))
      if (line.outcome === 'truncated') announce(say('truncatedOnly'))
      if (line.outcome === 'broken') announce(say('broken'))
    }
  }, [lines, announce, say])
}
