import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

const AnnouncerContext = createContext<(text: string) => void>(() => {})

/** Has a text read out once by screen readers, without moving the focus. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext)
}

/**
 * The one polite live region of the page. It is mounted from the start, since readers miss regions that come with
 * their text, and each text is a new element, so that the same one twice is read twice.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ id: number; text: string }[]>([])
  const announce = useCallback((text: string) => {
    setSaid((before) => [...before.slice(-4), { id: (before.at(-1)?.id ?? 0) + 1, text }])
  }, [])
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="hidden-visually" aria-live="polite" aria-relevant="additions" data-announcer="">
        {said.map((one) => (
          <p key={one.id} dir="auto">
            {one.text}
          </p>
        ))}
      </div>
    </AnnouncerContext>
  )
}
