import { useEffect } from 'react'
import { useAnnounce } from './Announcer.tsx'
import { useVisit } from './visit-context.ts'
import { useWords } from './words-context.ts'

/** Beside a button that waits for the server: why it waits while there is no connection, and how that ends. */
export function OfflineNote({ going }: { going: boolean }) {
  const { state } = useVisit()
  const { say } = useWords()
  const announce = useAnnounce()
  const words = going && !state.online ? say('goingOffline') : null
  useEffect(() => {
    if (words !== null) announce(words)
  }, [words, announce])
  return words === null ? null : (
    <p ref={show} className="offline-note">
      {words}
    </p>
  )
}

/** On a phone, it comes below the button, and the button is often at the end of what is in sight. */
function show(note: HTMLElement | null): void {
  note?.scrollIntoView({ block: 'nearest' })
}
