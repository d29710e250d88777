import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

const AnnouncerContext = createContext({ announce: (_text: string) => {}, hush: () => {} })

/** Has a text read out once by screen readers, without moving the focus. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnouncerContext).announce
}

/** Takes away what was read out, which stays on the page otherwise for who reads it by ear. */
export function useHush(): () => void {
  return useContext(AnnouncerContext).hush
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
  const hush = useCallback(() => setSaid([]), [])
  const voice = useMemo(() => ({ announce, hush }), [announce, hush])
  return (
    <AnnouncerContext value={voice}>
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
